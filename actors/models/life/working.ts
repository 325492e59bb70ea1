/** Owns the models part while there is something to model: its thread, and the reader that has it read on. */
import { type Remote, threadFile } from '../../../runtime/threads/rpc.ts';
import { startThread, type Thread } from '../../../runtime/threads/thread.ts';
import { Follower } from './follower.ts';
import type { ModelsOptions } from './models-options.ts';
import type { ModelsHandlers, ModelsNotice, ModelsThreadData } from './models-thread.ts';

export interface Working extends AsyncDisposable {
  readonly remote: Remote<ModelsHandlers>;
  readonly failed: Promise<never>;
  readonly usage: Thread<ModelsHandlers>['usage'];
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
  const { remote, failed, usage } = stack.use(
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
  const from = await remote.begin(journal.head());
  const { append, onDurable, saveEvery } = options;
  const follower = stack.use(
    new Follower({
      ...{ journal, from, append, onDurable, saveEvery, log },
      advance: () => remote.advance(undefined),
      save: () => remote.save(undefined),
    }),
  );
  const resources = stack.move();
  return {
    remote,
    usage,
    failed: Promise.race([failed, follower.failed]),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function isModelsNotice(notice: unknown): notice is ModelsNotice {
  return typeof notice === 'object' && notice !== null && ('progress' in notice || 'warning' in notice);
}
