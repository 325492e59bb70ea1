/** Owns the spans of an alarm transition at this node: from the reading that caused it to its row in SQL. All of them are traced: they are few. */
import type { Transition } from '../vocabulary.ts';
import type { EntrySpans, SpansOptions } from './entry-spans.ts';
import { spanIdOf, transitionTrace } from './trace-ids.ts';

/** ms: the door tells what caused a transition after its acknowledgement, which may be after the transition. */
const CAUSE_WITHIN = 200;
/** Transitions on their way whose times are remembered. */
const MOST = 10_000;

export class TransitionSpans {
  readonly #options: SpansOptions;
  readonly #entries: EntrySpans;
  /** Id -> when it was where the next span begins. */
  readonly #since = new Map<string, number>();
  /** What waits to know its cause. */
  readonly #waiting = new Set<() => void>();

  constructor(options: SpansOptions, entries: EntrySpans) {
    this.#options = options;
    this.#entries = entries;
  }

  /** They are in the lane. */
  durable(transitions: readonly Transition[]): void {
    for (const transition of transitions) {
      const { id, sensor, receivedAt } = transition;
      const end = this.#options.now();
      const tell = () => {
        if (this.#waiting.delete(tell)) this.#tell(transition, end);
      };
      this.#waiting.add(tell);
      if (this.#entries.arrivalOf(transitionTrace(id)) ?? this.#entries.causeOf(sensor, receivedAt)) tell();
      else setTimeout(tell, CAUSE_WITHIN).unref();
      this.#note(id, end);
    }
  }

  /** Waits for no cause any more. */
  flush(): void {
    for (const tell of [...this.#waiting]) tell();
  }

  #tell({ id, kind, sensor, rule, severity, alarm, receivedAt, edge }: Transition, end: number): void {
    const { epoch, emit } = this.#options;
    const trace = transitionTrace(id);
    const what = { 'anemos.sensor': sensor, 'anemos.rule': rule, 'anemos.severity': severity };
    emit({
      ...{ trace, id: spanIdOf(trace, 'transition', epoch), name: `alarm ${kind}` },
      parent: this.#entries.arrivalOf(trace),
      // An edge's time is of another clock, and may lie a week back.
      ...{ start: edge === undefined ? receivedAt : end, end },
      attributes: { ...what, 'anemos.alarm': alarm, ...(edge !== undefined && { 'anemos.edge': edge }) },
      link: this.#entries.causeOf(sensor, receivedAt),
    });
  }

  /** They are jobs of the queue. */
  queued(transitions: readonly { readonly id: string }[]): void {
    for (const { id } of transitions) this.#step(id, 'enqueue');
  }

  /** They are in their rows. */
  stored(transitions: readonly { readonly id: string }[]): void {
    for (const { id } of transitions) {
      this.#step(id, 'store');
      this.#since.delete(id);
    }
  }

  /** One whose beginning was before a restart begins and ends now. */
  #step(id: string, name: string): void {
    const { epoch, now, emit } = this.#options;
    const trace = transitionTrace(id);
    const end = now();
    const ids = { id: spanIdOf(trace, name, epoch), parent: spanIdOf(trace, 'transition', epoch) };
    emit({ ...ids, trace, name, start: this.#since.get(id) ?? end, end, attributes: {} });
    this.#note(id, end);
  }

  #note(id: string, at: number): void {
    this.#since.set(id, at);
    const [oldest] = this.#since.keys();
    if (this.#since.size > MOST && oldest !== undefined) this.#since.delete(oldest);
  }
}
