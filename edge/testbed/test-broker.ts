/** Owns a broker for the tests of devices: real MQTT on a free port, with a hand on its acknowledgements. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Aedes } from 'aedes';

interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

export interface TestBroker extends AsyncDisposable {
  readonly url: string;
  readonly messages: readonly Message[];
  /** While set, messages are seen but not acknowledged; reset it to let them go. */
  hold(held: boolean): void;
  /** Messages seen and not acknowledged. */
  heldCount(): number;
  /** Cuts every connection, as a bad link does. */
  cut(): void;
}

export const PASSWORD = 'right';

/** Lets in the user `device` with PASSWORD. */
export async function openTestBroker(): Promise<TestBroker> {
  const broker = await Aedes.createBroker({
    authenticate: (_client, user, password, done) =>
      done(null, user === 'device' && password?.toString() === PASSWORD),
    authorizePublish(_client, packet, done) {
      const { topic, retain } = packet;
      messages.push({ topic, retain, payload: packet.payload.toString() });
      if (holding) held.push(done);
      else done(null);
    },
  });
  const messages: Message[] = [];
  let holding = false;
  let held: ((error?: Error | null) => void)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    messages,
    hold(wanted) {
      holding = wanted;
      if (wanted) return;
      for (const done of held) done(null);
      held = [];
    },
    heldCount: () => held.length,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => broker.close(resolve));
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
