/** Owns one device's MQTT connection: bounded, counted, with a status that says whether the device is there. */
import { setTimeout as delay } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { messageOf, Unavailable } from '../runtime/errors.ts';

export interface PublisherOptions {
  /** `mqtt://host:port` */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly site: string;
  readonly sensor: string;
  /** Unacknowledged messages at once. mqtt.js loses what is beyond 65,535 without a word. */
  readonly maxInFlight?: number;
  /** Told once when the connection is lost; it comes back by itself. */
  readonly onTrouble?: (reason: string) => void;
  /** Aborted = nobody publishes any more, so nobody waits for room either. */
  readonly signal: AbortSignal;
}

export interface PublisherCounts {
  readonly sent: number;
  /** Acknowledged by the broker: durable there. */
  readonly acked: number;
}

export interface Publisher extends AsyncDisposable {
  /** Publishes to `v1/{site}/{sensor}/telemetry` with QoS 1; waits while there is no room. Nothing once aborted. */
  publish(message: object): Promise<void>;
  /** Resolves when all that was published is acknowledged, or `signal` aborts. */
  settled(): Promise<void>;
  counts(): PublisherCounts;
}

const MAX_IN_FLIGHT = 100;
/** ms a closing publisher waits for acknowledgements. */
const CLOSE_GRACE = 1000;

/** Connects, says `online`, and `offline` when disposed of or lost (the last will). Throws Unavailable when refused. */
export async function openPublisher(options: PublisherOptions): Promise<Publisher> {
  const { user, password, site, sensor, maxInFlight = MAX_IN_FLIGHT, signal } = options;
  const topic = (channel: string) => `v1/${site}/${sensor}/${channel}`;
  const status = (state: 'online' | 'offline') => JSON.stringify({ state });
  const client = await connectAsync(
    options.url,
    {
      clientId: `${site}-${sensor}`,
      username: user,
      password,
      protocolVersion: 4,
      reconnectPeriod: 1000,
      connectTimeout: 10_000,
      will: { topic: topic('status'), payload: status('offline'), qos: 1, retain: true },
    },
    false,
  ).catch((error: unknown) => {
    throw new Unavailable(`${options.url} refuses ${user}: ${messageOf(error)}`, { cause: error });
  });
  watch(client, options.onTrouble);

  let sent = 0;
  let acked = 0;
  let changed = Promise.withResolvers<void>();
  const wake = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  signal.addEventListener('abort', wake, { once: true });
  const until = async (condition: () => boolean) => {
    while (!condition()) await changed.promise;
  };
  const send = (channel: string, payload: string, retain: boolean) => {
    sent++;
    client.publish(topic(channel), payload, { qos: 1, retain }, (error) => {
      if (!error) acked++;
      wake();
    });
  };
  const settled = () => acked === sent;

  send('status', status('online'), true);
  client.on('connect', () => send('status', status('online'), true));
  return {
    async publish(message) {
      // Looked at and taken in one go: two callers must not both find the last place free.
      while (!signal.aborted && sent - acked >= maxInFlight) await changed.promise;
      if (!signal.aborted) send('telemetry', JSON.stringify(message), false);
    },
    settled: () => until(() => signal.aborted || settled()),
    counts: () => ({ sent, acked }),
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', wake);
      if (client.connected) {
        send('status', status('offline'), true);
        await Promise.race([until(settled), delay(CLOSE_GRACE)]);
      }
      await client.endAsync(!client.connected || !settled());
    },
  };
}

/** mqtt.js tries again every second; the first failure of a row is told. */
function watch(client: MqttClient, onTrouble: PublisherOptions['onTrouble']): void {
  let reason = 'the broker closed the connection';
  let lost = false;
  client.on('error', (error) => {
    reason = messageOf(error);
  });
  client.on('close', () => {
    if (!lost && !client.disconnecting) onTrouble?.(reason);
    lost = true;
  });
  client.on('connect', () => {
    lost = false;
  });
}
