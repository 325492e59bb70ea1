/** Owns a cloud of another release for tests: it answers hellos as told, and refuses batches. Tests only. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes, type Client } from 'aedes';
import { EDGE } from './pair.ts';

export interface FakeCloud extends AsyncDisposable {
  readonly url: string;
  hellos(): number;
}

export interface FakeCloudOptions {
  /** The protocol its welcomes speak. */
  readonly protocol: number;
  /** Why it takes no batch. */
  readonly refusal: string;
}

/** Lets everybody in. */
export async function openFakeCloud({ protocol, refusal }: FakeCloudOptions): Promise<FakeCloud> {
  let hellos = 0;
  const say = (client: Client, what: string, document: object, then = () => {}) => {
    const topic = `v1/$edge/${EDGE}/down/${what}`;
    const payload = JSON.stringify(document);
    client.publish({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false }, then);
  };
  const broker = await Aedes.createBroker({
    authorizePublish(client, { topic, payload }, done) {
      if (!client) return done(null);
      if (topic.endsWith('/up/readings')) {
        return say(client, 'refused', { reason: refusal }, () => client.conn.end());
      }
      done(null);
      if (!topic.endsWith('/up/hello')) return;
      hellos++;
      const { epoch } = JSON.parse(payload.toString());
      const received = { alarms: [], ledger: [], readings: [], derived: [] };
      say(client, 'welcome', { protocol, epoch, cloud: 'fake', received });
    },
  });
  const server = createServer(broker.handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : undefined}`,
    hellos: () => hellos,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => broker.close(resolve));
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
