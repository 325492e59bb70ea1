/** Owns one round: load on one broker, what it cost, and whether the node's books hold every message. */
import { setTimeout as delay } from 'node:timers/promises';
import type { FloodOrder, FloodResult } from './flood.ts';
import type { Samples } from './node-process.ts';
import type { Loads } from './orders.ts';
import type { PaceOrder, PaceResult } from './pace.ts';
import type { Figures } from './probe.ts';
import type { Subject } from './subjects.ts';

export interface Cost extends Figures {
  /** Journal commits of the round; absent for the peer. */
  readonly commits?: number;
  /** From the load's end until every reader had caught up; absent for the peer. */
  readonly settleSeconds?: number;
}

export interface Round<Result> {
  readonly subject: Subject['name'];
  readonly result: Result;
  readonly cost: Cost;
}

/** Values in the payload of one message. */
export const VALUES = 2;
const SETTLE_MS = 120_000;
const COMMITS = 'anemos_journal_commit_seconds_count';

export async function floodRound(
  loads: Loads,
  subject: Subject,
  order: Omit<FloodOrder, 'target'>,
): Promise<Round<FloodResult>> {
  return await round(subject, () => loads.flood({ ...order, target: subject.target }));
}

export async function paceRound(
  loads: Loads,
  subject: Subject,
  order: Omit<PaceOrder, 'target'>,
): Promise<Round<PaceResult>> {
  return await round(subject, () => loads.pace({ ...order, target: subject.target }));
}

async function round<Result extends { readonly total: number }>(
  subject: Subject,
  load: () => Promise<Result>,
): Promise<Round<Result>> {
  const before = await subject.metrics?.();
  await subject.figures();
  const result = await load();
  const figures = await subject.figures();
  const common = { subject: subject.name, result };
  if (!before || !subject.metrics) return { ...common, cost: figures };
  const start = performance.now();
  const after = await settled(subject.metrics);
  const settleSeconds = (performance.now() - start) / 1000;
  checkBooks(before, after, result.total);
  return { ...common, cost: { ...figures, commits: grown(before, after, COMMITS), settleSeconds } };
}

/** The metrics when every reader has finished everything; the commits in flight are the readers' and nobody else's. */
export async function settled(metrics: () => Promise<Samples>): Promise<Samples> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const now = await metrics();
    const lags = [...now].filter(([name]) => name.startsWith('anemos_reader_lag_commits'));
    if (lags.length > 0 && lags.every(([, lag]) => lag === 0)) return now;
    if (performance.now() > deadline)
      throw new Error(`still behind after ${SETTLE_MS} ms: ${lags.join(' ')}`);
    await delay(20);
  }
}

/** Every message sent is received, nothing more; every value of it is stored or known already. */
export function checkBooks(before: Samples, after: Samples, sent: number): void {
  const values = (state: string) => grown(before, after, `anemos_history_values{state="${state}"}`);
  const received = ['measured', 'rejected', 'other']
    .map((outcome) => grown(before, after, `anemos_messages_total{outcome="${outcome}"}`))
    .reduce((sum, messages) => sum + messages, 0);
  if (received !== sent) throw new Error(`sent ${sent} messages, the node's books say ${received}`);
  const kept = values('stored') + values('duplicate');
  if (kept !== VALUES * sent || values('dead_lettered') !== 0 || values('lost') !== 0) {
    throw new Error(`sent ${VALUES * sent} values, history has ${kept}`);
  }
}

export function grown(before: Samples, after: Samples, name: string): number {
  return (after.get(name) ?? 0) - (before.get(name) ?? 0);
}
