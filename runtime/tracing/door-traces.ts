/** Owns noting in the door thread which entries of a commit are traced. A node without tracing has none. */
import type { Batch } from '../edges/batch.ts';
import type { Entry, EpochMs, Offset } from '../vocabulary.ts';
import type { Mark, Marked } from './span.ts';
import { createSampler, entryTrace, type Sampler, transitionTrace } from './trace-ids.ts';

export interface DoorTracesOptions {
  /** Of this node's journal. */
  readonly epoch: string;
  readonly sample: number;
  readonly now: () => EpochMs;
  readonly tell: (marked: Marked) => void;
}

/** Of one commit: a sample of 1 under a flood must not make the tracing the flood. */
const MOST_MARKS = 100;
/** Epochs whose sampler is kept; an edge has one. */
const MOST_SAMPLERS = 1000;

export class DoorTraces {
  readonly #options: DoorTracesOptions;
  readonly #samplers = new Map<string, Sampler>();
  readonly #own: Sampler;
  #marks: Mark[] = [];
  #skipped = 0;

  constructor(options: DoorTracesOptions) {
    this.#options = options;
    this.#own = createSampler(options.epoch, options.sample);
  }

  /** `first`: the number the first of them gets. */
  taken(entries: readonly Entry[], first: number): void {
    const { epoch } = this.#options;
    let number = first;
    for (const entry of entries) {
      if (this.#own(number)) this.#mark(entry, { epoch, number });
      number++;
    }
  }

  /** What an edge hands over keeps the traces it has there. */
  received({ epoch, lane, entries, numbers }: Batch): void {
    if (lane === 'alarms') for (const entry of entries) this.#mark(entry, { epoch });
    if (lane !== 'readings') return;
    const sampled = this.#samplerOf(epoch);
    for (const [i, entry] of entries.entries()) {
      const number = numbers[i];
      if (number !== undefined && sampled(number)) this.#mark(entry, { epoch, number });
    }
  }

  committed(offset: Offset, seconds: number): void {
    if (this.#marks.length === 0) return;
    const { now, tell } = this.#options;
    tell({ offset, acknowledgedAt: now(), seconds, marks: this.#marks, skipped: this.#skipped });
    this.refused();
  }

  /** Numbers of what was refused are given again. */
  refused(): void {
    this.#marks = [];
    this.#skipped = 0;
  }

  #mark(entry: Entry, { epoch, number }: Pick<Mark, 'epoch' | 'number'>): void {
    if (this.#marks.length >= MOST_MARKS) {
      this.#skipped++;
      return;
    }
    const { kind, sensor, receivedAt } = entry;
    const trace = number !== undefined ? entryTrace(epoch, number) : traceOf(entry);
    if (trace === undefined) return;
    const at = { sensor, kind, receivedAt, arrivedAt: this.#options.now() };
    this.#marks.push({ trace, epoch, ...(number !== undefined && { number }), ...at });
  }

  #samplerOf(epoch: string): Sampler {
    const known = this.#samplers.get(epoch);
    if (known) return known;
    if (this.#samplers.size >= MOST_SAMPLERS) this.#samplers.clear();
    const sampler = createSampler(epoch, this.#options.sample);
    this.#samplers.set(epoch, sampler);
    return sampler;
  }
}

function traceOf(entry: Entry): string | undefined {
  return entry.kind === 'transition' ? transitionTrace(entry.transition.id) : undefined;
}
