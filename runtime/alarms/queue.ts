/** Owns pg-boss: the queue that carries transitions to their rows, its worker, and its dead letters. */
import { type JobResult, PgBoss } from 'pg-boss';
import type { LaneItem } from '../state/port.ts';
import type { AlarmJob } from './apply.ts';
import type { JobCounts } from './census.ts';
import { countUnsettled, takenJobs } from './sql/jobs.ts';
import { schemaExists } from './sql/migrations.ts';
import type { Sql } from './sql/port.ts';

const QUEUE = 'alarm-transitions';
export const DEAD_LETTERS = 'alarm-transitions-dead';

const TEN_YEARS = 10 * 365 * 86_400;
const BATCH = 200;
const MAX_PRIORITY = 2 ** 31 - 1;

/** Some 30 hours of tries before a job goes to the dead letters; a job nobody works on is kept ten years. */
const RETRIES = { retryLimit: 2000, retryDelay: 1, retryBackoff: true, retryDelayMax: 60 };
const KEEPING = { expireInSeconds: 30, retentionSeconds: TEN_YEARS };
/** A settled job only spares a repeated insert its work, which would change nothing anyway. */
const SETTLED_SECONDS = 3600;

export interface AlarmQueueOptions {
  readonly sql: Sql;
  /** The verdict on every job of the batch; gives up when `signal` aborts. */
  readonly work: (jobs: readonly AlarmJob[], signal: AbortSignal) => Promise<JobResult[]>;
  /** pg-boss could not do something; it tries again by itself. */
  readonly onError: (error: Error) => void;
}

export interface AlarmQueue extends AsyncDisposable {
  /** Durable when resolved. An item that was inserted before is left out. */
  insert(items: readonly LaneItem[]): Promise<void>;
}

/** Makes the queues if need be and starts the worker. Disposing lets a running batch end, for at most a second. */
export async function openAlarmQueue({ sql, work, onError }: AlarmQueueOptions): Promise<AlarmQueue> {
  const boss = new PgBoss({ ...sql.boss, ...(await bossOptions(sql)) });
  // pg-boss emits copies of errors, which are no Errors.
  boss.on('error', ({ message }) => onError(new Error(message)));
  await using undo = new AsyncDisposableStack();
  undo.defer(() => boss.stop({ graceful: true, close: false, timeout: 1000 }));
  await boss.start();
  await createQueues(boss);
  const taken = await takenJobs(sql, QUEUE);
  if (taken.length > 0) await boss.fail(QUEUE, [...taken], { reason: 'its worker went away' });
  const options = {
    perJobResults: true,
    batchSize: BATCH,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 1,
  };
  const worker = await boss.work<unknown>(QUEUE, options, (jobs) =>
    work(jobs, AbortSignal.any(jobs.map(({ signal }) => signal))),
  );
  const resources = undo.move();
  return {
    async insert(items) {
      await boss.insert(QUEUE, items.map(toJob));
      boss.notifyWorker(worker);
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

export async function countJobs(sql: Sql): Promise<JobCounts> {
  const { jobs: queued, oldest } = await countUnsettled(sql, QUEUE);
  const { jobs: dead } = await countUnsettled(sql, DEAD_LETTERS);
  return { queued, oldest, dead };
}

/** What it may leave to autovacuum and to others, it does; no cron, no listener, nothing measured for nobody. */
async function bossOptions(sql: Sql) {
  const served = sql.boss.backend === 'postgres';
  return {
    schema: 'pgboss',
    createSchema: !(await schemaExists(sql, 'pgboss')),
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
    reindex: served,
    monitorVacuum: served,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    maintenanceIntervalSeconds: 300,
  };
}

/** Also brings queues that an older release made to today's options. */
async function createQueues(boss: PgBoss): Promise<void> {
  const dead = { ...KEEPING, deleteAfterSeconds: TEN_YEARS };
  const main = { ...KEEPING, ...RETRIES, deleteAfterSeconds: SETTLED_SECONDS, deadLetter: DEAD_LETTERS };
  await boss.createQueue(DEAD_LETTERS, dead);
  await boss.updateQueue(DEAD_LETTERS, dead);
  await boss.createQueue(QUEUE, main);
  await boss.updateQueue(QUEUE, main);
}

/** Higher priorities are fetched first, so negative positions come in the order of the lane. */
function toJob({ n, transition, alarm }: LaneItem) {
  return { id: transition.id, priority: -Math.min(n, MAX_PRIORITY), data: { transition, alarm } };
}
