/** Owns the alarm database as a whole: driver, tables, queue, worker, upkeep, operations. Runs in the alarms thread. */
import { join } from 'node:path';
import type { JobResult } from 'pg-boss';
import type { SqlConfig } from '../config/schema.ts';
import { holdDataDir } from '../data-dir.ts';
import { messageOf } from '../errors.ts';
import type { OperationsSample, Recorded } from '../operations/port.ts';
import { recordSample } from '../operations/record.ts';
import { publishViews } from '../operations/sql/views.ts';
import { pause } from '../retry.ts';
import type { LaneItem } from '../state/port.ts';
import type { StoredTransition } from '../tracing/journey.ts';
import { type AlarmJob, applyJobs, field } from './apply.ts';
import { type JobCounts, openCensus } from './census.ts';
import { handOver, type Refused } from './handover.ts';
import { countJobs, openAlarmQueue } from './queue.ts';
import { type LanePosition, readPosition } from './sql/lane-cursor.ts';
import { migrate } from './sql/migrations.ts';
import { openPglite } from './sql/pglite.ts';
import type { Sql } from './sql/port.ts';
import { postgres } from './sql/postgres.ts';
import { unavailable } from './sql/sql-errors.ts';
import { openUpkeep } from './upkeep.ts';

/** What the thread tells unasked; each field only when there is something to say. */
export interface AlarmNotice {
  /** Transitions whose rows are in SQL since the notice before. */
  readonly applied?: number;
  /** Those of them that say when the entry was taken in that caused them. */
  readonly stored?: readonly StoredTransition[];
  readonly counts?: JobCounts;
  /** Transitions that went to the dead letters. */
  readonly dead?: readonly Pick<JobResult, 'id' | 'output'>[];
  /** What holds up the writing of rows; `null` when they are written again. */
  readonly worker?: string | null;
  /** What goes wrong in the queue; `null` when it is over. */
  readonly queue?: string | null;
}

export interface AlarmDatabaseOptions {
  readonly config: SqlConfig;
  readonly dataDir: string;
  readonly tell: (notice: AlarmNotice) => void;
  /** The database can only be used again by a new thread. */
  readonly onBroken: (error: Error) => void;
}

export interface AlarmDatabase extends AsyncDisposable {
  /** How far the lane that begins with transition `lane` has been handed over. */
  position(lane: string): Promise<LanePosition | undefined>;
  handOver(lane: string, items: readonly LaneItem[]): Promise<readonly Refused[]>;
  /** Throws Unavailable, nothing recorded. */
  record(sample: OperationsSample): Promise<Recorded>;
}

/** Opens everything or, throwing Unavailable, nothing. */
export async function openAlarmDatabase(options: AlarmDatabaseOptions): Promise<AlarmDatabase> {
  try {
    return await open(options);
  } catch (error) {
    throw unavailable(error);
  }
}

async function open(options: AlarmDatabaseOptions): Promise<AlarmDatabase> {
  const { tell } = options;
  await using undo = new AsyncDisposableStack();
  const closing = new AbortController();
  const sql = await openSql(options, undo);
  await migrate(sql);
  const census = undo.use(openCensus({ count: () => countJobs(sql), tell }));
  const upkeep = undo.use(openUpkeep(sql, census.failed));
  const work = async (jobs: readonly AlarmJob[], signal: AbortSignal) => {
    const results = await untilApplied(sql, jobs, {
      signal: AbortSignal.any([signal, closing.signal]),
      waits: (reason) => tell({ worker: reason }),
    });
    const done = new Set(results.filter(({ status }) => status === 'completed').map(({ id }) => id));
    const stored = jobs.filter(({ id }) => done.has(id)).flatMap(storedOf);
    const dead = results.filter(({ status }) => status === 'deadletter');
    tell({ applied: done.size, stored, worker: null, ...(dead.length > 0 && { dead }) });
    census.changed();
    upkeep.worked(jobs.length);
    return results;
  };
  const queue = undo.use(await openAlarmQueue({ sql, work, onError: census.failed }));
  undo.defer(() => closing.abort());
  census.start();
  let published = false;
  const resources = undo.move();
  return {
    async position(lane) {
      return await readPosition(sql, lane).catch((error: unknown) => {
        throw unavailable(error);
      });
    },
    async handOver(lane, items) {
      const refused = await handOver({ sql, queue }, lane, items);
      census.changed();
      return refused;
    },
    async record(sample) {
      try {
        if (!published) await publishViews(sql);
        published = true;
        return await recordSample(sql, sample);
      } catch (error) {
        throw unavailable(error);
      }
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** The embedded one is held: a second process in its directory would lose the writes of one of them in silence. */
async function openSql(
  { config, dataDir, onBroken }: AlarmDatabaseOptions,
  undo: AsyncDisposableStack,
): Promise<Sql> {
  if (config.driver === 'postgres') return undo.use(postgres(config.url));
  const { path } = undo.use(holdDataDir(join(dataDir, 'postgres')));
  return undo.use(await openPglite({ directory: join(path, 'data'), onBroken }));
}

function storedOf({ id, data }: AlarmJob): StoredTransition[] {
  const { receivedAt, edge }: { receivedAt?: unknown; edge?: unknown } = Object(field(data, 'transition'));
  if (typeof receivedAt !== 'number') return [];
  return [{ id, receivedAt, ...(typeof edge === 'string' && { edge }) }];
}

/** An outage is waited out here, with the jobs in hand: so they are done as soon as the database is back. */
async function untilApplied(
  sql: Sql,
  jobs: readonly AlarmJob[],
  { signal, waits }: { readonly signal: AbortSignal; readonly waits: (reason: string) => void },
): Promise<JobResult[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyJobs(sql, jobs);
    } catch (error) {
      waits(messageOf(error));
      if (!(await pause('alarms', attempt, signal))) throw error;
    }
  }
}
