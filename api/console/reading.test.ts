/** What the console makes of names, numbers, rules, addresses and of the order of its fleet. */
import { describe, expect, it } from 'vitest';
import { connectionOf } from './browser/connection-command.ts';
import { attentionOf, inOrder } from './browser/fleet-order.ts';
import { formatBytes, formatDuration, formatNumber, partsOf, unitOf } from './browser/format.ts';
import { distinct, limitOfAlarm, limitsOfRules } from './browser/limits.ts';
import { imbalanceOf } from './browser/node-figures.ts';
import { linkTo, readRoute } from './browser/route.ts';
import type { Sensor, Severity } from './browser/shapes.ts';

it('numbers, sizes and durations are written for people', () => {
  expect([1013.24, 21.456, 0.00312, 3e-7, 12_345.6, 0].map(formatNumber)).toEqual([
    '1,013.2',
    '21.46',
    '0.0031',
    '3.00e-7',
    '12,345.6',
    '0',
  ]);
  expect([0, 1023, 1536, 5e9].map(formatBytes)).toEqual(['0 B', '1023 B', '1.5 KiB', '4.7 GiB']);
  expect([300, 12_000, 59_999, 3_600_000, 7_500_000, 270_000_000].map(formatDuration)).toEqual([
    '0.3 s',
    '12 s',
    '60 s',
    '1 h',
    '2 h 5 min',
    '3 d 3 h',
  ]);
  expect([partsOf('a:b:c'), partsOf('x')]).toEqual([
    { site: 'a', name: 'b:c' },
    { site: '', name: 'x' },
  ]);
  expect([unitOf('oil_celsius'), unitOf('temp'), unitOf('constructor')]).toEqual(['°C', '', '']);
});

describe('limits', () => {
  const rules = [
    { id: 'hot', sensors: 'farm:*', metric: 'temp', above: 90 },
    { id: 'cold', sensors: 'farm:a?', metric: 'temp', below: -5 },
    { id: 'other', sensors: 'farm.*', metric: 'temp', above: 1 },
    { id: 'model', sensors: '*', metric: 'temp' },
    { id: 'all', metric: 'wind', above: 16 },
    {},
  ];

  it('are those of the rules that mean the sensor', () => {
    const found = limitsOfRules('farm:a1', rules);
    expect(found.map(({ rule, direction, limit }) => [rule, direction, limit])).toEqual([
      ['hot', 'above', 90],
      ['cold', 'below', -5],
      ['all', 'above', 16],
    ]);
  });

  it('are what an alarm says where its rule is not known here; the rule goes first', () => {
    const alarm = { rule: 'hot', metric: 'temp', message: 'temp 91.2 above 88.5 for 10 s' };
    expect(limitOfAlarm(alarm)).toEqual({ rule: 'hot', metric: 'temp', direction: 'above', limit: 88.5 });
    expect(limitOfAlarm({ ...alarm, message: 'v -7 below -5e-1' })).toMatchObject({ limit: -0.5 });
    expect(limitOfAlarm({ rule: 'device:x', message: 'device alarm above 5' })).toBeUndefined();
    const both = distinct([...limitsOfRules('farm:a1', rules), limitOfAlarm(alarm), undefined]);
    expect(both.map(({ limit }) => limit)).toEqual([90, -5, 16]);
  });
});

it('addresses come back as they were made, whatever a sensor is called', () => {
  for (const id of ['farm1:wt1', 'a/b?c#d e', 'ü%41']) {
    const { view, id: read, query } = readRoute(linkTo('sensors', id, { last: '1h' }));
    expect([view, read, query.get('last')]).toEqual(['sensors', id, '1h']);
  }
  expect(readRoute('')).toMatchObject({ view: 'fleet' });
  expect(readRoute('#/sensors/%E0%A4%A')).toMatchObject({ view: 'sensors', id: '%E0%A4%A' });
});

it('the fleet begins with the worst alarm, then silence, then age, then names as people count', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const sensor = (id: string, secondsAgo: number, status: Sensor['status'] = 'online'): Sensor => ({
    ...{ id, status, readings: 1, late: 0, duplicates: 0, skewed: 0, metrics: {}, openAlarms: [] },
    lastReceivedAt: new Date(now - secondsAgo * 1000).toISOString(),
  });
  const open: Readonly<Record<string, readonly Severity[]>> = {
    's:9': ['MINOR'],
    's:8': ['MINOR', 'CRITICAL'],
  };
  const alarms = { of: (id: string) => (open[id] ?? []).map((severity) => ({ severity })) };
  const fleet = [
    sensor('s:10', 1),
    sensor('s:2', 30),
    sensor('s:3', 200),
    sensor('s:4', 400),
    sensor('s:5', 1, 'offline'),
    sensor('s:8', 1),
    sensor('s:9', 1),
  ];
  const ranked = fleet.map((of) => ({ sensor: of, attention: attentionOf(of, alarms, now) })).sort(inOrder);
  expect(ranked.map(({ sensor: { id } }) => id)).toEqual(['s:8', 's:9', 's:4', 's:5', 's:3', 's:2', 's:10']);
});

it('a command is made of levels a topic may have, and of nothing a shell would run', () => {
  const wanted = {
    host: 'node.local',
    port: '1883',
    user: 'device',
    site: 'farm',
    sensor: 'a1',
    metric: 'temp',
  };
  expect(connectionOf(wanted)).toMatchObject({ sensor: 'farm:a1', topic: 'v1/farm/a1/telemetry' });
  for (const wrong of ['', 'a/b', '+', '#', "a'b", '$(rm)', 'a b']) {
    for (const name of ['host', 'user', 'site', 'sensor', 'metric', 'port']) {
      expect(connectionOf({ ...wanted, [name]: wrong }), `${name} ${wrong}`).toBeUndefined();
    }
  }
});

it('the books balance when every value taken in is somewhere', () => {
  const books = { taken: 10, stored: 7, duplicate: 0, deadLettered: 0, inFlight: 3, lost: 0 };
  expect(imbalanceOf(books)).toBe(0);
  expect(imbalanceOf({ ...books, lost: 1 })).toBe(-1);
});
