/** Owns transitions for tests: episodes as the sensors make them. */
import type { Transition } from '../../vocabulary.ts';
import { alarmId, transitionId } from '../identity.ts';

/** One transition; its alarm is that of the episode that began at `start`. */
export function transition(
  kind: Transition['kind'],
  start: number,
  more: Partial<Transition> = {},
): Transition {
  const { sensor = 'farm1:t1', rule = 'hot', at = start } = more;
  const alarm = alarmId(sensor, rule, start);
  const fields = {
    sensor,
    rule,
    severity: 'MAJOR',
    at,
    receivedAt: at + 5,
    message: `${rule} ${kind}`,
  } as const;
  return { id: transitionId(alarm, kind), alarm, kind, ...fields, ...more };
}

/** Raise, acknowledgement and clear of one episode after the other, oldest first. */
export function episodes(sensor: string, count: number, begin = 1_700_000_000_000): Transition[] {
  return Array.from({ length: count }, (_, i) => begin + i * 10_000).flatMap((start) => [
    transition('raised', start, { sensor, metric: 'temp', value: 91.5 }),
    transition('acknowledged', start, { sensor, at: start + 1000, by: 'token:operator' }),
    transition('cleared', start, { sensor, at: start + 2000, value: 79 }),
  ]);
}
