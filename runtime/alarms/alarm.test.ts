/** Shows that an alarm is the same whatever the order, and however often, its transitions arrive. */
import { expect, test } from 'vitest';
import type { Alarm, Transition } from '../vocabulary.ts';
import { fold } from './alarm.ts';
import { alarmId, transitionId } from './identity.ts';

const alarm = alarmId('farm1:t1', 'hot', 1000);

function transition(kind: Transition['kind'], at: number, more: Partial<Transition> = {}): Transition {
  const id = transitionId(alarm, kind);
  const message = `${kind} at ${at}`;
  return {
    id,
    alarm,
    kind,
    sensor: 'farm1:t1',
    rule: 'hot',
    severity: 'MAJOR',
    at,
    receivedAt: at + 5,
    message,
    ...more,
  };
}

const raised = transition('raised', 1000, { metric: 'temp', value: 91.2 });
const acknowledged = transition('acknowledged', 2000, { by: 'token:operator' });
const cleared = transition('cleared', 3000, { value: 80 });

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

const folded = (transitions: readonly Transition[]): Alarm | undefined =>
  transitions.reduce<Alarm | undefined>(fold, undefined);

test('each prefix of an episode has its status', () => {
  expect(folded([raised])).toMatchObject({ status: 'ACTIVE_UNACK', version: 1, value: 91.2, metric: 'temp' });
  expect(folded([raised, acknowledged])?.status).toBe('ACTIVE_ACK');
  expect(folded([raised, cleared])?.status).toBe('CLEARED_UNACK');
  expect(folded([raised, cleared, acknowledged])).toEqual({
    id: alarm,
    sensor: 'farm1:t1',
    rule: 'hot',
    severity: 'MAJOR',
    status: 'CLEARED_ACK',
    raisedAt: 1000,
    clearedAt: 3000,
    acknowledgedAt: 2000,
    acknowledgedBy: 'token:operator',
    metric: 'temp',
    value: 91.2,
    message: 'raised at 1000',
    version: 3,
  });
});

test('every order, with every transition repeated, folds to the same alarm', () => {
  const byOperator = { ...cleared, by: 'token:operator' };
  for (const kinds of [
    [raised],
    [raised, acknowledged],
    [raised, cleared],
    [raised, acknowledged, cleared],
    [raised, byOperator],
  ]) {
    const expected = folded(kinds);
    for (const order of permutations([...kinds, ...kinds])) expect(folded(order)).toEqual(expected);
  }
});

test('the status is right in every order even when the raise is unknown', () => {
  for (const order of permutations([acknowledged, cleared])) {
    expect(folded(order)).toMatchObject({ status: 'CLEARED_ACK', version: 2 });
  }
});

test('an alarm is of the edge that raised it, in every order', () => {
  const taken = [{ ...raised, edge: 'pi-7' }, acknowledged, { ...cleared, edge: 'pi-7' }];
  for (const order of permutations(taken)) expect(folded(order)?.edge).toBe('pi-7');
  expect(folded([raised, { ...cleared, edge: 'pi-7' }])).not.toHaveProperty('edge');
});

test('the first to clear it stays the one who cleared it', () => {
  const operator = transition('cleared', 2500, { by: 'token:operator' });
  expect(folded([raised, operator, cleared])).toMatchObject({
    clearedAt: 2500,
    clearedBy: 'token:operator',
    version: 2,
  });
  expect(folded([raised, cleared, operator])?.clearedBy).toBeUndefined();
});
