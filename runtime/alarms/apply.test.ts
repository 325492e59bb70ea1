/** Shows that rows in SQL are the fold of the transitions, whatever is repeated, reordered or unfit to be stored. */
import { randomInt } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Alarm, Transition } from '../vocabulary.ts';
import { fold } from './alarm.ts';
import { type AlarmJob, applyJobs } from './apply.ts';
import { migrate } from './sql/migrations.ts';
import type { Sql } from './sql/port.ts';
import { DRIVERS } from './testbed/databases.ts';
import { episodes, transition } from './testbed/transitions.ts';

/** Each transition with the alarm folded up to it, as the lane has them. */
function jobs(transitions: readonly Transition[]): (AlarmJob & { data: { alarm: Alarm } })[] {
  const book = new Map<string, Alarm>();
  return transitions.map((one) => {
    const alarm = fold(book.get(one.alarm), one);
    book.set(one.alarm, alarm);
    return { id: one.id, data: { alarm, transition: one } };
  });
}

function shuffled<T>(items: readonly T[]): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(randomInt(rest.length), 1));
}

const ALARMS = `SELECT id, sensor, rule, severity, status, (extract(epoch FROM raised_at) * 1000)::float8 AS raised,
  (extract(epoch FROM cleared_at) * 1000)::float8 AS cleared, cleared_by, acknowledged_by, metric, value, message, edge, version
  FROM anemos.alarms ORDER BY id`;

async function rows(sql: Sql) {
  const events = await sql.query('SELECT id, edge FROM anemos.alarm_events ORDER BY id');
  return { alarms: await sql.query(ALARMS), events };
}

describe.each(DRIVERS)('$name', ({ make }) => {
  let sql: Sql;
  beforeAll(async () => {
    const resources = new AsyncDisposableStack();
    sql = resources.use(await resources.use(await make()).open());
    await migrate(sql);
    return () => resources.disposeAsync();
  });
  beforeEach(async () => {
    await sql.query('TRUNCATE anemos.alarms, anemos.alarm_events');
  });

  test('any order, any batches, any repetitions end in the same rows', async () => {
    const transitions = ['farm1:t1', 'farm1:t2', 'o\'brien:"x"; DROP TABLE anemos.alarms; --'].flatMap(
      (sensor) => episodes(sensor, 8).slice(0, -1),
    );
    transitions.push(...episodes('farm1:t3', 3).map((one) => ({ ...one, edge: 'pi-7' })));
    const all = jobs(transitions);
    let waiting = shuffled([...all, ...shuffled(all).slice(0, 30)]);
    for (let round = 0; waiting.length > 0; round++) {
      expect(round, 'rounds of retries').toBeLessThan(50);
      const again: AlarmJob[] = [];
      while (waiting.length > 0) {
        const batch = waiting.splice(0, randomInt(1, 9));
        const results = await applyJobs(sql, batch);
        expect(results.map(({ id }) => id)).toEqual(batch.map(({ id }) => id));
        again.push(...batch.filter((_, i) => results[i]?.status !== 'completed'));
        expect(results.filter(({ status }) => status === 'deadletter')).toEqual([]);
      }
      waiting = shuffled(again) as typeof waiting;
    }
    const found = await rows(sql);
    const ascending = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
    expect(found.events).toEqual(transitions.map(({ id, edge = null }) => ({ id, edge })).sort(ascending));
    const last = new Map(all.map(({ data }) => [data.alarm.id, data.alarm]));
    const expected = [...last.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(found.alarms).toEqual(
      expected.map((alarm) => ({
        id: alarm.id,
        sensor: alarm.sensor,
        rule: alarm.rule,
        severity: alarm.severity,
        status: alarm.status,
        raised: alarm.raisedAt,
        cleared: alarm.clearedAt ?? null,
        cleared_by: alarm.clearedBy ?? null,
        acknowledged_by: alarm.acknowledgedBy ?? null,
        metric: alarm.metric ?? null,
        value: alarm.value ?? null,
        message: alarm.message,
        edge: alarm.edge ?? null,
        version: alarm.version,
      })),
    );
  });

  test('a second open alarm of the same sensor and rule waits until the first is cleared', async () => {
    const [first, , cleared, second] = jobs(episodes('farm1:t1', 2));
    if (!first || !cleared || !second) throw new Error('too few');
    const status = async (...batch: AlarmJob[]) => (await applyJobs(sql, batch)).map(({ status }) => status);
    expect(await status(first)).toEqual(['completed']);
    expect(await status(second)).toEqual(['failed']);
    expect(await status(second, cleared)).toEqual(['completed', 'completed']);
    const [open] = await sql.query("SELECT id FROM anemos.alarms WHERE status LIKE 'ACTIVE%'");
    expect(open?.id).toBe(second.data.alarm.id);
  });

  test('what can never be stored is a dead letter, the rest of its batch is stored', async () => {
    const good = jobs([transition('raised', 1000), transition('raised', 2000, { sensor: 'farm1:t2' })]);
    const [sample] = jobs([transition('raised', 3000, { sensor: 'farm1:t3' })]);
    const bad = (change: object) => ({ ...sample?.data, alarm: { ...sample?.data.alarm, ...change } });
    const poison = [
      null,
      [],
      'text',
      {},
      bad({ severity: 'TERRIBLE' }),
      bad({ id: 'no uuid' }),
      bad({ raisedAt: null }),
      bad({ raisedAt: 9e18 }),
      bad({ status: 'CLEARED_ACK' }),
      bad({ version: 0 }),
      bad({ sensor: Array.from({ length: 3000 }, () => Math.random()).join() }),
      { alarm: sample?.data.alarm, transition: { ...transition('raised', 3000), kind: 'shelved' } },
    ].map((data, i) => ({ id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`, data }));
    const results = await applyJobs(sql, [...poison, ...good]);
    expect(results.map(({ status }) => status)).toEqual([
      ...poison.map(() => 'deadletter'),
      ...good.map(() => 'completed'),
    ]);
    expect(results[0]?.output).toEqual({ reason: expect.stringMatching(/\w+/) });
    expect((await rows(sql)).alarms).toHaveLength(2);
  });
});
