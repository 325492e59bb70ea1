/** Shows that ids are pinned for ever and that no two different alarms share one. */
import { expect, test } from 'vitest';
import { alarmId, transitionId } from './identity.ts';

test('ids are the same in every release', () => {
  const alarm = alarmId('farm1:turbine1', 'hot', 1_700_000_000_000);
  expect(alarm).toBe('efec432f-196f-5f4d-b455-69113f9bf3b2');
  expect(transitionId(alarm, 'raised')).toBe('f6a9e9fd-b116-5db3-8929-620c851a6950');
  expect(transitionId(alarm, 'cleared')).toBe('45bf8b40-8b5b-52a3-a3e7-fb1a30d0224b');
  expect(transitionId(alarm, 'acknowledged')).toBe('e64041e1-fdec-5930-bbf3-7e1b17dd40fb');
});

test('fields never run into each other', () => {
  const ids = [
    alarmId('a:b', 'c', 1),
    alarmId('a', 'b:c', 1),
    alarmId('a","b', 'c', 1),
    alarmId('a', 'b","c', 1),
    alarmId('a', 'b', 11),
    alarmId('a', 'b1', 1),
    alarmId('', 'a:b:c', 1),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});
