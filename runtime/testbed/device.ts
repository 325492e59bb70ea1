/** Owns a stubborn device for tests: it numbers its readings and sends each again until it is acknowledged. Tests only. */
import { setTimeout as delay } from 'node:timers/promises';
import mqtt from 'mqtt';
import type { Credentials } from './child-node.ts';

/** At most this many readings are unacknowledged. */
const WINDOW = 50;
const FIRST_TS = Date.now() - 3_600_000;

/** Readings between two pauses. */
const BURST = 10;

export interface Connection {
  readonly url: string;
  readonly credentials: Credentials;
  /** Ends it after the last acknowledgement. */
  readonly signal: AbortSignal;
  /** ms between bursts of ten readings; 0 = as fast as acknowledgements come. */
  readonly pause?: number;
}

export class Device {
  readonly sensor: string;
  /** Sequence numbers the node has acknowledged. */
  readonly acked = new Set<number>();
  readonly #topic: string;
  readonly #valueAt: (seq: number) => number;
  /** Sent and not acknowledged, oldest first. */
  readonly #open = new Set<number>();
  #next = 0;

  constructor(name: string, valueAt: (seq: number) => number) {
    this.sensor = `farm:${name}`;
    this.#topic = `v1/farm/${name}/telemetry`;
    this.#valueAt = valueAt;
  }

  /** Readings begun so far. */
  get sent(): number {
    return this.#next;
  }

  static tsOf(seq: number): number {
    return FIRST_TS + seq * 5;
  }

  /** Publishes over one connection until the signal aborts or the node goes away; what is open then is sent first next time. */
  async run({ url, credentials, signal, pause = 0 }: Connection): Promise<void> {
    const client = await mqtt.connectAsync(
      url,
      { ...credentials, reconnectPeriod: 0, connectTimeout: 5000 },
      false,
    );
    let over = signal.aborted;
    const gone = new Promise<void>((resolve) => {
      const end = () => {
        over = true;
        resolve();
      };
      client.once('close', end);
      signal.addEventListener('abort', end, { once: true });
    });
    client.on('error', () => {});
    const inFlight = new Set<Promise<void>>();
    const send = (seq: number) => {
      const text = JSON.stringify({ ts: Device.tsOf(seq), seq, values: { v: this.#valueAt(seq) } });
      const sending = client.publishAsync(this.#topic, text, { qos: 1 }).then(
        () => {
          this.acked.add(seq);
          this.#open.delete(seq);
        },
        () => {},
      );
      const tracked = sending.finally(() => inFlight.delete(tracked));
      inFlight.add(tracked);
    };
    for (const seq of [...this.#open]) send(seq);
    while (!over) {
      while (inFlight.size >= WINDOW && !over) await Promise.race([gone, ...inFlight]);
      if (over) break;
      this.#open.add(this.#next);
      send(this.#next++);
      if (this.#next % BURST === 0) await delay(pause);
    }
    if (signal.aborted)
      await Promise.race([
        Promise.all(inFlight),
        new Promise<void>((resolve) => client.once('close', () => resolve())),
      ]);
    await client.endAsync(true).catch(() => {});
  }
}
