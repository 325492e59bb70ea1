/**
 * Owns the anomaly score of one sensor's metric: how far a reading is from all it has seen, in four views. Streaming,
 * causal and deterministic; whether a score is an alarm is the rule's business (alarm.ts).
 */
import type { EpochMs } from '../../../runtime/vocabulary.ts';
import { keep, nearestOnOtherDays } from './calendar.ts';
import { type Neighbour, nearestLevel, nearestValue, remember, type Sample } from './recent.ts';
import { type AnomalyState, VIEWS, type View } from './state.ts';
import { surprise } from './surprise.ts';

/** Beyond it a square would overflow. */
const LARGEST_VALUE = 1e150;
/** Relative to the values: nearer is the same but for rounding. */
const ROUNDING = 1e-12;
/** Fewer views do not make a score. */
const LEAST_VIEWS = 2;

/** One view's part in a score: the most similar episode of the past, and how unusual it is to find none nearer. */
export interface Evidence {
  readonly view: View;
  /** 0 … 1. */
  readonly surprise: number;
  /** Of the nearest past episode; in the metric's unit. */
  readonly distance: number;
  /** When that ended. */
  readonly nearest: EpochMs;
}

export interface AnomalyScore {
  /** 0 … 1: the mean surprise of the views that have something to compare with; 0 while those are fewer than two. */
  readonly score: number;
  /** The reading's number, from 1: time as the refractory period counts it. */
  readonly reading: number;
  /** Most surprising view first. */
  readonly evidence: readonly Evidence[];
}

/**
 * Scores a reading against those before it, and takes it into `state`, in place. A value or time that is not finite
 * scores 0 and is not taken in. Source: nearest-neighbour distances as conformal non-conformity, Laxhammar and Falkman 2011;
 * Burnaev and Ishimtsev 2016 (KNN-CAD).
 */
export function score(state: AnomalyState, sample: Sample): AnomalyScore {
  const n = state.counts[0] ?? 0;
  if (!Number.isFinite(sample.value) || !Number.isFinite(sample.ts))
    return { score: 0, reading: n, evidence: [] };
  const value = Math.min(LARGEST_VALUE, Math.max(-LARGEST_VALUE, sample.value));
  const bounded = { ts: sample.ts, value };
  remember(state, n, bounded);
  const neighbours: Neighbours = {
    value: nearestValue(state, n),
    level: nearestLevel(state, n),
    ...nearestOnOtherDays(state, bounded),
  };
  keep(state, bounded);
  state.counts[0] = n + 1;
  const evidence = evidenceOf(state, neighbours, Math.abs(value) * ROUNDING);
  return { score: meanSurprise(evidence), reading: n + 1, evidence };
}

type Neighbours = Readonly<Record<View, Neighbour | undefined>>;

function evidenceOf(state: AnomalyState, neighbours: Neighbours, rounding: number): readonly Evidence[] {
  const evidence: Evidence[] = [];
  for (const [i, view] of VIEWS.entries()) {
    const [found, summary] = [neighbours[view], state.summaries[i]];
    if (found === undefined || summary === undefined) continue;
    const distance = found.distance <= rounding ? 0 : found.distance;
    evidence.push({ view, surprise: surprise(summary, distance), distance, nearest: found.ts });
  }
  return evidence.sort((a, b) => b.surprise - a.surprise);
}

function meanSurprise(evidence: readonly Evidence[]): number {
  if (evidence.length < LEAST_VIEWS) return 0;
  return evidence.reduce((sum, one) => sum + one.surprise, 0) / evidence.length;
}
