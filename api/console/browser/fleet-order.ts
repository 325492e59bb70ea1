/** Owns what makes a sensor need attention and the order that follows from it: alarms first, then silence. Pure. */
import { rankOf, type Sensor, type Severity, worstOf } from './shapes.ts';

/** ms without a reading after which a sensor counts as silent. */
export const SILENT_AFTER = 5 * 60_000;

export interface Attention {
  readonly worst: Severity | undefined;
  readonly alarms: number;
  readonly silent: boolean;
  /** What the worst alarm is about; absent without one, and for a device's own. */
  readonly metric?: string;
  /** Equal for ages that are much the same, so that rows do not jump with every reading. */
  readonly staleness: number;
}

export function attentionOf(
  sensor: Sensor,
  alarms: { of(sensor: string): readonly { readonly severity: Severity; readonly metric?: string }[] },
  now: number,
): Attention {
  const open = alarms.of(sensor.id);
  const last =
    sensor.lastReceivedAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(sensor.lastReceivedAt);
  const age = now - last;
  const silent = sensor.status === 'offline' || age >= SILENT_AFTER || sensor.quarantined !== undefined;
  const worst = worstOf(open);
  const metric = open.find(({ severity }) => severity === worst)?.metric;
  return {
    worst,
    ...(metric !== undefined && { metric }),
    alarms: open.length,
    silent,
    staleness: age < 60_000 ? 0 : Math.ceil(Math.log2(age / 60_000)) + 1,
  };
}

interface Ranked {
  readonly sensor: Sensor;
  readonly attention: Attention;
}

export function inOrder(a: Ranked, b: Ranked): number {
  return (
    rankOf(a.attention.worst) - rankOf(b.attention.worst) ||
    Number(b.attention.silent) - Number(a.attention.silent) ||
    compare(b.attention.staleness, a.attention.staleness) ||
    a.sensor.id.localeCompare(b.sensor.id, 'en', { numeric: true })
  );
}

/** Two that never sent anything are equal, and not a difference of infinities. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
