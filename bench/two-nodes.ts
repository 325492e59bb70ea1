/** Owns an edge and its cloud under test: two whole nodes, a link between them, and what the edge says of its uplink. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EDGE_FLAGS } from '../runtime/threads/memory.ts';
import { type Link, openLink } from './link.ts';
import { type NodeProcess, openNodeProcess } from './node-process.ts';

export interface TwoNodes extends AsyncDisposable {
  readonly edge: NodeProcess;
  readonly cloud: NodeProcess;
  readonly link: Link;
  uplink(): Promise<Uplink>;
}

/** What of the edge's `GET /api/v1/uplink` is needed here. */
export interface Uplink {
  readonly connected: boolean;
  /** When the connection came or went, epoch ms. */
  readonly since: number;
  readonly entries: number;
  readonly bytes: number;
}

const EDGE = 'pi';
const CONNECTED_WITHIN = 60_000;

/** The readings of the load are below the limit. */
export const RULE = { id: 'hot', sensors: 'bench:*', metric: 'power', above: 2000 };

/** In a directory under `dataRoot` that goes away again; connected. */
export async function openTwoNodes(dataRoot: string, probed: boolean): Promise<TwoNodes> {
  await using starting = new AsyncDisposableStack();
  const root = await mkdtemp(join(dataRoot, 'bench-'));
  starting.defer(() => rm(root, { recursive: true, force: true }));
  const password = secret();
  const [cloudDir, edgeDir] = [join(root, 'cloud'), join(root, 'edge')];
  for (const dir of [cloudDir, edgeDir]) await mkdir(dir, { mode: 0o700 });
  // The node hashes what it finds here at its first start.
  const users = `device:${secret()}\n${EDGE}:${password}\n`;
  await writeFile(join(cloudDir, 'mqtt-credentials'), users, { mode: 0o600 });
  const cloud = starting.use(await openNodeProcess({ dataDir: cloudDir, probed }));
  const link = starting.use(await openLink(cloud.target.port));
  const config = {
    role: 'edge',
    uplink: { edge: EDGE, url: `mqtt://127.0.0.1:${link.port}`, password },
    rules: [RULE],
  };
  const file = join(root, 'edge.yaml');
  // JSON is YAML.
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  const env = { ANEMOS_CONFIG: file };
  const edge = starting.use(await openNodeProcess({ dataDir: edgeDir, env, probed, flags: EDGE_FLAGS }));
  const uplink = async () => uplinkOf(await edge.get('/api/v1/uplink'));
  await until('the edge is connected', async () => (await uplink()).connected);
  const running = starting.move();
  return { edge, cloud, link, uplink, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Asks every `every` ms, for a minute at most. */
export async function until(what: string, probe: () => Promise<boolean>, every = 20): Promise<void> {
  const deadline = performance.now() + CONNECTED_WITHIN;
  while (!(await probe())) {
    if (performance.now() > deadline) throw new Error(`waited ${CONNECTED_WITHIN} ms in vain until ${what}`);
    await delay(every);
  }
}

function uplinkOf(answer: unknown): Uplink {
  if (!isUplink(answer)) throw new Error(`an uplink that is not one: ${JSON.stringify(answer)}`);
  const { connected, since, backlog } = answer;
  return { connected, since: Date.parse(since), ...backlog };
}

interface UplinkAnswer {
  readonly connected: boolean;
  readonly since: string;
  readonly backlog: { readonly entries: number; readonly bytes: number };
}

function isUplink(answer: unknown): answer is UplinkAnswer {
  return typeof answer === 'object' && answer !== null && 'connected' in answer && 'backlog' in answer;
}

function secret(): string {
  return randomBytes(12).toString('base64url');
}
