/** Shows the episodes of alarms that devices declare themselves. */
import { expect, it } from 'vitest';
import { alarmId } from '../../runtime/alarms/identity.ts';
import type { DeviceAlarm } from '../../runtime/vocabulary.ts';
import { rulePlans } from '../rules/plan.ts';
import { reduce } from '../sensor.ts';
import { command, DAY, deviceAlarm, SENSOR } from '../testbed/entries.ts';
import { emptyFold, MAX_DEVICE_CODES } from './sensor-fold.ts';
import { viewOf } from './view.ts';

function fold(...entries: Parameters<typeof reduce>[1]) {
  const plan = rulePlans([])(SENSOR);
  const { state, transitions, refusals } = reduce(emptyFold(SENSOR, plan), entries, plan);
  const story = transitions.map(({ kind, at, rule }) => `${rule} ${kind} ${at - DAY}`);
  return { story, transitions, refusals, open: viewOf(state).openAlarms };
}

it('raises once however often the device repeats itself', () => {
  const { story, transitions, open } = fold(
    deviceAlarm(0, true, { message: 'oil low' }),
    deviceAlarm(1, true),
    deviceAlarm(2, true),
  );
  expect(story).toEqual(['device:AL22 raised 0']);
  expect(transitions).toMatchObject([{ severity: 'CRITICAL', message: 'device alarm AL22: oil low' }]);
  const id = alarmId(SENSOR, 'device:AL22', DAY);
  expect(open).toEqual([{ id, rule: 'device:AL22', severity: 'CRITICAL', raisedAt: DAY }]);
});

it('clears at the device word, and the next one is a new episode', () => {
  const { story, open } = fold(
    deviceAlarm(0, true),
    deviceAlarm(1, false),
    deviceAlarm(2, false),
    deviceAlarm(3, true),
  );
  expect(story).toEqual(['device:AL22 raised 0', 'device:AL22 cleared 1', 'device:AL22 raised 3']);
  expect(open).toHaveLength(1);
});

it('raises anew after an operator has cleared it, if the device goes on', () => {
  const alarm = { id: alarmId(SENSOR, 'device:AL22', DAY), rule: 'device:AL22' };
  const { story } = fold(deviceAlarm(0, true), command(1, 'clear', alarm), deviceAlarm(2, true));
  expect(story).toEqual(['device:AL22 raised 0', 'device:AL22 cleared 1', 'device:AL22 raised 2']);
});

it('says nothing of the end of what never was', () => {
  expect(fold(deviceAlarm(0, false)).story).toEqual([]);
});

it('takes a redelivered alarm for what it is', () => {
  const { story, open, refusals } = fold(
    deviceAlarm(0, true),
    deviceAlarm(1, false),
    deviceAlarm(0, true),
    deviceAlarm(1, false),
  );
  expect(story).toEqual(['device:AL22 raised 0', 'device:AL22 cleared 1']);
  expect(open).toEqual([]);
  expect(refusals).toEqual([]);
});

it('dead-letters an older word than the newest', () => {
  const late = deviceAlarm(3, true);
  const { story, refusals } = fold(deviceAlarm(5, true), deviceAlarm(9, false), late);
  expect(story).toHaveLength(2);
  expect(refusals).toMatchObject([{ entry: late }]);
});

it('does not take a replayed word for a clock set right', () => {
  const days = 3 * 86_400_000;
  const late: DeviceAlarm = { ...deviceAlarm(days - 7_200_000, true), replayed: true };
  const { story, refusals } = fold(deviceAlarm(days, true), deviceAlarm(days + 1, false), late);
  expect(story).toHaveLength(2);
  expect(refusals).toMatchObject([{ entry: late }]);
});

it('loses no alarm to a wrong clock: one that is far off is dated by the door', () => {
  const at = (ts: number, receivedAt: number, active: boolean): DeviceAlarm =>
    deviceAlarm(0, active, { ts: DAY + ts, receivedAt: DAY + receivedAt });
  const { story } = fold(
    at(0, 0, true),
    at(1, 1, false),
    at(-DAY, 10, true),
    at(-DAY + 1, 11, false),
    at(1e9, 20, true),
    at(21, 21, false),
  );
  expect(story.map((line) => line.replace('device:AL22 ', ''))).toEqual([
    'raised 0',
    'cleared 1',
    'raised 10',
    'cleared 11',
    'raised 20',
    'cleared 21',
  ]);
});

it('holds a limited number of codes; one that is over makes room, oldest first', () => {
  const full = Array.from({ length: MAX_DEVICE_CODES }, (_, i) => deviceAlarm(i, true, { code: `c${i}` }));
  const refused = deviceAlarm(100, true, { code: 'more' });
  const more = deviceAlarm(102, true, { code: 'more' });
  const { story, open, refusals } = fold(...full, refused, deviceAlarm(101, false, { code: 'c3' }), more);
  expect(refusals).toMatchObject([{ entry: refused }]);
  expect(story.slice(-2)).toEqual(['device:c3 cleared 101', 'device:more raised 102']);
  expect(open).toHaveLength(MAX_DEVICE_CODES);
});
