/** Shows that a sensor's state and transitions do not depend on batches, snapshots or replays, over random entries. */
import { describe, expect, it } from 'vitest';
import type { Entry, Reading, Transition } from '../runtime/vocabulary.ts';
import { emptyFold, type SensorFold } from './fold/sensor-fold.ts';
import { decodeSnapshot, encodeSnapshot } from './fold/snapshot.ts';
import { viewOf } from './fold/view.ts';
import { applyBatch } from './poison.ts';
import { rulePlans } from './rules/plan.ts';
import { SENSOR, seeded } from './testbed/entries.ts';
import { ALLERGIC, BUSY_RULES, randomEntries } from './testbed/random-entries.ts';

const PLAN = rulePlans(BUSY_RULES, ALLERGIC)(SENSOR);
const RUNS = 150;

interface Run {
  readonly state: SensorFold;
  readonly transitions: readonly Transition[];
}

function straight(entries: readonly Entry[], from = emptyFold(SENSOR, PLAN)): Run {
  return applyBatch(from, entries, PLAN);
}

/** Every other run has poison in it, and so much now and then that the sensor is in quarantine. */
function entriesOf(seed: number, jumps = true): readonly Entry[] {
  return randomEntries(seeded(seed), 250, { poison: seed % 2 === 0 ? 0 : (seed % 10) / 100, jumps });
}

/** The same, with an edge in it. */
function withEdge(seed: number): readonly Entry[] {
  return randomEntries(seeded(seed), 250, { poison: seed % 2 === 0 ? 0 : 0.01, jumps: true, edges: true });
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freeze(part);
  }
  return value;
}

describe('whatever a sensor sends', () => {
  it('comes out the same however it is cut into batches, each state left as it was', () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const entries = seed % 3 === 0 ? withEdge(seed) : entriesOf(seed);
      const random = seeded(-seed);
      let state = freeze(emptyFold(SENSOR, PLAN));
      const transitions: Transition[] = [];
      for (let at = 0; at < entries.length; ) {
        const next = at + Math.ceil(random() * 20);
        const batch = straight(entries.slice(at, next), state);
        state = freeze(batch.state);
        transitions.push(...batch.transitions);
        at = next;
      }
      expect({ state, transitions }, `seed ${seed}`).toEqual(pickRun(straight(entries)));
    }
  });

  it('comes out the same from a snapshot and a replay, wherever the cut is', () => {
    for (let seed = 1; seed <= 15; seed++) {
      const entries = seed % 3 === 0 ? withEdge(seed) : entriesOf(seed);
      const whole = pickRun(straight(entries));
      for (let cut = 0; cut <= entries.length; cut += 7) {
        const first = straight(entries.slice(0, cut));
        const saved = decodeSnapshot(SENSOR, encodeSnapshot(first.state, cut)).state;
        const second = straight(entries.slice(cut), saved);
        const transitions = [...first.transitions, ...second.transitions];
        expect({ state: second.state, transitions }, `seed ${seed}, cut ${cut}`).toEqual(whole);
      }
    }
  });

  it('leaves exactly the alarms open that its transitions leave open, and one at a time per rule', () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const { state, transitions } = straight(entriesOf(seed));
      const open = new Map<string, string>();
      for (const { kind, rule, alarm } of transitions) {
        if (kind === 'raised') {
          expect(open.has(rule), `seed ${seed}: ${rule} raised while open`).toBe(false);
          open.set(rule, alarm);
        } else if (kind === 'cleared' && open.get(rule) === alarm) open.delete(rule);
      }
      const shown = viewOf(state).openAlarms.map(({ rule, id }) => [rule, id] as const);
      expect(new Map(shown), `seed ${seed}`).toEqual(open);
    }
  });

  it('shows no alarm of an edge that is over, and leaves out only what has a newer episode', () => {
    let shown = 0;
    for (let seed = 1; seed <= RUNS; seed++) {
      const { state, transitions } = straight(withEdge(seed));
      const over = new Set(transitions.filter(({ kind }) => kind === 'cleared').map(({ alarm }) => alarm));
      const raised = transitions.filter(({ kind }) => kind === 'raised');
      const ids = viewOf(state).openAlarms.map(({ id }) => id);
      expect(new Set(ids).size, `seed ${seed}`).toBe(ids.length);
      expect(
        ids.filter((id) => over.has(id)),
        `seed ${seed}`,
      ).toEqual([]);
      for (const { alarm, rule, at } of raised) {
        if (over.has(alarm) || ids.includes(alarm)) continue;
        const newer = raised.some((other) => other.rule === rule && other.at > at);
        expect(newer, `seed ${seed}: ${rule} ${at} is not shown`).toBe(true);
      }
      shown += ids.length;
    }
    expect(shown).toBeGreaterThan(RUNS);
  });

  it('raises every alarm id once, though values flap within a ms', () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const raised = straight(entriesOf(seed, false)).transitions.filter(({ kind }) => kind === 'raised');
      const ids = new Set(raised.map(({ id }) => id));
      expect(ids.size, `seed ${seed}`).toBe(raised.length);
    }
  });

  it('has every reading in one count', () => {
    for (let seed = 2; seed <= RUNS; seed += 2) {
      const entries = entriesOf(seed);
      const { readings, late, duplicates, skewed } = straight(entries).state;
      const sent = entries.filter((entry): entry is Reading => entry.kind === 'reading').length;
      expect(readings + late + duplicates + skewed, `seed ${seed}`).toBe(sent);
    }
  });

  it('is eventful enough to show something', () => {
    const kinds = new Set<string>();
    let quarantined = 0;
    for (let seed = 1; seed <= RUNS; seed++) {
      const { state, transitions } = straight(entriesOf(seed));
      for (const { kind, rule, by } of transitions) kinds.add(`${rule} ${kind}${by ? ` by ${by}` : ''}`);
      quarantined += Number(state.quarantine !== null);
    }
    expect([...kinds]).toEqual(
      expect.arrayContaining(['now raised', 'slow cleared', 'banded cleared by kim', 'device:b cleared']),
    );
    expect(quarantined).toBeGreaterThan(5);
  });
});

function pickRun({ state, transitions }: Run): Run {
  return { state, transitions };
}
