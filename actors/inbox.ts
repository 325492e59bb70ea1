/** Owns sorting the journal's entries by sensor, in their order, until there are enough of them for the actors. */
import type { Entry, SensorId } from '../runtime/vocabulary.ts';
import type { Turn } from './sensor-actor.ts';

export class Inbox {
  #turns = new Map<SensorId, { readonly sensor: SensorId; readonly entries: Entry[] }>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(entry: Entry): void {
    this.#size++;
    const turn = this.#turns.get(entry.sensor);
    if (turn) turn.entries.push(entry);
    else this.#turns.set(entry.sensor, { sensor: entry.sensor, entries: [entry] });
  }

  take(): readonly Turn[] {
    const turns = [...this.#turns.values()];
    this.#turns = new Map();
    this.#size = 0;
    return turns;
  }
}
