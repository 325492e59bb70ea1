/** Owns the trained models' files: two versions of each under `<dataDir>/models`, and which of them serves. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, Rejected } from '../../../runtime/errors.ts';
import type { ModelState } from '../../../runtime/models/port.ts';
import type { EpochMs, SensorId } from '../../../runtime/vocabulary.ts';
import type { ForecastFile } from '../forecast/forecast-file.ts';
import type { WarningFile } from '../warning/warning-file.ts';
import { type Card, readCard } from './card.ts';
import { writeDurably } from './durable-file.ts';
import { decodeModel, isWarning, modelId, type Shelved, shown, subjectOf } from './model-of.ts';

type Serving<File> = Shelved<File> & { readonly useAnyway: boolean };

interface Model {
  readonly card: Card;
  readonly active: Shelved | undefined;
  readonly previous: Shelved | undefined;
  readonly trouble: string | undefined;
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

  /** The forecast that serves, with whether it may raise though it does not beat its baseline. */
  forecast(id: string): Serving<ForecastFile> | undefined {
    const { active, card } = this.#models.get(id) ?? {};
    return active && card && !isWarning(active.file)
      ? { ...active, file: active.file, useAnyway: card.useAnyway }
      : undefined;
  }

  /** The same for an early warning. */
  warning(id: string): Serving<WarningFile> | undefined {
    const { active, card } = this.#models.get(id) ?? {};
    return active && card && isWarning(active.file)
      ? { ...active, file: active.file, useAnyway: card.useAnyway }
      : undefined;
  }

  /** Whether anything of this metric serves. */
  serves(sensor: SensorId, metric: string): boolean {
    return this.#models
      .values()
      .some(({ active, card }) => active && card.sensor === sensor && card.metric === metric);
  }

  state(id: string): ModelState | undefined {
    const model = this.#models.get(id);
    if (!model) return undefined;
    const { card, active, previous, trouble } = model;
    const { sensor, metric, question, useAnyway, pushed } = card;
    return {
      ...{ id, sensor, metric, ...(question && { question }), useAnyway, pushed },
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
    const subject = subjectOf(decodeModel(bytes));
    const id = modelId(subject);
    const known = this.#models.get(id);
    const version = Math.max(0, ...(known?.card.versions ?? []).map((one) => one.version)) + 1;
    const before = (known?.card.versions ?? []).filter((one) => one.version === known?.active?.version);
    const { at, pushed, useAnyway = known?.card.useAnyway ?? false } = more;
    const versions = [{ version, trainedAt: at }, ...before];
    writeDurably(this.#file(id, version), bytes);
    this.#keep({ ...subject, id, useAnyway, pushed, versions });
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
        const file = decodeModel(bytes);
        if (modelId(subjectOf(file)) !== card.id) throw new Rejected('the model file is of another model');
        return [{ version, trainedAt, bytes, file }];
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
