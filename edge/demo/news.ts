/** Owns what is new about sensors and alarms since they were last looked at, in lines. Asks nobody. */
import type { EpochMs } from '../../runtime/vocabulary.ts';
import type { ShownAlarm, ShownSensor } from './rest.ts';

/** ms after which a line says when the alarm itself was raised or cleared. */
const LATE = 5000;

/** A function from what a look shows to its news; what the first look shows is nobody's. */
export function createSensorNews(): (sensors: readonly ShownSensor[]) => string[] {
  const seen = new Set<string>();
  let first = true;
  return (sensors) => {
    const fresh = sensors.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    const news = first ? [] : fresh.map(({ id }) => line('new sensor', id));
    first = false;
    return news;
  };
}

/** Likewise: a line for each alarm raised or cleared since, oldest first. */
export function createAlarmNews(): (alarms: readonly ShownAlarm[], now: EpochMs) => string[] {
  const seen = new Map<string, boolean>();
  let first = true;
  return (alarms, now) => {
    const news = alarms.toReversed().flatMap((alarm) => {
      const { id, sensor, rule, severity, message, raisedAt, clearedAt = raisedAt } = alarm;
      const before = seen.get(id);
      const open = isOpen(alarm);
      seen.set(id, open);
      const raised = `${sensor} ${rule} ${severity}: ${message}${ifLate(raisedAt, now)}`;
      return [
        ...(before === undefined ? [line('alarm raised', raised)] : []),
        ...(open || before === false
          ? []
          : [line('alarm cleared', `${sensor} ${rule}${ifLate(clearedAt, now)}`)]),
      ];
    });
    const told = first ? [] : news;
    first = false;
    return told;
  };
}

export function isOpen({ status }: ShownAlarm): boolean {
  return status.startsWith('ACTIVE');
}

/** What it is about in a column of its own. */
export function line(what: string, text: string): string {
  return `${what.padEnd(14)} ${text}`;
}

/** `11:59:07` here and now. */
export function clock(time: EpochMs): string {
  return new Date(time).toTimeString().slice(0, 8);
}

function ifLate(at: string, now: EpochMs): string {
  return now - Date.parse(at) > LATE ? ` (at ${clock(Date.parse(at))})` : '';
}
