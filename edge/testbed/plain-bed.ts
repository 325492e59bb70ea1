/** Owns an edge, a mosquitto it hands over to, and who listens there, for tests. Tests only. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChildNode, startChildNode } from '../../runtime/testbed/child-node.ts';
import { Device } from '../../runtime/testbed/device.ts';
import { tempDir } from '../../runtime/testbed/testbed.ts';
import { LOGIN, type Mosquitto, openMosquitto, openSubscriber, type Subscriber } from './mosquitto.ts';

const RULES = "rules: [{ id: hot, sensors: 'farm:*', metric: v, above: 90, severity: MAJOR }]";
/** Above the limit for the last five of every twenty readings. */
export const sample = (seq: number) => (seq % 20 >= 15 ? 95 : 20);

export interface PlainBed extends AsyncDisposable {
  readonly broker: Mosquitto;
  readonly subscriber: Subscriber;
  /** The one that runs now. */
  readonly node: ChildNode;
  readonly devices: readonly Device[];
  restart(): Promise<void>;
}

export async function openPlainBed(): Promise<PlainBed> {
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(await tempDir());
  const broker = stack.use(await openMosquitto(path));
  const subscriber = stack.use(await openSubscriber(broker.port));
  const { user, password } = LOGIN;
  const uplink = `uplink: { edge: pi, url: 'mqtt://127.0.0.1:${broker.port}', user: ${user}, password: '${password}', format: plain }`;
  await writeFile(join(path, 'edge.yaml'), `role: edge\n${uplink}\n${RULES}\n`);
  const start = () => startChildNode(join(path, 'edge'), { ANEMOS_CONFIG: join(path, 'edge.yaml') });
  let node = await start();
  stack.defer(() => node[Symbol.asyncDispose]());
  const devices = ['a', 'b'].map((name) => new Device(name, sample));
  const resources = stack.move();
  return {
    ...{ broker, subscriber, devices },
    get node() {
      return node;
    },
    async restart() {
      node = await start();
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
