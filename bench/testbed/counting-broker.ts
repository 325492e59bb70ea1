/** Owns a broker that counts what reaches it, for the tests of the load generator. Tests only. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Aedes, type AedesOptions } from 'aedes';

interface Seen {
  readonly topic: string;
  readonly payload: string;
  readonly qos: number;
}

export async function countingBroker(hooks: Pick<AedesOptions, 'authenticate' | 'authorizePublish'> = {}) {
  await using stack = new AsyncDisposableStack();
  const seen: Seen[] = [];
  const broker = await Aedes.createBroker(hooks);
  stack.defer(() => new Promise<void>((resolve) => broker.close(resolve)));
  broker.on('publish', (packet, client) => {
    if (client) seen.push({ topic: packet.topic, payload: `${packet.payload}`, qos: packet.qos });
  });
  const server = createServer((socket) => broker.handle(socket)).listen(0, '127.0.0.1');
  stack.defer(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const target = { host: '127.0.0.1', port, username: 'device', password: 'secret' };
  const running = stack.move();
  return { seen, broker, target, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
