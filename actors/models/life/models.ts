/** Owns the models part and its face to the node: a thread that is started when there is something to model, and not before. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PushedModel } from '../../../runtime/edges/models.ts';
import { messageOf, Rejected } from '../../../runtime/errors.ts';
import type { Models, TrainingJob } from '../../../runtime/models/port.ts';
import type { EpochMs, Offset, Rule } from '../../../runtime/vocabulary.ts';
import { OneAtATime } from '../../one-at-a-time.ts';
import { Jobs, type Trained } from './jobs.ts';
import { lessonRows } from './lesson-rows.ts';
import type { ModelsOptions } from './models-options.ts';
import { keepRetraining } from './retraining.ts';
import { startWorking, type Working } from './working.ts';

const SAVE_EVERY_MS = 10_000;
/** Reading rows takes about as long as learning from them. */
const READ_SHARE = 0.5;

export interface ModelsPart extends AsyncDisposable {
  readonly models: Models;
  setRules(rules: readonly Rule[]): Promise<void>;
  /** Has these and no other sent ones work. Throws Rejected, nothing changed, when one of them is no model. */
  setPushed(models: readonly PushedModel[]): Promise<void>;
  /** Undefined while nothing is modelled. */
  position(): Offset | undefined;
  /** Rejects when a bug has stopped the reader or the thread. */
  readonly failed: Promise<never>;
}

/** Throws StartError when the files cannot be used. */
export async function openModels(options: ModelsOptions): Promise<ModelsPart> {
  const { config, history, now, log } = options;
  await using stack = new AsyncDisposableStack();
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  const turns = new OneAtATime();
  let rules = options.rules;
  let working: Working | undefined;
  const work = (): Promise<Working> =>
    turns.run(async () => {
      if (working) return working;
      const { saveEvery = SAVE_EVERY_MS } = options;
      working = await startWorking({
        ...options,
        rules,
        saveEvery,
        onProgress: (job, share) => jobs.progress(job, READ_SHARE + share * (1 - READ_SHARE)),
      });
      working.failed.catch(failure.reject);
      return working;
    });
  const jobs = new Jobs({
    now,
    train: async (job) =>
      await train(job, {
        history,
        now,
        working: await work(),
        read: (share) => jobs.progress(job.id, share * READ_SHARE),
      }),
    onEnd: ({ sensor, metric, state, problem }) =>
      log.info({ sensor, metric, state, problem }, 'a training has ended'),
    onBug: failure.reject,
  });
  stack.defer(async () => {
    await jobs.end();
    await working?.[Symbol.asyncDispose]();
  });
  if (options.pushed.length > 0 || isNeeded(options.dataDir, rules)) await work();
  else options.onIdle();
  if (options.pushed.length > 0) await install(await work(), options);
  const stored = () => hasModels(options.dataDir);
  const models: Models = {
    list: async () => (working || stored() ? (await work()).remote.list(undefined) : []),
    get: async (id) => (working || stored() ? (await work()).remote.get(id) : undefined),
    train: (order) => jobs.add(order),
    job: (id) => jobs.get(id),
    jobs: () => jobs.newestFirst(),
    rollback: async (id) => (working || stored() ? (await work()).remote.rollback(id) : undefined),
    remove: async (id) => (working || stored() ? (await work()).remote.remove(id) : false),
    trainingSet: async (id) => (working || stored() ? (await work()).remote.trainingSet(id) : undefined),
    file: async (id) => (working || stored() ? (await work()).remote.file(id) : undefined),
  };
  if (config.retrain !== undefined) stack.use(keepRetraining({ every: config.retrain, models, now, log }));
  const resources = stack.move();
  return {
    models,
    failed: failure.promise,
    position: () => working?.position(),
    async setRules(changed) {
      rules = changed;
      if (working || isNeeded(options.dataDir, rules)) await (await work()).remote.setRules(changed);
    },
    setPushed: async (pushed) => {
      if (working || pushed.length > 0) await (await work()).remote.install({ models: pushed, at: now() });
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
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
  readonly history: ModelsOptions['history'];
  readonly now: () => EpochMs;
  readonly working: Working;
  readonly read: (share: number) => void;
}

async function train(job: TrainingJob, { history, now, working, read }: Training): Promise<Trained> {
  const { id, sensor, metric, useAnyway, model } = job;
  if ((await working.remote.get(model))?.pushed)
    return { problem: 'the cloud has sent this model: train it there' };
  const rows = await lessonRows(history, job, read);
  return await working.remote.train({
    job: id,
    sensor,
    metric,
    rows,
    at: now(),
    ...(useAnyway !== undefined && { useAnyway }),
  });
}

function isNeeded(dataDir: string, rules: readonly Rule[]): boolean {
  return rules.some(({ kind }) => kind !== 'threshold') || hasModels(dataDir);
}

function hasModels(dataDir: string): boolean {
  const dir = join(dataDir, 'models');
  return existsSync(dir) && readdirSync(dir).some((name) => name.endsWith('.json'));
}
