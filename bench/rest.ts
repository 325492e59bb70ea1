/** Owns measuring REST: the live state of a thousand sensors while they publish, beside bare Express in the same run. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { threadFile } from '../runtime/threads/rpc.ts';
import { startChild } from './child.ts';
import { type HttpResult, httpLoad } from './http-load.ts';
import type { HttpOrder } from './http-order.ts';
import { type NodeProcess, openNodeProcess } from './node-process.ts';
import type { Options } from './options.ts';
import type { Loads } from './orders.ts';
import type { PaceResult } from './pace.ts';

export const SENSORS = 1000;
/** Messages a second that the sensors publish meanwhile. */
export const INGEST_RATE = 5000;
const CONNECTIONS = 32;
/** Most of a page. */
const PAGE = 100;

export interface RestRow {
  readonly what: string;
  readonly http: HttpResult;
  /** Of the publishes meanwhile; absent for the peer. */
  readonly ingest?: PaceResult;
}

export interface RestRun {
  /** The publishes with nobody asking. */
  readonly alone: PaceResult;
  readonly rows: readonly RestRow[];
}

export async function benchRest(options: Options, loads: Loads): Promise<RestRun> {
  const rows: RestRow[] = [];
  rows.push({ what: 'bare Express, one state', http: await bareExpress(options.seconds) });
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(resolve(options.dataRoot), 'bench-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const config = join(dataDir, 'bench.json');
  await writeFile(config, JSON.stringify({ api: { rateLimit: { requests: 1e9 } } }));
  const node = stack.use(await openNodeProcess({ dataDir, env: { ANEMOS_CONFIG: config }, probed: false }));
  const { target } = node;
  const paced = (seconds: number) =>
    loads.pace({
      ...{ target, rate: INGEST_RATE, connections: SENSORS, window: 20 },
      ...{ warmUp: options.warmUp, seconds },
    });
  process.stderr.write('publishes alone\n');
  const alone = await paced(options.seconds);
  const ids = await sensorsOf(node);
  const asked: Readonly<Record<string, readonly string[]>> = {
    'one sensor': ids.map((id) => `/api/v1/sensors/${encodeURIComponent(id)}`),
    [`${PAGE} sensors a page`]: [`/api/v1/sensors?limit=${PAGE}`],
    [`${SENSORS} sensors a page`]: [`/api/v1/sensors?limit=${SENSORS}`],
  };
  for (const [what, paths] of Object.entries(asked)) {
    process.stderr.write(`${what}\n`);
    const { url, headers } = node.api;
    const order = { url, headers, paths, connections: CONNECTIONS, seconds: options.seconds };
    const [ingest, http] = await Promise.all([paced(options.seconds), behind(options.warmUp, order)]);
    rows.push({ what, http, ingest });
  }
  return { alone, rows };
}

/** The load while the publishes are measured, not while they warm up. */
async function behind(seconds: number, order: HttpOrder): Promise<HttpResult> {
  await new Promise((wait) => setTimeout(wait, seconds * 1000));
  return await httpLoad(order);
}

async function sensorsOf(node: NodeProcess): Promise<readonly string[]> {
  const page: unknown = await node.get(`/api/v1/sensors?limit=${SENSORS}`);
  const items = typeof page === 'object' && page !== null && 'items' in page ? page.items : [];
  const ids = (Array.isArray(items) ? items : []).map((item: { readonly id: string }) => item.id);
  if (ids.length !== SENSORS) throw new Error(`the node knows ${ids.length} sensors instead of ${SENSORS}`);
  return ids;
}

async function bareExpress(seconds: number): Promise<HttpResult> {
  process.stderr.write('bare Express\n');
  await using child = startChild(threadFile('./bare-express', import.meta.url));
  const [, port] = await child.line(/^listening on (\d+)$/);
  const url = `http://127.0.0.1:${port}`;
  return await httpLoad({
    url,
    paths: ['/api/v1/sensors/x'],
    headers: {},
    connections: CONNECTIONS,
    seconds,
  });
}
