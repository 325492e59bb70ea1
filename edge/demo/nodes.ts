/** Owns the demo's cloud and edge and the link between them: started in this order, stopped together. */
import { join } from 'node:path';
import { type DemoLink, openDemoLink } from './link.ts';
import { type DemoNode, type DemoNodeOptions, startDemoNode } from './node.ts';
import { HOST } from './ports.ts';
import { ensureEdgeLogin } from './secrets.ts';

export interface DemoNodes extends AsyncDisposable {
  readonly cloud: DemoNode;
  readonly edge: DemoNode;
  readonly link: DemoLink;
  /** Resolves to what to say of the one that has ended first, whoever ended it. */
  readonly ended: Promise<string>;
}

/** `dataDir` holds one directory for each. Throws StartError. Undefined when `signal` aborts meanwhile. */
export async function startDemoNodes(
  options: Pick<DemoNodeOptions, 'root' | 'dataDir' | 'signal' | 'say'>,
): Promise<DemoNodes | undefined> {
  const { dataDir, signal, say } = options;
  const dirs = { cloud: join(dataDir, 'cloud'), edge: join(dataDir, 'edge') };
  const passwordFile = await ensureEdgeLogin(dirs.cloud, dirs.edge);
  await using stack = new AsyncDisposableStack();
  let cloudPort = 0;
  const link = stack.use(await openDemoLink(() => cloudPort));
  const running: DemoNode[] = [];
  // At once: one after the other might take too long.
  stack.defer(async () => void (await Promise.all(running.map((node) => node[Symbol.asyncDispose]()))));
  const start = async (role: 'cloud' | 'edge', rest: Pick<DemoNodeOptions, 'ports' | 'environment'>) => {
    say(`Starting the ${role}, its data in ${dirs[role]} …`);
    const node = await startDemoNode({ ...options, ...rest, role, dataDir: dirs[role] });
    running.push(node);
    return node;
  };
  const cloud = await start('cloud', { ports: { mqtt: 1883, api: 8080 } });
  if (signal.aborted) return undefined;
  cloudPort = cloud.mqttPort;
  const environment = {
    ANEMOS_UPLINK_URL: `mqtt://${HOST}:${link.port}`,
    ANEMOS_UPLINK_PASSWORD_FILE: passwordFile,
  };
  const edge = await start('edge', { ports: { mqtt: 1884, api: 8081 }, environment });
  if (signal.aborted) return undefined;
  const resources = stack.move();
  const told = async (role: 'cloud' | 'edge', node: DemoNode) => `the ${role} has ended ${await node.ended}`;
  const ended = Promise.race([told('cloud', cloud), told('edge', edge)]);
  return { cloud, edge, link, ended, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
