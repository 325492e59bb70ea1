/** Owns one MQTT connection to another node or broker: log in, publish until acknowledged, notice when nobody is there. */
import mqtt from 'mqtt';
import { messageOf, Unavailable } from '../../runtime/errors.ts';

export interface ConnectionOptions {
  /** `mqtt://` or `mqtts://`. */
  readonly url: string;
  readonly clientId: string;
  readonly user: string;
  readonly password: string;
  /** PEM of the authority that the server's certificate must come from; Node's own list when absent. */
  readonly ca?: string | undefined;
  readonly onMessage: (topic: string, payload: Buffer) => void;
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

/** Throws Unavailable with the reason when nobody answers, or answers no. */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { url, clientId, user, password, ca, onMessage } = options;
  const client = await mqtt
    .connectAsync(
      url,
      {
        clientId,
        username: user,
        password,
        protocolVersion: 4,
        clean: true,
        reconnectPeriod: 0,
        connectTimeout: CONNECT_WITHIN,
        keepalive: KEEP_ALIVE,
        reschedulePings: false,
        ...(ca !== undefined && { ca }),
      },
      false,
    )
    .catch((error: unknown) => {
      throw new Unavailable(`${url} refuses ${user}: ${messageOf(error) || 'the connection was cut'}`, {
        cause: error,
      });
    });
  const over = Promise.withResolvers<string>();
  /** When each publish that is not acknowledged was begun, oldest first. */
  const waiting = new Map<PromiseWithResolvers<void>, number>();
  let why: string | undefined;
  const end = (reason: string) => {
    if (why !== undefined) return;
    why = reason;
    clearInterval(watchdog);
    // Not from within one of its own callbacks: mqtt.js walks over what is outgoing while it calls them.
    setImmediate(() => client.end(true));
    for (const { reject } of waiting.keys()) reject(new Unavailable(reason));
    waiting.clear();
    over.resolve(reason);
  };
  const watchdog = setInterval(() => {
    const [oldest] = waiting.values();
    if (oldest !== undefined && performance.now() - oldest > ACK_WITHIN) {
      end(`${url} has acknowledged nothing for ${ACK_WITHIN / 1000} s`);
    }
  }, LOOK_EVERY);
  client.on('error', (error) => end(`the connection to ${url} failed: ${messageOf(error)}`));
  client.on('close', () => end(`the connection to ${url} was lost`));
  client.on('message', onMessage);
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
      const granted = await client.subscribeAsync(filter, { qos: 1 }).catch((error: unknown) => {
        throw new Unavailable(`${url} does not let ${user} subscribe to ${filter}: ${messageOf(error)}`);
      });
      if (granted.some(({ qos }) => qos === 128)) {
        throw new Unavailable(`${url} does not let ${user} subscribe to ${filter}`);
      }
    },
    ended: over.promise,
    end,
    async [Symbol.asyncDispose]() {
      end('closed by this node');
      await client.endAsync(true).catch(() => {});
    },
  };
}
