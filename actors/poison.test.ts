/** Shows that a sensor outlives entries that make its rules throw, and when it goes into quarantine. */
import { expect, it } from 'vitest';
import type { Entry } from '../runtime/vocabulary.ts';
import { emptyFold, MAX_METRICS, type SensorFold } from './fold/sensor-fold.ts';
import { viewOf } from './fold/view.ts';
import { applyBatch, POISON_WINDOW, POISONS_TO_QUARANTINE, QUARANTINE_MS } from './poison.ts';
import { rulePlans } from './rules/plan.ts';
import { command, DAY, deviceAlarm, edgeTransition, hot, reading, SENSOR, temp } from './testbed/entries.ts';
import { ALLERGIC, POISON } from './testbed/random-entries.ts';

const PLAN = rulePlans([hot()], ALLERGIC)(SENSOR);

function apply(entries: readonly Entry[], from: SensorFold = emptyFold(SENSOR, PLAN)) {
  const applied = applyBatch(from, entries, PLAN);
  return { ...applied, view: viewOf(applied.state) };
}

/** Poison at each of these ms. */
const poisonAt = (...times: readonly number[]) => times.map((at) => temp(at, POISON));

const QUARANTINED = apply(poisonAt(0, 1, 2, 3, 4)).state;

it('leaves out the poisonous reading and nothing else', () => {
  const { view, transitions, deadLetters } = apply([temp(0, 20), ...poisonAt(1), temp(2, 91), temp(3, 50)]);
  expect(view).toMatchObject({ readings: 3, metrics: { temp: { count: 3, value: 50 } } });
  expect(transitions.map(({ kind }) => kind)).toEqual(['raised', 'cleared']);
  expect(deadLetters).toEqual([
    {
      reader: 'sensors',
      sensor: SENSOR,
      at: DAY + 6,
      reason: 'thirteen!',
      payload: JSON.stringify(temp(1, POISON)),
    },
  ]);
});

it('takes nothing of the poisonous reading, not even what came before the throw', () => {
  const { view } = apply([reading(0, { wind: 3, temp: POISON })]);
  expect(view).toMatchObject({ readings: 0, metrics: {} });
});

it('goes into quarantine after five poisonous entries among a hundred', () => {
  const { view } = apply(poisonAt(0, 1, 2, 3, 4));
  expect(view.quarantined).toMatch(/^in quarantine until 2023-11-14T22:18:20.009Z: 5 of .*: thirteen!$/);
  const gap = Array.from({ length: POISON_WINDOW }, (_, i) => temp(10 + i, 1));
  expect(apply([...poisonAt(0, 1, 2, 3), ...gap, ...poisonAt(200)]).view.quarantined).toBeUndefined();
  expect(POISONS_TO_QUARANTINE).toBe(5);
});

it('in quarantine dead-letters readings, one letter a batch, and still lets alarms and operators through', () => {
  const raised = apply([temp(0, 91), deviceAlarm(1, true), ...poisonAt(2, 3, 4, 5, 6)]);
  const [rule, device] = raised.view.openAlarms;
  const batch: Entry[] = [
    temp(7, 1),
    command(8, 'clear', rule!),
    temp(9, 2),
    deviceAlarm(10, false),
    temp(11, 3),
  ];
  batch.push(edgeTransition(12, 'raised', { rule: 'at-edge' }));
  const { view, transitions, deadLetters } = apply(batch, raised.state);
  expect(transitions.map(({ alarm, kind }) => [alarm, kind])).toEqual([
    [rule!.id, 'cleared'],
    [device!.id, 'cleared'],
    [expect.any(String), 'raised'],
  ]);
  expect(view).toMatchObject({ readings: 1, openAlarms: [{ rule: 'at-edge' }] });
  expect(deadLetters).toEqual([
    expect.objectContaining({
      reason: `${view.quarantined} (and 2 more in the same batch)`,
      payload: JSON.stringify(temp(7, 1)),
    }),
  ]);
});

it('tries again after five minutes of the door clock', () => {
  const at = (ms: number) => temp(5, 91, { receivedAt: DAY + 9 + ms });
  expect(apply([at(QUARANTINE_MS - 1)], QUARANTINED).view.quarantined).toBeDefined();
  const { view, transitions } = apply([at(QUARANTINE_MS)], QUARANTINED);
  expect(view).not.toHaveProperty('quarantined');
  expect(transitions.map(({ kind }) => kind)).toEqual(['raised']);
});

it('needs five more to go back into it', () => {
  const later = (ms: number) => temp(ms, POISON, { receivedAt: DAY + 9 + QUARANTINE_MS + ms });
  const { view, deadLetters } = apply([5, 6, 7, 8].map(later), QUARANTINED);
  expect(view.quarantined).toBeUndefined();
  expect(deadLetters).toHaveLength(4);
  expect(apply([5, 6, 7, 8, 9].map(later), QUARANTINED).view.quarantined).toBeDefined();
});

it('says once a batch why something was refused, and keeps the payload short', () => {
  const values = Object.fromEntries(
    Array.from({ length: MAX_METRICS + 100 }, (_, i) => [`${'ü'.repeat(20)}${i}`, i]),
  );
  const { deadLetters } = apply([reading(0, values), reading(1, values)]);
  expect(deadLetters).toHaveLength(1);
  expect(deadLetters[0]!.reason).toMatch(/at most 256 live metrics.*\(and 199 more in the same batch\)$/);
  const bytes = Buffer.byteLength(deadLetters[0]!.payload);
  expect(bytes).toBeLessThanOrEqual(4096);
  expect(bytes).toBeGreaterThan(4090);
  expect(deadLetters[0]!.payload).not.toContain('\ufffd');
});
