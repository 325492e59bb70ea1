/** Shows that rules changed while sensors are at work lead to what a restart at the same place leads to. */
import { expect, it } from 'vitest';
import type { Entry, Offset, Rule } from '../runtime/vocabulary.ts';
import { hot, pick, SENSOR, seeded, temp } from './testbed/entries.ts';
import { AWAY, type Fixture, fixture, type Opened } from './testbed/fixture.ts';
import { ALLERGIC, BUSY_RULES, ofSensor, randomEntries } from './testbed/random-entries.ts';

const SENSORS = 600;
const OPTIONS = { evaluators: ALLERGIC, snapshotEvery: 1 };
const RULE_SETS: readonly [readonly Rule[], ...(readonly Rule[])[]] = [
  BUSY_RULES,
  BUSY_RULES.slice(1),
  BUSY_RULES.map((rule) => ({ ...rule, limit: rule.limit + 1, severity: 'MINOR' })),
  [...BUSY_RULES, hot({ id: 'more', limit: 3, sensors: '*[02468]' })],
  BUSY_RULES.map((rule) => ({ ...rule, metric: 'wind' })),
];

/** A commit of some entries of some sensors, new ones among them later on. */
function commitsOf(seed: number, count: number): readonly (readonly Entry[])[] {
  const random = seeded(seed);
  const pool = randomEntries(random, 20_000, { poison: 0.001, jumps: false, edges: true });
  let at = 0;
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: Math.ceil(random() * 60) }, (): Entry => {
      const sensor = `${SENSOR}${Math.floor(random() * SENSORS * ((i + 1) / count))}`;
      return ofSensor(pool[at++ % pool.length] ?? temp(0, 1), sensor);
    }),
  );
}

async function outcomeOf(on: Fixture, { sensors }: Opened) {
  const lane = await on.state.lane(0, 1_000_000);
  const story = lane.map(({ transition }) => transition);
  return {
    states: sensors.directory.list({ limit: 10_000 }),
    transitions: Object.fromEntries(Map.groupBy(story, ({ sensor }) => sensor)),
  };
}

interface Change {
  readonly rules: readonly Rule[];
  readonly at: Offset;
}

/** The same commits through a node that is started anew for each change. */
async function restarting(commits: readonly (readonly Entry[])[], changes: readonly Change[]) {
  await using on = await fixture();
  let rules: readonly Rule[] = RULE_SETS[0];
  for (const { at, rules: next } of [...changes, { at: commits.length, rules: [] }]) {
    const opened = await on.open({ ...OPTIONS, rules });
    for (const entries of commits.slice(on.journal.head(), at)) on.journal.append(...entries);
    await opened.sensors.applied(at);
    if (at === commits.length && rules !== next && next.length === 0) {
      const outcome = await outcomeOf(on, opened);
      await opened[Symbol.asyncDispose]();
      return outcome;
    }
    await opened[Symbol.asyncDispose]();
    rules = next;
  }
  throw new Error('no commits');
}

it.each([1, 2, 3, 4])(
  'switched back and forth under load they are those of restarts, round %i',
  async (seed) => {
    await using on = await fixture();
    const random = seeded(seed);
    const commits = commitsOf(seed, 150);
    await using opened = await on.open({ ...OPTIONS, rules: RULE_SETS[0] });
    const { sensors } = opened;
    if (seed % 2 === 0) on.fault = () => (random() < 0.05 ? AWAY : undefined);
    const changes: Change[] = [];
    const changing: Promise<unknown>[] = [];
    for (const entries of commits) {
      const offset = on.journal.append(...entries);
      if (random() < 0.1) await sensors.applied(offset);
      for (let turns = Math.floor(random() * 4); turns > 0; turns--) await new Promise(setImmediate);
      if (random() > 0.1) continue;
      const rules = pick(random, RULE_SETS);
      changing.push(sensors.setRules(rules).then(() => changes.push({ rules, at: sensors.position() })));
    }
    await Promise.all(changing);
    await sensors.applied(on.journal.head());
    expect(changes.length).toBeGreaterThan(5);
    expect(await outcomeOf(on, opened)).toEqual(await restarting(commits, changes));
  },
);

it('a crash right after a change repeats nothing and loses nothing', async () => {
  await using on = await fixture();
  const random = seeded(11);
  const commits = commitsOf(11, 80);
  const changes: Change[] = [];
  let opened = await on.open({ ...OPTIONS, rules: RULE_SETS[0], snapshotEvery: 3_600_000 });
  for (const entries of commits) {
    const offset = on.journal.append(...entries);
    if (random() > 0.2) continue;
    if (random() < 0.5) await opened.sensors.applied(offset);
    const rules = pick(random, RULE_SETS);
    await opened.sensors.setRules(rules);
    changes.push({ rules, at: opened.sensors.position() });
    expect(opened.durable()).toBe(opened.sensors.position());
    opened.kill();
    opened = await on.open({ ...OPTIONS, rules, snapshotEvery: 3_600_000 });
  }
  await opened.sensors.applied(on.journal.head());
  expect(await outcomeOf(on, opened)).toEqual(await restarting(commits, changes));
  await opened[Symbol.asyncDispose]();
});
