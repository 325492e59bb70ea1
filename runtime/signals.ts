/** Owns who is told what within a node: a part is opened before those that listen to it, so they are added later. */
import type { EdgeNotice } from './edges/protocol.ts';
import type { Marked } from './tracing/span.ts';
import type { Offset } from './vocabulary.ts';

/** Tells all that were added, in the order they were. */
export class Signal<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly tell = (value: T): void => {
    for (const listener of this.#listeners) listener(value);
  };

  add(listener: (value: T) => void): void {
    this.#listeners.add(listener);
  }

  remove(listener: (value: T) => void): void {
    this.#listeners.delete(listener);
  }
}

export interface Signals {
  /** The journal is durable up to here. */
  readonly committed: Signal<Offset>;
  /** The alarms' lane has grown. */
  readonly transitions: Signal<void>;
  readonly edge: Signal<EdgeNotice>;
  /** Traced entries are durable. */
  readonly marked: Signal<Marked>;
  /** What streams read has grown. */
  readonly tail: Signal<'journal' | 'lane'>;
}

export function createSignals(): Signals {
  return {
    committed: new Signal(),
    transitions: new Signal(),
    edge: new Signal(),
    marked: new Signal(),
    tail: new Signal(),
  };
}
