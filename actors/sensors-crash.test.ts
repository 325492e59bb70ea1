/** Shows that crashes at any moment, of the program or the store, leave no trace in states, alarms and dead letters. */
import { expect, it } from 'vitest';
import type { StateChange } from '../runtime/state/port.ts';
import type { Entry } from '../runtime/vocabulary.ts';
import { emptyFold } from './fold/sensor-fold.ts';
import { viewOf } from './fold/view.ts';
import { applyBatch } from './poison.ts';
import { rulePlans } from './rules/plan.ts';
import { SENSOR, seeded } from './testbed/entries.ts';
import { AWAY, type Fixture, fixture, type Opened } from './testbed/fixture.ts';
import { ALLERGIC, BUSY_RULES, ofSensor, randomEntries } from './testbed/random-entries.ts';

const OPTIONS = { rules: BUSY_RULES, evaluators: ALLERGIC, snapshotEvery: 1 };
const SENSORS = 5;

/** The entries of several sensors, dealt at random. */
function entriesOf(seed: number): readonly Entry[] {
  const random = seeded(seed);
  const all = Array.from({ length: SENSORS }, (_, i) => {
    const entries = randomEntries(seeded(seed * SENSORS + i), 200, {
      poison: 0.005,
      jumps: false,
      edges: true,
    });
    return entries.map((entry) => ofSensor(entry, `${SENSOR}${i}`));
  });
  const dealt: Entry[] = [];
  for (let left = all; left.length > 0; left = left.filter(({ length }) => length > 0)) {
    dealt.push(...(left[Math.floor(random() * left.length)]?.splice(0, 1) ?? []));
  }
  return dealt;
}

/** What comes out when nothing ever goes wrong. */
function undisturbed(entries: readonly Entry[]) {
  const plan = rulePlans(BUSY_RULES, ALLERGIC)(SENSOR);
  const bySensor = Map.groupBy(entries, ({ sensor }) => sensor);
  const runs = [...bySensor].map(([id, own]) => applyBatch(emptyFold(id, plan), own, plan));
  return {
    states: runs.map(({ state }) => viewOf(state)).sort((one, other) => (one.id < other.id ? -1 : 1)),
    transitions: new Set(runs.flatMap(({ transitions }) => transitions.map(({ id }) => id))),
    poison: runs
      .flatMap(({ deadLetters }) => deadLetters)
      .filter(isPoison)
      .map(({ payload }) => payload)
      .sort(),
  };
}

const isPoison = ({ reason }: { readonly reason: string }) => reason === 'thirteen!';

async function outcomeOf(on: Fixture, opened: Opened) {
  const lane = await on.state.lane(0, 100_000);
  const letters = on.changes.flatMap(({ deadLetters = [] }: StateChange) => deadLetters);
  return {
    states: opened.sensors.directory.list({ limit: 100 }),
    transitions: new Set(lane.map(({ transition }) => transition.id)),
    poison: letters
      .filter(isPoison)
      .map(({ payload }) => payload)
      .sort(),
  };
}

it.each([1, 2, 3, 4, 5, 6])('kills at random moments, round %i', async (seed) => {
  await using on = await fixture();
  const random = seeded(seed);
  const entries = entriesOf(seed);
  let opened = await on.open(OPTIONS);
  for (let at = 0; at < entries.length; ) {
    const next = at + Math.ceil(random() * 40);
    const offset = on.journal.append(...entries.slice(at, next));
    at = next;
    if (random() < 0.5) await opened.sensors.applied(offset);
    for (let turns = Math.floor(random() * 8); turns > 0; turns--) await new Promise(setImmediate);
    if (random() > 0.3) continue;
    opened.kill();
    opened = await on.open(OPTIONS);
  }
  await opened.sensors.applied(on.journal.head());
  expect(await outcomeOf(on, opened)).toEqual(undisturbed(entries));
  await opened[Symbol.asyncDispose]();
});

it('has the store fail at random, also halfway through what one range of the journal led to', async () => {
  await using on = await fixture();
  const random = seeded(9);
  const entries = entriesOf(9);
  await using opened = await on.open(OPTIONS);
  on.fault = () => (random() < 0.3 ? AWAY : undefined);
  for (let at = 0; at < entries.length; at += 250) on.journal.append(...entries.slice(at, at + 250));
  await opened.sensors.applied(on.journal.head());
  expect(await outcomeOf(on, opened)).toEqual(undisturbed(entries));
});
