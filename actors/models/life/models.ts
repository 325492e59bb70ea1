/** Owns putting the models part together, and its face to the node. */
import type { PushedModel } from '../../../runtime/edges/models.ts';
import { messageOf, Rejected } from '../../../runtime/errors.ts';
import type { Models, TrainingJob } from '../../../runtime/models/port.ts';
import type { Rule } from '../../../runtime/vocabulary.ts';
import { Jobs, type Trained } from './jobs.ts';
import { LazyWorking } from './lazy-working.ts';
import { lessonRows } from './lesson-rows.ts';
import type { ModelsOptions } from './models-options.ts';
import { keepRetraining } from './retraining.ts';
import type { Working } from './working.ts';

/** What was learnt is some 250 KB a metric, and a disk wears out; but until it is saved the journal keeps what it came from. */
const SAVE_EVERY_MS = 60_000;
/** Reading rows takes about as long as learning from them. */
const READ_SHARE = 0.5;

export interface ModelsPart extends AsyncDisposable {
  readonly models: Models;
  setRules(rules: readonly Rule[]): Promise<void>;
  /** Has these and no other sent ones work. Throws Rejected, nothing changed, when one of them is no model. */
  setPushed(models: readonly PushedModel[]): Promise<void>;
  /** Of its thread, while there is one. */
  readonly usage: LazyWorking['usage'];
  /** Rejects when a bug has stopped the reader or the thread. */
  readonly failed: Promise<never>;
}

/** Throws StartError when the files cannot be used. */
export async function openModels(options: ModelsOptions): Promise<ModelsPart> {
  const { config, now, log, pushed } = options;
  await using stack = new AsyncDisposableStack();
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  const lazy = stack.use(
    new LazyWorking({
      ...options,
      saveEvery: options.saveEvery ?? SAVE_EVERY_MS,
      onProgress: (job, share) => jobs.progress(job, READ_SHARE + share * (1 - READ_SHARE)),
      onFailed: failure.reject,
    }),
  );
  const jobs = new Jobs({
    now,
    train: (job) => train(job, options, { lazy, read: (share) => jobs.progress(job.id, share * READ_SHARE) }),
    onEnd: ({ sensor, metric, question, state, problem }) =>
      log.info({ sensor, metric, question, state, problem }, 'a training has ended'),
    onBug: failure.reject,
  });
  stack.defer(() => jobs.end());
  if (pushed.length > 0) await install(await lazy.get(), options);
  else if (!(await lazy.ifNeeded())) options.onIdle();
  const models = faceOf(lazy, jobs);
  if (config.retrain !== undefined) stack.use(keepRetraining({ every: config.retrain, models, now, log }));
  const resources = stack.move();
  return {
    models,
    failed: failure.promise,
    usage: () => lazy.usage(),
    setRules: (rules) => lazy.setRules(rules),
    async setPushed(sent) {
      const working = sent.length > 0 ? await lazy.get() : await lazy.ifNeeded();
      await working?.remote.install({ models: sent, at: now() });
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Without a model there is nothing to ask the thread, so it is not started for that. */
function faceOf(lazy: LazyWorking, jobs: Jobs): Models {
  const remote = async () => (await lazy.ifNeeded())?.remote;
  return {
    list: async () => (await (await remote())?.list(undefined)) ?? [],
    get: async (id) => await (await remote())?.get(id),
    train: (order) => jobs.add(order),
    job: (id) => jobs.get(id),
    jobs: () => jobs.newestFirst(),
    rollback: async (id) => await (await remote())?.rollback(id),
    remove: async (id) => (await (await remote())?.remove(id)) ?? false,
    trainingSet: async (id) => await (await remote())?.trainingSet(id),
    file: async (id) => await (await remote())?.file(id),
  };
}

/** What was applied before may be refused by another version of the program: the rest of the node works all the same. */
async function install(working: Working, { pushed, now, log }: ModelsOptions): Promise<void> {
  await working.remote.install({ models: pushed, at: now() }).catch((error: unknown) => {
    if (!(error instanceof Rejected)) throw error;
    log.warn({ reason: messageOf(error) }, 'models that the cloud has sent cannot be used');
  });
}

interface Training {
  readonly lazy: LazyWorking;
  /** Told the share of the rows that is read. */
  readonly read: (share: number) => void;
}

async function train(
  job: TrainingJob,
  { history, now }: ModelsOptions,
  { lazy, read }: Training,
): Promise<Trained> {
  const { id, sensor, metric, question, useAnyway, model } = job;
  const { remote } = await lazy.get();
  if ((await remote.get(model))?.pushed) return { problem: 'the cloud has sent this model: train it there' };
  const rows = await lessonRows(history, job, read);
  const lesson = { job: id, sensor, metric, ...(question && { question }), rows, at: now() };
  return await remote.train({ ...lesson, ...(useAnyway !== undefined && { useAnyway }) });
}
