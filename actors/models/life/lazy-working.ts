/** Owns starting the models thread when there is something to model, and not before: a thread costs memory. */
import { readdir } from 'node:fs/promises';
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
    const needed =
      this.#working ?? (this.#rules.some(isOfModels) || (await hasModels(this.#options.dataDir)));
    return needed ? await this.get() : undefined;
  }

  async setRules(rules: readonly Rule[]): Promise<void> {
    this.#rules = rules;
    await (await this.ifNeeded())?.remote.setRules(rules);
  }

  /** Of its thread, while there is one. */
  async usage(): Promise<Awaited<ReturnType<Working['usage']>> | undefined> {
    return await this.#working?.usage();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turns.run(async () => await this.#working?.[Symbol.asyncDispose]());
  }
}

function isOfModels({ kind }: Rule): boolean {
  return kind !== 'threshold';
}

async function hasModels(dataDir: string): Promise<boolean> {
  const names = await readdir(join(dataDir, 'models')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.some((name) => name.endsWith('.json'));
}
