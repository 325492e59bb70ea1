/** Shows that the actors lose nothing, reorder nothing and survive odd names. */
import { expect, it } from 'vitest';
import type { Reading } from '../runtime/vocabulary.ts';
import { emptyFold } from './fold/sensor-fold.ts';
import { type Evaluators, rulePlans } from './rules/plan.ts';
import { SensorActors, type Turn } from './sensor-actor.ts';
import { hot, seeded, temp } from './testbed/entries.ts';

/** Sees every value of every sensor in the order the actors do: a value is `sensor * 1e6 + number`. */
function witness(): {
  readonly evaluators: Partial<Evaluators>;
  readonly seen: ReadonlyMap<number, number[]>;
} {
  const seen = new Map<number, number[]>();
  return {
    seen,
    evaluators: {
      threshold(_rule, state, { value }) {
        const sensor = Math.floor(value / 1e6);
        seen.set(sensor, [...(seen.get(sensor) ?? []), value % 1e6]);
        return state;
      },
    },
  };
}

function actorsFor(ids: readonly string[], evaluators?: Partial<Evaluators>): SensorActors {
  const actors = new SensorActors();
  const planOf = rulePlans([hot()], evaluators);
  for (const id of ids) actors.spawn(emptyFold(id, planOf(id)), planOf(id));
  return actors;
}

it('sees every entry once and in order, though batches are sent before the ones ahead are done', async () => {
  const { evaluators, seen } = witness();
  const ids = Array.from({ length: 200 }, (_, i) => `s:${i}`);
  using actors = actorsFor(ids, evaluators);
  const random = seeded(7);
  const sent = ids.map(() => 0);
  const runs = Array.from({ length: 100 }, () => {
    const turns = ids.flatMap((sensor, i): Turn[] => {
      if (random() < 0.5) return [];
      const entries = Array.from({ length: Math.ceil(random() * 5) }, (): Reading => {
        const number = (sent[i] ?? 0) + 1;
        sent[i] = number;
        return temp(number, i * 1e6 + number, { sensor });
      });
      return [{ sensor, entries }];
    });
    return { turns, results: actors.run(turns) };
  });
  for (const { turns, results } of runs) {
    expect((await results).map(({ state }) => state.id)).toEqual(turns.map(({ sensor }) => sensor));
  }
  for (const [i, count] of sent.entries()) {
    expect(seen.get(i)).toEqual(Array.from({ length: count }, (_, n) => n + 1));
  }
});

it('tells sensors apart whatever their ids are made of', async () => {
  const ids = ['a', 'A', ' ', 'ä:ö', 'x/y:#+', '💧:💧', '..', '__proto__', 'q'.repeat(512)];
  using actors = actorsFor(ids);
  const turns = ids.map((sensor, i) => ({ sensor, entries: [temp(i, i, { sensor })] }));
  const results = await actors.run(turns);
  expect(results.map(({ state }) => [state.id, state.metrics[0]?.value])).toEqual(
    ids.map((id, i) => [id, i]),
  );
});

it('refuses a batch for a sensor without an actor instead of waiting for ever', () => {
  using actors = actorsFor(['a']);
  expect(() => actors.run([{ sensor: 'b', entries: [] }])).toThrow('sensor b has no actor');
});

it('has nothing to wait for when nothing is sent', async () => {
  using actors = actorsFor(['a']);
  expect(await actors.run([])).toEqual([]);
});
