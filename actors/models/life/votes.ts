/** Owns the early warnings of one metric of one sensor at work: the newest values, and the votes that a rule's risk is. */
import type { ForecastRule } from '../../../runtime/vocabulary.ts';
import { type Classifier, classify } from '../warning/classifier.ts';
import { FEATURE_WINDOW } from '../warning/features.ts';
import { riskOf } from '../warning/forecast-rule.ts';

/** An early warning at work. */
export interface Voting {
  readonly classifier: Classifier;
  readonly mayRaise: boolean;
}

export class Votes {
  /** Oldest first, as many as a vote takes; saved, so that votes go on after a restart. */
  recent: readonly { readonly ts: number; readonly value: number }[] = [];
  /** By model id. */
  readonly #votings = new Map<string, Voting>();

  get isEmpty(): boolean {
    return this.#votings.size === 0;
  }

  set(id: string, voting: Voting): void {
    this.#votings.set(id, voting);
  }

  delete(id: string): void {
    this.#votings.delete(id);
  }

  take(ts: number, value: number): void {
    this.recent = this.isEmpty ? [] : [...this.recent.slice(1 - FEATURE_WINDOW), { ts, value }];
  }

  /** What a rule decides by; undefined without an early warning of its very question, or while the window fills. */
  risk(rule: ForecastRule): number | undefined {
    const voting = this.#votings.values().find(({ classifier }) => answers(classifier, rule));
    const value = this.recent.at(-1)?.value;
    if (!voting || value === undefined) return undefined;
    const { classifier, mayRaise } = voting;
    const rows = {
      ts: Float64Array.from(this.recent, ({ ts }) => ts),
      values: Float64Array.from(this.recent, (one) => one.value),
    };
    return riskOf(rule, { value, probability: classify(classifier, rows, rows.ts.length - 1), mayRaise });
  }
}

function answers({ question }: Classifier, { direction, limit, within }: ForecastRule): boolean {
  return question.direction === direction && question.threshold === limit && question.within === within;
}
