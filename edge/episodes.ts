/** Owns when something recurs: episodes of random length at random distances, one at a time. */
import type { EpochMs } from '../runtime/vocabulary.ts';
import type { Dice } from './dice.ts';

/** From and to, in seconds. */
type Span = readonly [number, number];

export interface EpisodePlan {
  /** From the first question to the first episode. */
  readonly first: Span;
  /** From the end of one to the next. */
  readonly every: Span;
  readonly length: Span;
}

export interface EpisodeState {
  /** Episodes begun so far. */
  readonly count: number;
  readonly on: boolean;
}

/** A function of time; ask it with growing times. */
export function createEpisodes(plan: EpisodePlan, dice: Dice): (ts: EpochMs) => EpisodeState {
  const behind = (ts: EpochMs, wait: Span) => {
    const begin = ts + dice.between(...wait) * 1000;
    return { begin, end: begin + dice.between(...plan.length) * 1000 };
  };
  let next: ReturnType<typeof behind> | undefined;
  let count = 0;
  let on = false;
  return (ts) => {
    next ??= behind(ts, plan.first);
    if (ts >= next.end) next = behind(ts, plan.every);
    const was = on;
    on = ts >= next.begin;
    if (on && !was) count++;
    return { count, on };
  };
}
