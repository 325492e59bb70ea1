/** Owns the probability that a threshold will be reached, read from the analogs; the threshold is free, nothing is trained for it. */
import type { Question } from '../../../runtime/models/port.ts';
import type { AnalogBank } from '../forecast/bank.ts';
import { weightsOf } from '../forecast/outcomes.ts';
import type { Analogs } from '../forecast/search.ts';
import { reach } from '../forecast/settings.ts';

/**
 * P(max of the next `within` readings >= threshold), or P(min <= threshold) for `below`: the analogs' weighted votes, half of each for
 * where its own change leads from here, half for the level it came to. 0 to 1, and never higher for a threshold farther away.
 * 1 when the value is there already.
 */
export function exceedance(bank: AnalogBank, analogs: Analogs, question: Question): number {
  const { direction, threshold, within } = question;
  if (!Number.isInteger(within) || within < 1 || within > reach(bank.settings)) {
    throw new Error(`within is ${within}: a model answers for 1 to ${reach(bank.settings)} readings`);
  }
  const sign = direction === 'above' ? 1 : -1;
  const limit = sign * threshold;
  const now = sign * (bank.values[bank.length - 1] ?? 0);
  if (now >= limit) return 1;
  const weights = weightsOf(analogs, Math.min(analogs.count, bank.settings.voters));
  let total = 0;
  let votes = 0;
  for (let i = 0; i < weights.length; i++) {
    const place = analogs.places[i] ?? 0;
    const weight = weights[i] ?? 0;
    const level = extreme(bank.values, place, { sign, within });
    const change = now + level - sign * (bank.values[place] ?? 0);
    total += 2 * weight;
    if (level >= limit) votes += weight;
    if (change >= limit) votes += weight;
  }
  return Math.min(1, votes / total);
}

/** The largest of `sign` times the values behind `place`. */
function extreme(
  values: Float64Array,
  place: number,
  { sign, within }: { readonly sign: number; readonly within: number },
): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 1; i <= within; i++) most = Math.max(most, sign * (values[place + i] ?? 0));
  return most;
}
