/** Owns the sentence that says to a person why a rule has raised or cleared. */
import type { EpochMs, Rule } from '../../runtime/vocabulary.ts';
import type { MetricFold } from './sensor-fold.ts';

type Last = Pick<MetricFold, 'name' | 'value'>;

/** E.g. `temp 91.2 above 90 for 10 s`. `nearest`: when an unusual reading's most similar episode ended. */
export function raisedSaid(rule: Rule, { name, value }: Last, nearest: EpochMs | undefined): string {
  switch (rule.kind) {
    case 'threshold':
      return `${name} ${value} ${rule.direction} ${rule.limit}${lasting(rule.forMs)}`;
    case 'forecast': {
      const { metric, direction, limit, within, forMs } = rule;
      return `${metric} will be ${direction} ${limit} within ${within} readings with probability ${short(value)}${lasting(forMs)}`;
    }
    case 'anomaly':
      return `${rule.metric} is unusual: score ${short(value)}, threshold ${rule.threshold}${mostLike(nearest)}`;
  }
}

export function clearedSaid(rule: Rule, { name, value }: Last): string {
  switch (rule.kind) {
    case 'threshold':
      return `${name} ${value} no longer ${rule.direction} ${rule.limit}`;
    case 'forecast': {
      const { metric, direction, limit, within } = rule;
      return `${metric} is no longer expected ${direction} ${limit} within ${within} readings: probability ${short(value)}`;
    }
    case 'anomaly':
      return `${rule.metric} is no longer unusual: score ${short(value)}`;
  }
}

function mostLike(nearest: EpochMs | undefined): string {
  const time = new Date(nearest ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? '' : `; most like what was at ${time.toISOString()}`;
}

function lasting(ms: number): string {
  return ms > 0 ? ` for ${duration(ms)}` : '';
}

/** Scores and probabilities, to three digits. */
function short(value: number): number {
  return Math.round(value * 1000) / 1000;
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

/** `10 s`, `1.5 h`: in the largest unit that is not above it. */
function duration(ms: number): string {
  const [size, unit] = UNITS.find(([size]) => ms >= size) ?? [1, 'ms'];
  return `${Math.round((ms / size) * 100) / 100} ${unit}`;
}
