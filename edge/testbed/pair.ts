/** Owns an edge and a cloud for tests: two processes, each on its own directory, and a link between them to trouble. Tests only. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ChildNode, startChildNode } from '../../runtime/testbed/child-node.ts';
import { openProxy, type Proxy as TroubledLink } from '../../runtime/testbed/proxy.ts';
import { tempDir, waitFor } from '../../runtime/testbed/testbed.ts';

export const EDGE = 'pi';

export interface PairOptions {
  /** YAML lines of the edge's configuration beside its uplink. */
  readonly edge?: string;
  /** YAML lines within its uplink. */
  readonly uplink?: string;
  readonly cloud?: string;
}

/** One of the two, started anew as often as need be. */
export interface Side {
  readonly dataDir: string;
  node(): ChildNode;
  start(): Promise<void>;
  kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  running(): boolean;
}

export interface Pair extends AsyncDisposable {
  readonly cloud: Side;
  readonly edge: Side;
  readonly link: TroubledLink;
  uplink(): Promise<UplinkShown>;
  /** Resolves when nothing waits at the edge and the cloud's readers are done. */
  settled(within?: number): Promise<void>;
}

/** As REST shows it. */
export interface UplinkShown {
  readonly connected: boolean;
  readonly trouble?: string;
  readonly backlog: { readonly entries: number };
  readonly books: {
    readonly taken: number;
    readonly handedOver: number;
    readonly kept: number;
    readonly lost: number;
  };
}

export async function openPair(options: PairOptions = {}): Promise<Pair> {
  await using stack = new AsyncDisposableStack();
  const root = stack.use(await tempDir());
  const password = secret();
  const cloudDir = join(root.path, 'cloud');
  await mkdir(cloudDir, { mode: 0o700 });
  // The node hashes what it finds here at its first start.
  const users = `device:${secret()}\n${EDGE}:${password}\n`;
  await writeFile(join(cloudDir, 'mqtt-credentials'), users, { mode: 0o600 });
  const cloud = stack.use(side(cloudDir, await configFile(root.path, 'cloud', options.cloud ?? '')));
  await cloud.start();
  const link = stack.use(await openProxy(addressOf(cloud.node())));
  const uplinkYaml = `uplink: { edge: ${EDGE}, url: 'mqtt://127.0.0.1:${link.port}', password: '${password}'${options.uplink ? `, ${options.uplink}` : ''} }`;
  const config = await configFile(root.path, 'edge', `role: edge\n${uplinkYaml}\n${options.edge ?? ''}\n`);
  const edge = stack.use(side(join(root.path, 'edge'), config));
  await edge.start();
  const resources = stack.move();
  const pair: Pair = {
    cloud: {
      ...cloud,
      async start() {
        await cloud.start();
        link.retarget(addressOf(cloud.node()));
      },
    },
    edge,
    link,
    uplink: () => edge.node().get('/api/v1/uplink'),
    async settled(within = 60_000) {
      let seen: unknown;
      await waitFor(
        'the backlog to be handed over',
        async () => {
          const { connected, backlog } = await pair.uplink();
          seen = { connected, backlog };
          return connected && backlog.entries === 0;
        },
        within,
      ).catch(async (error: Error) => {
        throw new Error(
          `${error.message}: ${JSON.stringify(seen)}\nedge: ${edge.node().output().slice(-3000)}\ncloud: ${cloud.node().output().slice(-3000)}`,
        );
      });
      for (const node of [edge.node(), cloud.node()]) {
        for (const reader of ['sensors', 'history']) {
          const lag = `anemos_reader_lag_commits{reader="${reader}"}`;
          await waitFor(
            `the ${reader} reader to be done`,
            async () => (await node.metric(lag)) === 0,
            within,
          );
        }
      }
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
  return pair;
}

/** One node alone; `config` names its file. */
function side(dataDir: string, config: string): Side & AsyncDisposable {
  let node: ChildNode | undefined;
  const running = () => {
    if (!node) throw new Error(`no node runs in ${dataDir}`);
    return node;
  };
  const kill = async (signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL') => {
    const code = await node?.kill(signal);
    if (signal === 'SIGTERM' && code !== 0) throw new Error(`it ended with ${code}:\n${node?.output()}`);
    node = undefined;
  };
  return {
    dataDir,
    node: running,
    running: () => node !== undefined,
    async start() {
      node = await startChildNode(dataDir, { ANEMOS_CONFIG: config });
    },
    kill,
    [Symbol.asyncDispose]: () => kill(),
  };
}

async function configFile(root: string, name: string, text: string): Promise<string> {
  const file = join(root, `${name}.yaml`);
  await writeFile(file, text);
  return file;
}

function addressOf({ mqttUrl }: ChildNode): { host: string; port: number } {
  const { hostname, port } = new URL(mqttUrl);
  return { host: hostname, port: Number(port) };
}

function secret(): string {
  return randomBytes(12).toString('base64url');
}

/** All points of these sensors in the embedded history of a node, as texts, sorted. */
export function pointsOf(dataDir: string, sensors: readonly string[]): readonly string[] {
  const db = new DatabaseSync(join(dataDir, 'history.db'), { readOnly: true });
  try {
    const marks = sensors.map(() => '?').join();
    const points = `SELECT sensor, metric, ts, seq, value FROM points JOIN series ON series.id = points.series
      WHERE sensor IN (${marks}) ORDER BY sensor, metric, ts, seq`;
    return db
      .prepare(points)
      .all(...sensors)
      .map(({ sensor, metric, ts, seq, value }) => `${sensor} ${metric} ${ts} ${seq} ${value}`);
  } finally {
    db.close();
  }
}
