/** Owns the spans of a traced entry at this node: taken in, folded into its sensor, in history, handed over. */
import type { Batch } from '../edges/batch.ts';
import type { EpochMs, Offset } from '../vocabulary.ts';
import type { Mark, Marked, Span } from './span.ts';
import { entryTrace, type Sampler, spanIdOf, type TraceId, transitionTrace } from './trace-ids.ts';

export interface SpansOptions {
  /** Of this node's journal. */
  readonly epoch: string;
  readonly sampled: Sampler;
  readonly now: () => EpochMs;
  readonly emit: (span: Span) => void;
  /** So many spans will never be there. */
  readonly skipped: (spans: number) => void;
}

/** Entries that wait for history, and entries remembered for the transitions they cause. */
const MOST = 4096;

/** An entry, its trace and the span the others hang under. */
interface Known {
  readonly trace: TraceId;
  readonly span: string;
  readonly offset: Offset;
  readonly acknowledgedAt: EpochMs;
}

export class EntrySpans {
  readonly #options: SpansOptions;
  #recording: Known[] = [];
  readonly #causes = new Map<string, Known>();

  constructor(options: SpansOptions) {
    this.#options = options;
  }

  /** They are durable; `folded` resolves when their sensors have seen them. */
  marked({ marks, skipped, ...commit }: Marked, folded: Promise<void>): void {
    const known = marks.map((mark) => this.#taken(mark, commit));
    this.#options.skipped(skipped);
    folded.then(
      () => {
        for (const each of known) this.#under(each, 'fold');
      },
      () => {},
    );
  }

  /** History has everything up to `cursor`. */
  recorded(cursor: Offset): void {
    const waiting = this.#recording.findIndex(({ offset }) => offset > cursor);
    const done = this.#recording.splice(0, waiting < 0 ? this.#recording.length : waiting);
    for (const each of done) this.#under(each, 'history');
  }

  /** The cloud has this batch on disk. */
  handedOver({ epoch, lane, numbers, entries }: Batch, sentAt: EpochMs): void {
    const { sampled } = this.#options;
    if (lane === 'readings') {
      for (const number of numbers)
        if (sampled(number)) this.#uplink(entryTrace(epoch, number), 'receive', sentAt);
    }
    if (lane !== 'alarms') return;
    for (const entry of entries) {
      if (entry.kind === 'transition')
        this.#uplink(transitionTrace(entry.transition.id), 'transition', sentAt);
    }
  }

  /** The traced entry of that sensor that was taken in then. */
  causeOf(sensor: string, receivedAt: EpochMs): Span['link'] {
    return this.#causes.get(`${sensor} ${receivedAt}`);
  }

  /** The span under which an edge's transition came to this node. */
  arrivalOf(trace: TraceId): string | undefined {
    return this.#causes.get(trace)?.span;
  }

  #taken(mark: Mark, { offset, acknowledgedAt, seconds }: Omit<Marked, 'marks' | 'skipped'>): Known {
    const { trace, sensor, kind, number, receivedAt, arrivedAt } = mark;
    const { epoch, emit } = this.#options;
    const own = mark.epoch === epoch;
    const name = own ? 'receive' : 'take over';
    const span = spanIdOf(trace, name, epoch);
    const numbered = number === undefined ? {} : { 'anemos.entry.number': number };
    const attributes = { 'anemos.sensor': sensor, 'anemos.entry.kind': kind, ...numbered };
    emit({
      ...{ trace, id: span, name, start: own ? receivedAt : arrivedAt, end: acknowledgedAt },
      ...(!own && { parent: spanIdOf(trace, 'uplink', mark.epoch) }),
      attributes: { ...attributes, 'anemos.epoch': mark.epoch, 'anemos.commit': offset },
    });
    const commit = { name: 'commit', start: acknowledgedAt - seconds * 1000, end: acknowledgedAt };
    emit({ ...commit, trace, id: spanIdOf(trace, 'commit', epoch), parent: span, attributes: {} });
    const known = { trace, span, offset, acknowledgedAt };
    this.#remember(known, number === undefined ? trace : `${sensor} ${receivedAt}`);
    return known;
  }

  #remember(known: Known, key: string): void {
    this.#recording.push(known);
    if (this.#recording.length > MOST) {
      this.#recording.shift();
      this.#options.skipped(1);
    }
    this.#causes.set(key, known);
    const [oldest] = this.#causes.keys();
    if (this.#causes.size > MOST && oldest !== undefined) this.#causes.delete(oldest);
  }

  #under({ trace, span: parent, acknowledgedAt: start }: Known, name: string): void {
    const { epoch, now, emit } = this.#options;
    emit({ trace, id: spanIdOf(trace, name, epoch), parent, name, start, end: now(), attributes: {} });
  }

  #uplink(trace: TraceId, under: string, start: EpochMs): void {
    const { epoch, now, emit } = this.#options;
    const ids = { id: spanIdOf(trace, 'uplink', epoch), parent: spanIdOf(trace, under, epoch) };
    emit({ ...ids, trace, name: 'uplink', start, end: now(), attributes: {} });
  }
}
