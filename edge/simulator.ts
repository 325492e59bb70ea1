/** Owns a simulated wind farm: each turbine a device with a connection of its own, publishing as a real one would. */
import { setTimeout as delay } from 'node:timers/promises';
import { openPublisher, type Publisher, type PublisherCounts, type PublisherOptions } from './publisher.ts';
import { createTurbine, type TurbineOptions } from './turbine.ts';

export interface SimulatorOptions extends Pick<PublisherOptions, 'url' | 'user' | 'password' | 'onTrouble'> {
  /** `wt1`, `wt2` … of this site. */
  readonly site: string;
  readonly turbines: number;
  /** ms between two readings of a turbine. */
  readonly every: number;
}

export interface Simulator extends AsyncDisposable {
  counts(): PublisherCounts;
}

/** The first turbine fails soon, so that nobody has to wait for an alarm; the others when they please. */
const SOON: TurbineOptions['faults'] = { first: [3, 3], every: [60, 150], length: [5, 7] };
const LATER: TurbineOptions['faults'] = { first: [60, 300], every: [120, 400], length: [6, 15] };
const OWN_ALARMS: TurbineOptions['alarms'] = { first: [20, 90], every: [90, 300], length: [12, 30] };

/** Throws Unavailable when the broker refuses the first connection of a turbine. */
export async function openSimulator(options: SimulatorOptions): Promise<Simulator> {
  await using stack = new AsyncDisposableStack();
  const stop = new AbortController();
  const publishers: Publisher[] = [];
  const loops: Promise<void>[] = [];
  for (let number = 1; number <= options.turbines; number++) {
    const publisher = stack.use(
      await openPublisher({ ...options, sensor: `wt${number}`, signal: stop.signal }),
    );
    const plans = { faults: number === 1 ? SOON : LATER, alarms: OWN_ALARMS };
    publishers.push(publisher);
    loops.push(
      publishTurbine(publisher, { seed: number, ...plans }, { every: options.every, signal: stop.signal }),
    );
  }
  stack.defer(async () => {
    stop.abort();
    await Promise.all(loops);
  });
  const resources = stack.move();
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  return {
    counts: () => ({
      sent: total(publishers.map((publisher) => publisher.counts().sent)),
      acked: total(publishers.map((publisher) => publisher.counts().acked)),
    }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function publishTurbine(
  publisher: Publisher,
  options: TurbineOptions,
  { every, signal }: { readonly every: number; readonly signal: AbortSignal },
): Promise<void> {
  const measure = createTurbine(options);
  for (let seq = 0; !signal.aborted; seq++) {
    const ts = Date.now();
    const { values, alarm } = measure(ts);
    // While the broker is away the window is full and this waits, as would a device without a memory.
    await publisher.publish({ ts, seq, values, ...alarm });
    await delay(every - (Date.now() % every), undefined, { signal }).catch(() => {});
  }
}
