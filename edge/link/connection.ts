/** Owns one MQTT connection to another node or broker: log in, publish until acknowledged, notice when nobody is there. */
import mqtt, { type MqttClient } from 'mqtt';
import { messageOf, Unavailable } from '../../runtime/errors.ts';
import { whyNotConnected } from './refusal.ts';

export interface ConnectionOptions {
  /** `mqtt://` or `mqtts://`. */
  readonly url: string;
  readonly clientId: string;
  readonly user: string;
  readonly password: string;
  /** PEM of the authority that the server's certificate must come from; Node's own list when absent. */
  readonly ca?: string | undefined;
  readonly onMessage: (topic: string, payload: Buffer) => void;
  /** Whatever it is at, it ends when this aborts. */
  readonly signal: AbortSignal;
}

export interface Connection extends AsyncDisposable {
  /** QoS 1: resolves with the PUBACK. Rejects with Unavailable when the connection ends before. */
  publish(topic: string, payload: string | Buffer, options?: { readonly retain?: boolean }): Promise<void>;
  /** Throws Unavailable when it is not granted. */
  subscribe(filter: string): Promise<void>;
  /** Resolves with the reason when the connection has ended. */
  readonly ended: Promise<string>;
  /** Ends it at once; what is not acknowledged by then is rejected. */
  end(reason: string): void;
}

/** s: a link that has gone silent is found after 1.5 times this, when nothing is on its way. */
const KEEP_ALIVE = 5;
/** ms from a publish to its acknowledgement; beyond, nobody is there. */
const ACK_WITHIN = 10_000;
const LOOK_EVERY = 1000;
const CONNECT_WITHIN = 10_000;
const CLOSED = 'closed by this node';

/** Throws Unavailable with the reason when nobody answers, or answers no. */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { url, clientId, user, password, ca, onMessage, signal } = options;
  const client = mqtt.connect(url, {
    clientId,
    username: user,
    password,
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_WITHIN,
    keepalive: KEEP_ALIVE,
    reschedulePings: false,
    // Else mqtt-packet makes 65,536 small buffers ahead of the first packet: 8 MB.
    writeCache: false,
    ...(ca !== undefined && { ca }),
  });
  // By force: a server that says nothing does not say goodbye either.
  const giveUp = () => client.end(true);
  signal.addEventListener('abort', giveUp, { once: true });
  const refusal = signal.aborted ? new Error(CLOSED) : await refusalOf(client);
  signal.removeEventListener('abort', giveUp);
  if (refusal) {
    giveUp();
    throw new Unavailable(whyNotConnected(refusal, options), { cause: refusal });
  }
  const over = Promise.withResolvers<string>();
  /** When each publish that is not acknowledged was begun, oldest first. */
  const waiting = new Map<PromiseWithResolvers<void>, number>();
  let why: string | undefined;
  const end = (reason: string) => {
    if (why !== undefined) return;
    why = reason;
    clearInterval(watchdog);
    signal.removeEventListener('abort', leave);
    // Not from within one of its own callbacks: mqtt.js walks over what is outgoing while it calls them.
    setImmediate(() => client.end(true));
    for (const { reject } of waiting.keys()) reject(new Unavailable(reason));
    waiting.clear();
    over.resolve(reason);
  };
  const leave = () => end(CLOSED);
  const watchdog = setInterval(() => {
    const [oldest] = waiting.values();
    if (oldest !== undefined && performance.now() - oldest > ACK_WITHIN) {
      end(`${url} has acknowledged nothing for ${ACK_WITHIN / 1000} s`);
    }
  }, LOOK_EVERY);
  client.on('error', (error) => end(`the connection to ${url} failed: ${messageOf(error)}`));
  const lost = `the connection to ${url} was lost`;
  client.on('close', () => end(lost));
  client.on('message', onMessage);
  signal.addEventListener('abort', leave, { once: true });
  return {
    publish(topic, payload, { retain = false } = {}) {
      if (why !== undefined) return Promise.reject(new Unavailable(why));
      const acked = Promise.withResolvers<void>();
      waiting.set(acked, performance.now());
      client.publish(topic, payload, { qos: 1, retain }, (error) => {
        if (error) return end(`the connection to ${url} was lost: ${messageOf(error)}`);
        waiting.delete(acked);
        acked.resolve();
      });
      return acked.promise;
    },
    async subscribe(filter) {
      await client.subscribeAsync(filter, { qos: 1 }).catch((error: Error) => {
        if (!('packet' in error && error.packet)) throw new Unavailable(why ?? lost, { cause: error });
        throw new Unavailable(
          `${url} does not let user "${user}" subscribe to ${filter}: at an Anemos cloud an edge's user bears its id ` +
            '(leave uplink.user out); another broker needs uplink.format: plain',
          { cause: error },
        );
      });
    },
    ended: over.promise,
    end,
    async [Symbol.asyncDispose]() {
      end(CLOSED);
      await client.endAsync(true).catch(() => {});
    },
  };
}

/** Why it was not let in; undefined when it was. */
function refusalOf(client: MqttClient): Promise<Error | undefined> {
  return new Promise((resolve) => {
    client.once('connect', () => resolve(undefined));
    client.once('close', () => resolve(new Error('it was cut before it was let in')));
    // For good: an error that nobody listens to would end the process.
    client.on('error', resolve);
  });
}
