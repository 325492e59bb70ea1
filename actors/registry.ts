/** Owns the live states as the rest of the node sees them: those whose transitions are durable. */
import type { SensorDirectory, SensorState } from '../runtime/ports.ts';
import type { SensorId } from '../runtime/vocabulary.ts';
import type { SensorFold } from './fold/sensor-fold.ts';
import { viewOf } from './fold/view.ts';

export class Registry implements SensorDirectory {
  readonly #states = new Map<SensorId, SensorFold>();
  /** Ascending by UTF-16 code units; brought up to date when somebody asks for a list. */
  #sorted: readonly SensorId[] = [];
  #added: SensorId[] = [];
  #changed = new Set<SensorId>();
  #quarantined = 0;

  /** Shows a state; `saved` when its snapshot is what it came from. */
  publish(state: SensorFold, saved = false): void {
    const { id } = state;
    const before = this.#states.get(id);
    if (before === undefined) this.#added.push(id);
    this.#quarantined += Number(isQuarantined(state)) - Number(isQuarantined(before));
    this.#states.set(id, state);
    if (!saved) this.#changed.add(id);
  }

  list({ limit, after }: { readonly limit: number; readonly after?: SensorId }): readonly SensorState[] {
    const ids = this.#ids();
    const from = after === undefined ? 0 : firstBehind(ids, after);
    return ids.slice(from, from + limit).flatMap((id) => this.get(id) ?? []);
  }

  get(id: SensorId): SensorState | undefined {
    const state = this.#states.get(id);
    return state && viewOf(state);
  }

  count(): number {
    return this.#states.size;
  }

  quarantined(): number {
    return this.#quarantined;
  }

  /** The whole state behind what is shown. */
  stateOf(id: SensorId): SensorFold | undefined {
    return this.#states.get(id);
  }

  /** The sensors changed since the last call. */
  takeChanged(): readonly SensorId[] {
    const changed = [...this.#changed];
    this.#changed = new Set();
    return changed;
  }

  /** These could not be saved after all. */
  putBack(changed: readonly SensorId[]): void {
    for (const id of changed) this.#changed.add(id);
  }

  /** Merging keeps a list cheap while new sensors arrive: sorting 100,000 ids anew takes 100 ms. */
  #ids(): readonly SensorId[] {
    if (this.#added.length > 0) {
      this.#sorted = merged(this.#sorted, this.#added.sort(ascending));
      this.#added = [];
    }
    return this.#sorted;
  }
}

function isQuarantined(state: SensorFold | undefined): boolean {
  return state !== undefined && state.quarantine !== null;
}

function ascending(one: SensorId, other: SensorId): number {
  return one < other ? -1 : 1;
}

function merged(some: readonly SensorId[], others: readonly SensorId[]): readonly SensorId[] {
  const all: SensorId[] = [];
  let i = 0;
  for (const other of others) {
    for (let id = some[i]; id !== undefined && id < other; id = some[++i]) all.push(id);
    all.push(other);
  }
  return all.concat(some.slice(i));
}

/** Position of the first id that is greater than `after`. */
function firstBehind(ids: readonly SensorId[], after: SensorId): number {
  let low = 0;
  for (let high = ids.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? '') <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
