/** Owns saving the live states that have changed; what a snapshot holds is fold/snapshot.ts. */
import type { StateStore } from '../runtime/state/port.ts';
import type { Offset, SensorId } from '../runtime/vocabulary.ts';
import { encodeSnapshot } from './fold/snapshot.ts';
import { OneAtATime } from './one-at-a-time.ts';
import type { Progress } from './progress.ts';
import type { Registry } from './registry.ts';

/** Sensors written at once: encoding them takes 1-2 ms of the main loop. */
const SENSORS_A_SLICE = 256;

export interface SaverParts {
  readonly state: Pick<StateStore, 'commit'>;
  readonly registry: Registry;
  readonly progress: Progress;
  readonly writing: OneAtATime;
}

export class Saver {
  readonly #parts: SaverParts;
  /** A cursor must not get ahead of the sensors another round is still saving. */
  readonly #rounds = new OneAtATime();
  #saved: Offset;

  constructor(parts: SaverParts) {
    this.#parts = parts;
    this.#saved = parts.progress.position;
  }

  /**
   * Saves all sensors changed since the last time, then the cursor, and returns it; undefined when there is nothing
   * to save. Slice by slice: each snapshot says up to where it counts, so the reader goes on meanwhile and a crash
   * between two slices does no harm. Throws Unavailable; the next call saves what this one did not.
   */
  save(): Promise<Offset | undefined> {
    return this.#rounds.run(() => this.#save());
  }

  async #save(): Promise<Offset | undefined> {
    const { registry, progress } = this.#parts;
    const cursor = progress.position;
    const changed = registry.takeChanged();
    if (changed.length === 0 && cursor === this.#saved) return undefined;
    let done = 0;
    try {
      do {
        const slice = changed.slice(done, done + SENSORS_A_SLICE);
        done += slice.length;
        await this.#write(slice, done === changed.length ? cursor : undefined);
      } while (done < changed.length);
    } catch (error) {
      registry.putBack(changed);
      throw error;
    }
    this.#saved = cursor;
    return cursor;
  }

  /** States and position are read together, when nobody else is writing. */
  #write(sensors: readonly SensorId[], cursor: Offset | undefined): Promise<unknown> {
    const { state, registry, progress, writing } = this.#parts;
    return writing.run(() =>
      state.commit({
        snapshots: sensors.flatMap((sensor) => {
          const fold = registry.stateOf(sensor);
          return fold ? [{ sensor, json: encodeSnapshot(fold, progress.position) }] : [];
        }),
        ...(cursor !== undefined && { cursor }),
      }),
    );
  }
}
