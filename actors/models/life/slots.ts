/** Owns all modelled metrics of a node: which there are, within a bound, and taking them from and to the files. */
import type { ModelState } from '../../../runtime/models/port.ts';
import type { EpochMs, Offset, Reading, Rule, SensorId } from '../../../runtime/vocabulary.ts';
import { matches } from '../../rules/plan.ts';
import { isTooLong, LONGEST_METRIC } from '../series-names.ts';
import type { Memory } from './memory.ts';
import type { Shelf } from './shelf.ts';
import { type Forecasting, forecastingOf, type ModelSample, Slot } from './slot.ts';
import { rowOf, slotOf } from './slot-rows.ts';

/** An edge's models have put something into this series of a metric, about a reading received then. */
export interface EdgeWord {
  readonly sensor: SensorId;
  readonly metric: string;
  readonly series: string;
  readonly elsewhere: EpochMs;
}

export interface SlotsOptions {
  readonly shelf: Shelf;
  readonly memory: Memory;
  /** Metrics at most. */
  readonly max: number;
  readonly rules: readonly Rule[];
  /** Something is left out or learnt anew. */
  readonly warn: (sensor: SensorId, metric: string, reason: string) => void;
}

export class Slots {
  readonly #options: SlotsOptions;
  readonly #slots = new Map<string, Slot>();
  /** To be taken out of the memory. */
  readonly #gone = new Map<string, Pick<Slot, 'sensor' | 'metric'>>();
  readonly #refused = new Set<string>();
  #rules: readonly Rule[];

  constructor(options: SlotsOptions) {
    this.#options = options;
    this.#rules = options.rules;
    for (const row of options.memory.rows()) {
      const slot = slotOf(row, options);
      this.#slots.set(keyOf(row.sensor, row.metric), slot);
    }
    for (const id of options.shelf.ids()) this.adopt(id);
    this.#tidy();
  }

  setRules(rules: readonly Rule[]): void {
    this.#rules = rules;
    this.#tidy();
  }

  /** The version of this model that serves has changed, or is gone. */
  adopt(id: string): void {
    const { shelf } = this.#options;
    const state = shelf.state(id);
    const slot = state && this.#slotOf(state);
    if (!slot) return;
    const forecast = shelf.forecast(id);
    if (forecast) slot.forecasting = goesOn(slot, forecast);
    const warning = shelf.warning(id);
    if (warning) {
      const { classifier, score } = warning.file;
      slot.votes.set(id, { classifier, mayRaise: score.beatsBaseline || warning.useAnyway });
    }
    slot.dirty = true;
    slot.follow(this.#rules);
  }

  /** The model is gone. */
  abandon({ id, sensor, metric, question }: ModelState): void {
    const slot = this.#slots.get(keyOf(sensor, metric));
    if (!slot) return;
    if (question) slot.votes.delete(id);
    else slot.forecasting = undefined;
    slot.dirty = true;
    this.#tidy();
  }

  take(samples: readonly (ModelSample | EdgeWord)[]): readonly Reading[] {
    return samples.flatMap((sample) => {
      if ('elsewhere' in sample) return this.#hear(sample);
      return this.#slotOf(sample)?.take(sample) ?? [];
    });
  }

  /** Makes what was learnt durable, with how far the journal is read. Throws Unavailable when the disk is at fault. */
  save(cursor: Offset): void {
    const { shelf, memory } = this.#options;
    const changed = [...this.#slots.values()].filter(({ dirty }) => dirty);
    memory.save(
      changed.map((slot) => rowOf(slot, shelf)),
      [...this.#gone.values()],
      cursor,
    );
    for (const slot of changed) slot.dirty = false;
    this.#gone.clear();
  }

  #hear({ sensor, metric, series, elsewhere }: EdgeWord): readonly Reading[] {
    this.#slots.get(keyOf(sensor, metric))?.hear(series, elsewhere);
    return [];
  }

  /** Makes one where there is something to do and room for it. */
  #slotOf({ sensor, metric }: Pick<Slot, 'sensor' | 'metric'>): Slot | undefined {
    const key = keyOf(sensor, metric);
    const known = this.#slots.get(key);
    if (known || this.#refused.has(key)) return known;
    const { max, shelf, warn } = this.#options;
    const wanted = shelf.serves(sensor, metric) || this.#isScored(sensor, metric);
    if (!wanted) return undefined;
    const problem = isTooLong(metric)
      ? `its name is longer than ${LONGEST_METRIC} bytes: the series derived from it would have none`
      : this.#slots.size >= max && `there are ${max} modelled metrics already: raise models.max`;
    if (problem) {
      // Bounded, for senders invent sensors; whoever is left out is named once.
      if (this.#refused.size < 10 * max + 100) {
        this.#refused.add(key);
        warn(sensor, metric, problem);
      }
      return undefined;
    }
    const slot = new Slot(sensor, metric);
    slot.follow(this.#rules);
    this.#slots.set(key, slot);
    this.#gone.delete(key);
    return slot;
  }

  #isScored(sensor: SensorId, metric: string): boolean {
    return this.#rules.some(
      (rule) => rule.kind === 'anomaly' && rule.metric === metric && matches(sensor, rule),
    );
  }

  /** Leaves nothing that has nothing to do. */
  #tidy(): void {
    this.#refused.clear();
    for (const [key, slot] of this.#slots) {
      if (slot.follow(this.#rules)) continue;
      this.#slots.delete(key);
      this.#gone.set(key, slot);
    }
  }
}

/** A version that is at work already keeps what it has learnt. */
function goesOn({ forecasting }: Slot, shelved: NonNullable<ReturnType<Shelf['forecast']>>): Forecasting {
  const { version, file, useAnyway } = shelved;
  const more = { version, mayRaise: file.description.beatsBaseline || useAnyway };
  if (forecasting?.version === version) return { ...more, model: forecasting.model };
  return forecastingOf(file.state, more);
}

function keyOf(sensor: SensorId, metric: string): string {
  return JSON.stringify([sensor, metric]);
}
