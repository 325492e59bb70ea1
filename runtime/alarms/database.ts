/** Owns the alarm database as a whole: driver, tables, queue, worker, upkeep. Runs in the alarms thread. */
import { join } from 'node:path';
import type { JobResult } from 'pg-boss';
import type { SqlConfig } from '../config/schema.ts';
import { holdDataDir } from '../data-dir.ts';
import { messageOf } from '../errors.ts';
import { pause } from '../retry.ts';
import type { LaneItem } from '../state/port.ts';
import { type AlarmJob, applyJobs } from './apply.ts';
import { every, openCensus } from './census.ts';
import { handOver, type Refused } from './handover.ts';
import { openAlarmQueue } from './queue.ts';
import { type LanePosition, readPosition } from './sql/lane-cursor.ts';
import { migrate } from './sql/migrations.ts';
import { openPglite } from './sql/pglite.ts';
import type { Sql } from './sql/port.ts';
import { postgres } from './sql/postgres.ts';
import { unavailable } from './sql/sql-errors.ts';

const MAINTAIN_MS = 5 * 60_000;

/** What the thread tells unasked; each field only when there is something to say. */
export interface AlarmNotice {
  /** Transitions whose rows are in SQL since the notice before. */
  readonly applied?: number;
  readonly counts?: { readonly queued: number; readonly dead: number };
  /** Transitions that went to the dead letters. */
  readonly dead?: readonly Pick<JobResult, 'id' | 'output'>[];
  /** What holds the worker up; `null` when it works again. */
  readonly trouble?: string | null;
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
  const sql = await openSql(options, undo);
  await migrate(sql);
  const closing = new AbortController();
  const work = async (jobs: readonly AlarmJob[], signal: AbortSignal) => {
    const results = await untilApplied(sql, jobs, AbortSignal.any([signal, closing.signal]), tell);
    const applied = results.filter(({ status }) => status === 'completed').length;
    const dead = results.filter(({ status }) => status === 'deadletter');
    tell({ applied, trouble: null, ...(dead.length > 0 && { dead }) });
    census.soon();
    return results;
  };
  const queue = undo.use(await openAlarmQueue({ sql, work, onError: (trouble) => tell({ trouble }) }));
  const census = undo.use(openCensus(queue, tell));
  undo.defer(() => closing.abort());
  undo.defer(every(MAINTAIN_MS, () => maintain(sql, tell)));
  const resources = undo.move();
  return {
    async position(lane) {
      return await readPosition(sql, lane).catch((error: unknown) => {
        throw unavailable(error);
      });
    },
    async handOver(lane, items) {
      const refused = await handOver({ sql, queue }, lane, items);
      census.soon();
      return refused;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** The embedded one is held: a second process in its directory would lose the writes of one of them in silence. */
async function openSql(options: AlarmDatabaseOptions, undo: AsyncDisposableStack): Promise<Sql> {
  const { config, dataDir, onBroken, tell } = options;
  if (config.driver === 'postgres') {
    return undo.use(postgres(config.url, (error) => tell({ trouble: messageOf(error) })));
  }
  const { path } = undo.use(holdDataDir(join(dataDir, 'postgres')));
  return undo.use(await openPglite({ directory: join(path, 'data'), onBroken }));
}

/** An outage is waited out here, with the jobs in hand: so they are done as soon as the database is back. */
async function untilApplied(
  sql: Sql,
  jobs: readonly AlarmJob[],
  signal: AbortSignal,
  tell: AlarmDatabaseOptions['tell'],
) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyJobs(sql, jobs);
    } catch (error) {
      tell({ trouble: messageOf(error) });
      if (!(await pause('alarms', attempt, signal))) throw error;
    }
  }
}

async function maintain(sql: Sql, tell: AlarmDatabaseOptions['tell']): Promise<void> {
  try {
    await sql.maintain();
  } catch (error) {
    tell({ trouble: messageOf(unavailable(error)) });
  }
}
