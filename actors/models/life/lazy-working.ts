/** Owns starting the models thread when there is something to model, and not before: a thread costs memory. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../../../runtime/vocabulary.ts';
import { OneAtATime } from '../../one-at-a-time.ts';
import { startWorking, type Working, type WorkingOptions } from './working.ts';

export interface LazyOptions extends WorkingOptions {
  /** A bug has stopped what was started. */
  readonly onFailed: (reason: unknown) => void;
}

export class LazyWorking implements AsyncDisposable {
  readonly #options: LazyOptions;
  readonly #turns = new OneAtATime();
  #rules: readonly Rule[];
  #working: Working | undefined;

  constructor(options: LazyOptions) {
    this.#options = options;
    this.#rules = options.rules;
  }

  /** Throws StartError when models.db cannot be used. */
  get(): Promise<Working> {
    return this.#turns.run(async () => {
      if (this.#working) return this.#working;
      const working = await startWorking({ ...this.#options, rules: this.#rules });
      working.failed.catch(this.#options.onFailed);
      this.#working = working;
      return working;
    });
  }

  /** Undefined, and nothing is started, while there is nothing to model. */
  async ifNeeded(): Promise<Working | undefined> {
    const needed = this.#working ?? (this.#rules.some(isOfModels) || hasModels(this.#options.dataDir));
    return needed ? await this.get() : undefined;
  }

  async setRules(rules: readonly Rule[]): Promise<void> {
    this.#rules = rules;
    await (await this.ifNeeded())?.remote.setRules(rules);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turns.run(async () => await this.#working?.[Symbol.asyncDispose]());
  }
}

function isOfModels({ kind }: Rule): boolean {
  return kind !== 'threshold';
}

function hasModels(dataDir: string): boolean {
  const dir = join(dataDir, 'models');
  return existsSync(dir) && readdirSync(dir).some((name) => name.endsWith('.json'));
}
