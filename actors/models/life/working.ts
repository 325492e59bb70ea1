/** Owns the models part while there is something to model: its thread, the reader that feeds it, and what changes both at once. */
import type { PushedModel } from '../../../runtime/edges/models.ts';
import { type Remote, threadFile } from '../../../runtime/threads/rpc.ts';
import { startThread } from '../../../runtime/threads/thread.ts';
import type { EpochMs, Offset, Rule } from '../../../runtime/vocabulary.ts';
import { Follower } from './follower.ts';
import type { ModelsOptions } from './models-options.ts';
import type { Lesson, ModelsHandlers, ModelsNotice, ModelsThreadData } from './models-thread.ts';
import { picker } from './pick.ts';

export interface Working extends AsyncDisposable {
  readonly remote: Remote<ModelsHandlers>;
  train(lesson: Lesson): ReturnType<Remote<ModelsHandlers>['train']>;
  rollback(id: string): ReturnType<Remote<ModelsHandlers>['rollback']>;
  remove(id: string): Promise<boolean>;
  setRules(rules: readonly Rule[]): Promise<void>;
  install(models: readonly PushedModel[], at: EpochMs): Promise<void>;
  position(): Offset;
  readonly failed: Promise<never>;
}

export interface WorkingOptions extends ModelsOptions {
  readonly saveEvery: number;
  readonly onProgress: (job: string, share: number) => void;
}

/** Goes on where the models were saved last, or from now on. Throws StartError when models.db cannot be used. */
export async function startWorking(options: WorkingOptions): Promise<Working> {
  await using stack = new AsyncDisposableStack();
  const { dataDir, config, room, journal, log } = options;
  const data: ModelsThreadData = { dataDir, max: config.max, rules: options.rules };
  const { remote, failed } = stack.use(
    await startThread<ModelsHandlers>({
      name: 'models',
      file: threadFile('./models-thread', import.meta.url),
      data,
      room,
      onNotice(notice) {
        if (!isModelsNotice(notice)) return;
        if (notice.progress) options.onProgress(notice.progress.job, notice.progress.share);
        if (notice.warning) log.warn(notice.warning, 'models: something is left out');
      },
    }),
  );
  let { rules } = options;
  const pick = async () => picker(rules, await remote.list(undefined));
  const saved = await remote.cursor(undefined);
  const from = Math.min(saved ?? journal.head(), journal.head());
  // Killed before the first save, it is to begin here again.
  if (saved === undefined) await remote.save(from);
  const { append, onDurable, saveEvery } = options;
  const reading = { journal, from, append, onDurable, saveEvery, log };
  const follower = stack.use(
    new Follower({
      ...reading,
      pick: await pick(),
      take: (samples) => remote.take(samples),
      save: (cursor) => remote.save(cursor),
    }),
  );
  /** What changes the models changes what the reader shows them. */
  const changing = async <T>(change: () => Promise<T>): Promise<T> => {
    const result = await change();
    await follower.use(pick);
    return result;
  };
  const resources = stack.move();
  return {
    remote,
    train: (lesson) => changing(() => remote.train(lesson)),
    rollback: (id) => changing(() => remote.rollback(id)),
    remove: (id) => changing(() => remote.remove(id)),
    async setRules(changed) {
      rules = changed;
      await changing(() => remote.setRules(changed));
    },
    install: (models, at) => changing(() => remote.install({ models, at })),
    position: () => follower.position,
    failed: Promise.race([failed, follower.failed]),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function isModelsNotice(notice: unknown): notice is ModelsNotice {
  return typeof notice === 'object' && notice !== null && ('progress' in notice || 'warning' in notice);
}
