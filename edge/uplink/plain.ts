/** Owns handing over to a broker that only knows MQTT: message by message, in order, remembered by this node alone. */
import type { Batch } from '../../runtime/edges/batch.ts';
import { type Intervals, include } from '../../runtime/edges/intervals.ts';
import { Unavailable } from '../../runtime/errors.ts';
import type { Connection } from '../link/connection.ts';
import { plainMessage } from './plain-messages.ts';
import { type PumpOptions, pump } from './pump.ts';

export interface PlainOptions extends Omit<PumpOptions, 'send'> {
  /** How far each lane is. */
  readonly positions: () => {
    readonly alarms: number;
    readonly derived: number;
    readonly readings: Intervals;
  };
  readonly onReady: () => void;
}

/** Until `signal` aborts or the connection ends. Throws Unavailable with the reason. */
export async function handOverPlainly(
  options: PlainOptions,
  connection: Connection,
  signal: AbortSignal,
): Promise<void> {
  const { lanes, positions, wake } = options;
  const { alarms, derived, readings } = positions();
  await lanes.alarms.begin(include([], 1, alarms));
  await lanes.derived.begin(include([], 1, derived));
  await lanes.readings.begin(readings);
  const ending = new AbortController();
  const stop = () => {
    ending.abort();
    wake.wake();
  };
  signal.addEventListener('abort', stop, { once: true });
  const broken = connection.ended.then((reason) => {
    stop();
    throw new Unavailable(reason);
  });
  broken.catch(() => {});
  options.onReady();
  const send = async ({ entries }: Batch): Promise<void> => {
    const messages = entries.flatMap((entry) => plainMessage(entry) ?? []);
    await Promise.all(
      messages.map(({ topic, payload, retain }) => connection.publish(topic, payload, { retain })),
    );
  };
  const work = pump({ ...options, send }, ending.signal);
  try {
    await Promise.race([work, broken]);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await work.catch(() => {});
    await lanes.readings.rest();
  }
}
