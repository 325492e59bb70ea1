/** Shows without Grafana that every query of dashboards and alerts works, as its role, and that no value can leave its place. */
import { beforeAll, describe, expect, test } from 'vitest';
import { DRIVERS } from '../runtime/alarms/testbed/databases.ts';
import { isValidFlux } from '../runtime/history/testbed/flux-checker.ts';
import { withValue } from './check/asked.ts';
import { HOSTILE_VALUES, MACROS_AS_VALUES } from './check/hostile-values.ts';
import { projectProblems } from './check/project.ts';
import { questionsOf } from './check/query-list.ts';
import { readProject } from './testbed/files.ts';
import { seeded } from './testbed/mutations.ts';
import { KNOWN, openReadingDatabase, type ReadingDatabase } from './testbed/reading-database.ts';

/** The whole check runs on the best database there is: a server when one is named. */
describe.each(DRIVERS.slice(-1))('on $name', (driver) => {
  let database: ReadingDatabase;
  beforeAll(async () => {
    database = await openReadingDatabase(driver);
    return () => database[Symbol.asyncDispose]();
  });
  // Slips change one query of many: the others have been answered.
  const ask = remembered((sql: string) => database.ask(sql));
  const trial = { ask, isFlux: remembered(isValidFlux), known: KNOWN };

  test('dashboards and alerts are sound, whatever their variables hold', async () => {
    const project = await readProject();
    expect(await projectProblems(project, { ...trial, hostile: HOSTILE_VALUES })).toEqual([]);
    expect(project.dashboards.flatMap(questionsOf).length).toBeGreaterThan(60);
  });

  test.each(seeded)('it would be noticed: $slip', async ({ slip: _, make, said }) => {
    const project = structuredClone(await readProject());
    make(project);
    const problems = await projectProblems(project, { ...trial, hostile: ["it's", '\\'] });
    expect(problems.join('\n')).toMatch(said);
  });

  test("what Grafana's macros make of a value fails, and does nothing", async () => {
    const before = await database.owner.query('SELECT count(*) FROM anemos.alarms');
    const questions = (await readProject()).dashboards.flatMap(questionsOf);
    const open = questions.filter(({ language, text }) => language === 'sql' && text.includes('{site:'));
    for (const value of MACROS_AS_VALUES)
      for (const question of open)
        await expect(async () => ask(withValue(question, value))).rejects.toThrow();
    expect(await database.owner.query('SELECT count(*) FROM anemos.alarms')).toEqual(before);
  });

  test('the role reads the views, and can neither write nor read anything else', async () => {
    expect(await ask('SELECT name FROM ops.nodes')).toEqual([{ name: 'node-1' }]);
    for (const table of [
      'anemos.alarms',
      'anemos.nodes',
      'anemos.losses',
      'pgboss.job',
      'pgboss.queue',
      'pg_authid',
    ])
      await expect(ask(`SELECT * FROM ${table}`), table).rejects.toThrow(/permission denied/);
    const writes = [
      'DELETE FROM ops.alarms',
      'CREATE TABLE ops.mine (n int)',
      'CREATE TABLE public.mine (n int)',
      'CREATE TEMP TABLE mine (n int)',
      'UPDATE anemos.alarms SET rule = $$x$$',
      'SELECT * FROM pgboss.job_common',
      "SELECT pg_read_file('/etc/passwd')",
      "COPY ops.nodes TO PROGRAM 'cat'",
      'DROP VIEW ops.nodes',
    ];
    for (const write of writes) {
      await expect(ask(write), write).rejects.toThrow(
        /permission denied|read-only|must be owner|must be superuser/,
      );
      // The setting is its own to change, the rights are not.
      await expect(ask(`SET transaction_read_only = off; ${write}`), write).rejects.toThrow(
        /permission denied|must be owner|cannot insert multiple|must be superuser|not automatically updatable/,
      );
    }
  });
});

function remembered<T>(judge: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const answer = known.get(text) ?? judge(text);
    known.set(text, answer);
    return answer;
  };
}
