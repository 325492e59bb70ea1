/** Owns the trained models' files: two versions of each under `<dataDir>/models`, and which of them serves. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../../runtime/errors.ts';
import type { ModelState, ModelVersion } from '../../../runtime/models/port.ts';
import type { EpochMs, SensorId } from '../../../runtime/vocabulary.ts';
import { decodeForecastFile, type ForecastFile } from '../forecast/forecast-file.ts';
import { type Card, readCard } from './card.ts';
import { writeDurably } from './durable-file.ts';

/** A version that can be used. */
export interface Shelved {
  readonly version: number;
  readonly trainedAt: EpochMs;
  readonly bytes: Uint8Array;
  readonly file: ForecastFile;
}

interface Model {
  readonly card: Card;
  readonly active: Shelved | undefined;
  readonly previous: Shelved | undefined;
  readonly trouble: string | undefined;
}

/** The same on every node, and fit for a file's name. */
export function modelId(sensor: SensorId, metric: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['forecast', sensor, metric]))
    .digest('hex')
    .slice(0, 32);
}

export class Shelf {
  readonly #dir: string;
  readonly #models = new Map<string, Model>();

  /** A damaged file is left where it is: the version before serves, and the model says why. */
  constructor(dataDir: string) {
    this.#dir = join(dataDir, 'models');
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(this.#dir).sort()) {
      const card = name.endsWith('.json') ? readCard(join(this.#dir, name)) : undefined;
      if (card && name === `${card.id}.json`) this.#models.set(card.id, this.#load(card));
    }
  }

  ids(): readonly string[] {
    return [...this.#models.keys()];
  }

  /** What serves, with whether it may raise though it does not beat its baseline. */
  active(id: string): (Shelved & { readonly useAnyway: boolean }) | undefined {
    const model = this.#models.get(id);
    return model?.active && { ...model.active, useAnyway: model.card.useAnyway };
  }

  state(id: string): ModelState | undefined {
    const model = this.#models.get(id);
    if (!model) return undefined;
    const { card, active, previous, trouble } = model;
    const { sensor, metric, useAnyway, pushed } = card;
    return {
      ...{ id, sensor, metric, useAnyway, pushed },
      ...(active && { active: shown(active) }),
      ...(previous && { previous: shown(previous) }),
      ...(trouble !== undefined && { trouble }),
    };
  }

  /** Puts a version in use; what served before is kept as the previous one. Throws Rejected for bytes that are no model. */
  put(
    bytes: Uint8Array,
    more: { readonly at: EpochMs; readonly useAnyway?: boolean; readonly pushed: boolean },
  ): string {
    const { sensor, metric } = decodeForecastFile(bytes).description;
    const id = modelId(sensor, metric);
    const known = this.#models.get(id);
    const version = Math.max(0, ...(known?.card.versions ?? []).map((one) => one.version)) + 1;
    const before = (known?.card.versions ?? []).filter((one) => one.version === known?.active?.version);
    const { at, pushed, useAnyway = known?.card.useAnyway ?? false } = more;
    const versions = [{ version, trainedAt: at }, ...before];
    writeDurably(this.#file(id, version), bytes);
    this.#keep({ id, sensor, metric, useAnyway, pushed, versions });
    return id;
  }

  /** False when there is no version before that can be used. */
  rollback(id: string): boolean {
    const model = this.#models.get(id);
    if (!model?.previous) return false;
    const { version, trainedAt } = model.previous;
    const others = model.card.versions.filter((one) => one.version !== version);
    this.#keep({ ...model.card, versions: [{ version, trainedAt }, ...others] });
    return true;
  }

  remove(id: string): boolean {
    if (!this.#models.delete(id)) return false;
    rmSync(this.#card(id), { force: true });
    this.#sweep(id, []);
    return true;
  }

  /** The card goes last: a crash before leaves what was there, and at most a file that nobody names. */
  #keep(card: Card): void {
    writeDurably(this.#card(card.id), Buffer.from(JSON.stringify(card)));
    this.#sweep(
      card.id,
      card.versions.map(({ version }) => version),
    );
    this.#models.set(card.id, this.#load(card));
  }

  #sweep(id: string, kept: readonly number[]): void {
    const names = new Set(kept.map((version) => `${id}.${version}.model`));
    for (const name of readdirSync(this.#dir)) {
      if (name.startsWith(`${id}.`) && name.endsWith('.model') && !names.has(name))
        rmSync(join(this.#dir, name), { force: true });
    }
  }

  #load(card: Card): Model {
    const problems: string[] = [];
    const usable = card.versions.flatMap(({ version, trainedAt }): readonly Shelved[] => {
      try {
        const bytes = readFileSync(this.#file(card.id, version));
        return [{ version, trainedAt, bytes, file: decodeForecastFile(bytes) }];
      } catch (error) {
        problems.push(`version ${version}: ${messageOf(error)}`);
        return [];
      }
    });
    const [active, previous] = usable;
    return { card, active, previous, trouble: problems.length > 0 ? problems.join('; ') : undefined };
  }

  #file(id: string, version: number): string {
    return join(this.#dir, `${id}.${version}.model`);
  }

  #card(id: string): string {
    return join(this.#dir, `${id}.json`);
  }
}

function shown({ version, trainedAt, file }: Shelved): ModelVersion {
  const { from, to, rows, dropped, scores, beatsBaseline } = file.description;
  return { version, trainedAt, from, to, rows, dropped, scores, beatsBaseline };
}
