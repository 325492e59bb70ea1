/** Shows that an edge and a cloud with the same rules make one alarm of each episode, however the two lanes interleave. */
import { expect, it } from 'vitest';
import type { EdgeTransition, Entry, Rule, Transition } from '../runtime/vocabulary.ts';
import { emptyFold } from './fold/sensor-fold.ts';
import { viewOf } from './fold/view.ts';
import { rulePlans } from './rules/plan.ts';
import { reduce } from './sensor.ts';
import { deviceAlarm, reading, SENSOR, seeded } from './testbed/entries.ts';
import { BUSY_RULES, randomEntries } from './testbed/random-entries.ts';

function run(entries: readonly Entry[], rules: readonly Rule[] = BUSY_RULES) {
  const plan = rulePlans(rules)(SENSOR);
  const { state, transitions } = reduce(emptyFold(SENSOR, plan), entries, plan);
  const open = viewOf(state).openAlarms.map(({ rule, id }) => `${rule} ${id}`);
  return { transitions, open: open.sort(), view: viewOf(state) };
}

/** The lane keeps the first of each. */
const ids = (transitions: readonly Transition[]) => [...new Set(transitions.map(({ id }) => id))].sort();

const handedOn = (transition: Transition): EdgeTransition => ({
  kind: 'transition',
  sensor: SENSOR,
  ts: transition.at,
  receivedAt: transition.receivedAt + 100,
  transition: { ...transition, edge: 'pi-7' },
});

/** Both in their own order. `lead`: how likely it is the first one's turn. */
function interleaved(
  random: () => number,
  lead: number,
  [some, others]: readonly [Entry[], Entry[]],
): Entry[] {
  const all: Entry[] = [];
  while (some.length > 0 && others.length > 0) all.push(...(random() < lead ? some : others).splice(0, 1));
  return [...all, ...some, ...others];
}

it('the cloud has the transitions of the edge, each once, and shows the same alarms', () => {
  let most = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const random = seeded(seed);
    const entries = randomEntries(random, 200, { poison: 0, jumps: seed % 2 === 0 });
    const edge = run(entries);
    // Commands stay at the edge: what they did is among its transitions.
    const up = entries.filter(({ kind }) => kind !== 'command');
    const cloud = run(interleaved(random, (seed % 7) / 6, [up, edge.transitions.map(handedOn)]));
    expect(ids(cloud.transitions), `seed ${seed}`).toEqual(ids(edge.transitions));
    expect(cloud.open, `seed ${seed}`).toEqual(edge.open);
    expect(cloud.view.metrics, `seed ${seed}`).toEqual(edge.view.metrics);
    most = Math.max(most, edge.transitions.length);
  }
  expect(most).toBeGreaterThan(50);
});

/** Readings in order, and what the device says itself. */
function steadyEntries(random: () => number, count: number): readonly Entry[] {
  const number = () => Math.floor(random() * 10);
  let now = 0;
  return Array.from({ length: count }, () => {
    now += 1 + Math.floor(random() * 4);
    if (random() < 0.2) return deviceAlarm(now, random() < 0.5, { code: 'a' });
    return reading(now, { temp: number(), wind: number() });
  });
}

/** A duration that began before the outage would count the silence: nobody could tell until the backlog comes. */
const AT_ONCE = BUSY_RULES.map((rule) => ({ ...rule, forMs: 0 }));

it('the same after an outage, with the newest readings first and the backlog behind them', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const entries = steadyEntries(seeded(seed), 200);
    const edge = run(entries, AT_ONCE);
    const plan = rulePlans(AT_ONCE)(SENSOR);
    let state = emptyFold(SENSOR, plan);
    // Alarms go ahead of readings: each transition comes before the entry that led to it.
    const steps = entries.map((entry) => {
      const reduced = reduce(state, [entry], plan);
      state = reduced.state;
      return { entry, alarms: reduced.transitions.map(handedOn) };
    });
    const live = (from: number, to?: number) =>
      steps.slice(from, to).flatMap(({ entry, alarms }): Entry[] => [...alarms, entry]);
    const missed = steps.slice(60, 120);
    const backlog = missed.map(({ entry }) => ({ ...entry, replayed: true }) as Entry);
    const alarms = missed.flatMap((step) => step.alarms);
    const cloud = run([...live(0, 60), ...alarms, ...live(120), ...backlog], AT_ONCE);
    expect(ids(cloud.transitions), `seed ${seed}`).toEqual(ids(edge.transitions));
    expect(cloud.open, `seed ${seed}`).toEqual(edge.open);
    expect(cloud.view.metrics.temp, `seed ${seed}`).toMatchObject({ ts: edge.view.metrics.temp?.ts });
  }
});
