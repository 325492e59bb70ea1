/**
 * Owns open-loop load: a fixed number of messages a second, sent when they are due whatever the broker does. The
 * time until PUBACK counts from when a message was due, not from when it left: a stalled broker cannot hide the
 * messages that its stall kept back (coordinated omission).
 */
import { createHistogram } from 'node:perf_hooks';
import { type FloodOrder, openAll, totalOf } from './flood.ts';
import type { SensorConnection } from './sensor-connection.ts';

export interface PaceOrder extends Omit<FloodOrder, 'ackEvery'> {
  /** Messages a second over all connections. Those that are due beyond the window wait, and their waiting counts. */
  readonly rate: number;
}

/** Milliseconds from due to acknowledged. */
export interface PaceResult {
  readonly messages: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  /** How late the generator itself sent, at most; part of the figures above. */
  readonly lateness: number;
  /** Everything sent, for the books. */
  readonly total: number;
}

/** Messages fall due in groups, one each ms, so that the generator's timer is not part of the figure. */
const GROUP_MS = 1;
/** Times of acknowledged messages are forgotten this many at once. */
const FORGET_AT = 1024;

export async function pace(order: PaceOrder): Promise<PaceResult> {
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  const schedule = new Schedule(order.warmUp * 1000);
  using stack = new DisposableStack();
  const connections = await openAll(
    { ...order, ackEvery: 1 },
    { onFree: (connection, count) => schedule.acknowledged(connection, count), onFailure: failure.reject },
  );
  for (const connection of connections) stack.use(connection);

  await Promise.race([schedule.run(connections, order), failure.promise]);
  await Promise.race([Promise.all(connections.map((c) => c.settled())), failure.promise]);
  return { ...schedule.result(), total: totalOf(connections) };
}

class Schedule {
  /** Per connection: due times not yet acknowledged, oldest first, and those not yet sent (no room). */
  readonly #due = new Map<SensorConnection, { readonly times: number[]; head: number; unsent: number }>();
  readonly #latency = createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 });
  readonly #warmUpMs: number;
  #start = 0;
  #lateness = 0;

  constructor(warmUpMs: number) {
    this.#warmUpMs = warmUpMs;
  }

  /** Resolves when the last message was due. */
  run(connections: readonly SensorConnection[], { rate, warmUp, seconds }: PaceOrder): Promise<void> {
    for (const connection of connections) this.#due.set(connection, { times: [], head: 0, unsent: 0 });
    const total = Math.round((warmUp + seconds) * rate);
    const groupSize = (rate / 1000) * GROUP_MS;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#start = performance.now();
    let issued = 0;
    let group = 0;
    const tick = () => {
      const now = performance.now();
      for (; this.#start + group * GROUP_MS <= now && issued < total; group++) {
        const due = this.#start + group * GROUP_MS;
        if (due - this.#start >= this.#warmUpMs) this.#lateness = Math.max(this.#lateness, now - due);
        for (const until = Math.min(total, Math.round((group + 1) * groupSize)); issued < until; issued++) {
          this.#issue(connections[issued % connections.length], due);
        }
      }
      if (issued < total) setTimeout(tick, GROUP_MS);
      else resolve();
    };
    tick();
    return promise;
  }

  acknowledged(connection: SensorConnection, count: number): void {
    const queue = this.#due.get(connection);
    if (!queue) return;
    const now = performance.now();
    for (let acked = 0; acked < count; acked++) {
      const due = queue.times[queue.head++] ?? now;
      if (due - this.#start >= this.#warmUpMs) {
        this.#latency.record(Math.max(1, Math.round((now - due) * 1000)));
      }
    }
    if (queue.head >= FORGET_AT) {
      queue.times.splice(0, queue.head);
      queue.head = 0;
    }
    const more = Math.min(queue.unsent, count);
    queue.unsent -= more;
    if (more > 0) connection.send(more);
  }

  result(): Omit<PaceResult, 'total'> {
    const ms = (microseconds: number) => microseconds / 1000;
    return {
      messages: this.#latency.count,
      p50: ms(this.#latency.percentile(50)),
      p90: ms(this.#latency.percentile(90)),
      p99: ms(this.#latency.percentile(99)),
      max: ms(this.#latency.max),
      lateness: this.#lateness,
    };
  }

  #issue(connection: SensorConnection | undefined, due: number): void {
    const queue = connection && this.#due.get(connection);
    if (!connection || !queue) return;
    queue.times.push(due);
    if (queue.unsent > 0 || connection.free() === 0) queue.unsent++;
    else connection.send(1);
  }
}
