/** Owns what happens to a batch of jobs: rows in SQL, and the verdict on each job. Knows neither queue nor retry. */
import type { JobResult } from 'pg-boss';
import { messageOf } from '../errors.ts';
import { insertEvents, upsertAlarms } from './sql/alarm-rows.ts';
import type { Sql } from './sql/port.ts';
import { isConflict, isDataFault, unavailable } from './sql/sql-errors.ts';

export interface AlarmJob {
  readonly id: string;
  /** `{ alarm, transition }`, or anything: who may write to the queue's table may put anything there. */
  readonly data: unknown;
}

/**
 * Applies the jobs in one transaction; when one of them cannot be stored, each in its own, so that it is alone to
 * blame. `failed`: another row must change first, try later. `deadletter`: it can never be stored. Applying a
 * job twice changes nothing. Throws Unavailable when the database is at fault: then any of them may be missing.
 */
export async function applyJobs(sql: Sql, jobs: readonly AlarmJob[]): Promise<JobResult[]> {
  try {
    await store(sql, jobs);
    return jobs.map(({ id }) => ({ id, status: 'completed' }));
  } catch (error) {
    if (!isDataFault(error)) throw unavailable(error);
  }
  const results: JobResult[] = [];
  for (const job of jobs) results.push(await applyOne(sql, job));
  return results;
}

async function applyOne(sql: Sql, job: AlarmJob): Promise<JobResult> {
  const { id } = job;
  try {
    await store(sql, [job]);
    return { id, status: 'completed' };
  } catch (error) {
    if (!isDataFault(error)) throw unavailable(error);
    return { id, status: isConflict(error) ? 'failed' : 'deadletter', output: { reason: messageOf(error) } };
  }
}

async function store(sql: Sql, jobs: readonly AlarmJob[]): Promise<void> {
  await sql.transaction(async (tx) => {
    await upsertAlarms(
      tx,
      jobs.map(({ data }) => field(data, 'alarm')),
    );
    await insertEvents(
      tx,
      jobs.map(({ data }) => field(data, 'transition')),
    );
  });
}

/** Of a job's data, whatever that is. */
export function field(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, name) : undefined;
}
