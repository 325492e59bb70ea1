/** Owns what the console knows of REST's answers beside what they are typed with: severities in order, states of alarms. */
import type { AlarmDetail, Alarm as PlainAlarm, Sensor } from '../../resources.ts';

export type { AlarmDetail, Sensor };

export interface Shelving {
  /** RFC 3339; an alarm on the shelf is counted nowhere until then. */
  readonly shelvedUntil?: string;
}

export type Alarm = PlainAlarm & Shelving;
export type Severity = PlainAlarm['severity'];
export type AlarmStatus = PlainAlarm['status'];

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['CRITICAL', 'MAJOR', 'MINOR', 'WARNING', 'INDETERMINATE'];

/** The condition is there. */
export const ACTIVE: readonly AlarmStatus[] = ['ACTIVE_UNACK', 'ACTIVE_ACK'];

export function rankOf(severity: Severity | undefined): number {
  return severity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(severity);
}

export function worstOf(alarms: readonly { readonly severity: Severity }[]): Severity | undefined {
  return alarms.map(({ severity }) => severity).sort((a, b) => rankOf(a) - rankOf(b))[0];
}

export function isShelved({ shelvedUntil }: Shelving, now: number): boolean {
  return shelvedUntil !== undefined && Date.parse(shelvedUntil) > now;
}

/** The one rule behind every count of alarms: the condition is there, and nobody has put it on the shelf. */
export function isOpen(alarm: Alarm, now: number): boolean {
  return ACTIVE.includes(alarm.status) && !isShelved(alarm, now);
}

/** `temp.forecast.12.p90` -> its parts; undefined for a metric that was measured. */
export function forecastOf(
  metric: string,
): { readonly of: string; readonly horizon: number; readonly quantile: string } | undefined {
  const [, of, horizon, quantile] = /^(.+)\.forecast\.(\d+)\.(p10|p50|p90)$/.exec(metric) ?? [];
  return of && quantile ? { of, horizon: Number(horizon), quantile } : undefined;
}

/** Names of what a sensor measures, without forecasts. */
export function metricsOf(sensor: Pick<Sensor, 'metrics'>): readonly string[] {
  return Object.keys(sensor.metrics)
    .filter((metric) => !forecastOf(metric))
    .sort();
}
