/** Owns the open alarms of this page: one list, so that every count on it is the same count. Draws nothing. */
import type { Live } from './live.ts';
import { askAll } from './rest.ts';
import { type Alarm, isOpen } from './shapes.ts';
import { createTopic, gathered, type Topic } from './topic.ts';

const MOST_ALARMS = 5000;
/** ms in which news of alarms are gathered before the list is asked for again. */
const GATHERED = 200;

export interface AlarmBook {
  /** Open by the one rule (`isOpen`), newest first. */
  open(): readonly Alarm[];
  of(sensor: string): readonly Alarm[];
  readonly changes: Topic<void>;
  /** Resolves when the list is true again, as after an act of this page's user. */
  refresh(): Promise<void>;
}

export function openAlarmBook(live: Live, signal: AbortSignal): AlarmBook {
  let alarms: readonly Alarm[] = [];
  let bySensor = new Map<string, Alarm[]>();
  const changes = createTopic<void>();
  const refresh = async () => {
    const now = Date.now();
    const listed = await askAll<Alarm>('alarms?status=ACTIVE_UNACK&status=ACTIVE_ACK', MOST_ALARMS, signal);
    alarms = listed.filter((alarm) => isOpen(alarm, now));
    bySensor = Map.groupBy(alarms, ({ sensor }) => sensor);
    changes.tell();
  };
  // The sensors' book tells of a node that does not answer.
  const quietly = () => refresh().catch(() => {});
  live.alarms.listen(
    signal,
    gathered(GATHERED, () => void quietly()),
  );
  live.beats.listen(signal, () => void quietly());
  return { open: () => alarms, of: (sensor) => bySensor.get(sensor) ?? [], changes, refresh };
}
