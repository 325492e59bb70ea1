/** Proves which sensor a topic names, and that no answer is ever answered. */
import { expect, test } from 'vitest';
import type { MappingConfig } from '../config/schema.ts';
import { compileMapping, mappingProblems } from './mapping.ts';
import { createTopics } from './topics.ts';

const plant: MappingConfig = {
  topic: 'plant/{area}/+/{machine}/{metric}',
  site: 'plant-{area}',
  sensor: '{machine}',
  format: 'number',
};
const rest: MappingConfig = { topic: 'lab/{sensor}/#', site: 'lab', sensor: '{sensor}', format: 'json' };
const placeOf = createTopics([plant, rest]);

test.each([
  ['v1/farm/wt1/telemetry', 'farm:wt1', 'telemetry', 'value', 'v1/farm/wt1/error'],
  ['v1/farm/wt1/status', 'farm:wt1', 'status', 'value', 'v1/farm/wt1/error'],
  ['v1/farm/wt1/alarm', 'farm:wt1', 'alarm', 'value', 'v1/farm/wt1/error'],
  ['v1/farm/a:b/telemetry', 'farm:a:b', 'telemetry', 'value', 'v1/farm/a:b/error'],
  ['greenhouse/north', 'greenhouse:north', 'telemetry', 'value', 'greenhouse/north/error'],
  ['/greenhouse//north/', 'greenhouse:north', 'telemetry', 'value', '/greenhouse//north/error'],
  ['temp', 'temp', 'telemetry', 'value', 'temp/error'],
  ['v2/farm/wt1/telemetry', 'v2:farm:wt1:telemetry', 'telemetry', 'value', 'v2/farm/wt1/telemetry/error'],
  ['greenhouse/config', 'greenhouse:config', 'telemetry', 'value', 'greenhouse/config/error'],
  ['Gewächshaus/Süd', 'Gewächshaus:Süd', 'telemetry', 'value', 'Gewächshaus/Süd/error'],
  ['plant/7/x/press/force', 'plant-7:press', 'telemetry', 'force', 'plant/7/x/press/force/error'],
  ['lab/s1', 'lab:s1', 'telemetry', 'value', 'lab/s1/error'],
  ['lab/s1/a/b', 'lab:s1', 'telemetry', 'value', 'lab/s1/a/b/error'],
  ['plant/7/x/press', 'plant:7:x:press', 'telemetry', 'value', 'plant/7/x/press/error'],
  ['plant/7/x//force', 'plant:7:x:force', 'telemetry', 'value', 'plant/7/x//force/error'],
])('%s is sensor %s', (topic, sensor, channel, metric, errorTopic) => {
  expect(placeOf(topic)).toMatchObject({ kind: 'sensor', sensor, channel, metric, errorTopic });
  expect(placeOf(topic)).toBe(placeOf(topic));
});

test('a mapping fixes the format', () => {
  expect(placeOf('plant/7/x/press/force')).toMatchObject({ format: 'number' });
  expect(placeOf('lab/s1')).toMatchObject({ format: 'json' });
  expect(placeOf('any')).toMatchObject({ format: 'auto' });
});

test.each([
  '$SYS/uptime',
  '$share/g/a',
  'v1/farm/wt1/config',
  'v1/farm/wt1/error',
  'v1/$edge/e1/up',
  'greenhouse/north/error',
  'greenhouse/north/error/',
  'error',
  'plant/7/x/press/error',
  'lab/s1/error',
])('%s is never read', (topic) => {
  expect(placeOf(topic)).toEqual({ kind: 'other' });
});

test.each([
  ['/', 'has no name', '/error'],
  ['v1', 'no such topic below v1/', 'v1/error'],
  ['v1/farm/wt1', 'no such topic below v1/', 'v1/farm/wt1/error'],
  ['v1/farm/wt1/telemtry', 'no such topic below v1/', 'v1/farm/wt1/error'],
  ['v1/farm/wt1/telemetry/x', 'no such topic below v1/', 'v1/farm/wt1/telemetry/x/error'],
  ['v1//wt1/telemetry', 'names no site', 'v1//wt1/error'],
  ['v1/farm//telemetry', 'names no site', 'v1/farm//error'],
  ['v1/a:b/wt1/telemetry', 'holds a colon', 'v1/a:b/wt1/error'],
  ['a\u0007b', 'control characters', 'a\u0007b/error'],
  ['a\ufffdb', 'not valid UTF-8', 'a\ufffdb/error'],
  ['__proto__', 'reserved', '__proto__/error'],
  ['x'.repeat(513), 'longer than 512 bytes', `${'x'.repeat(513)}/error`],
  ['ü'.repeat(257), 'longer than 512 bytes', `${'ü'.repeat(257)}/error`],
  ['plant/7/x/press/constructor', 'reserved', 'plant/7/x/press/constructor/error'],
  ['x'.repeat(65_535), 'longer than 512 bytes', 'error'],
])('%s is refused', (topic, reason, errorTopic) => {
  expect(placeOf(topic)).toMatchObject({ kind: 'rejected', errorTopic });
  expect(placeOf(topic)).toHaveProperty('reason', expect.stringContaining(reason));
});

test('answers are themselves never read, so nothing answers an answer', () => {
  for (const topic of ['a', '/a/b/', 'v1/farm/wt1/telemetry', 'v1/x', '/', 'plant/7/x/press/force']) {
    const place = placeOf(topic);
    if (place.kind === 'other') throw new Error(topic);
    expect(placeOf(place.errorTopic)).toEqual({ kind: 'other' });
  }
});

test('forgets the oldest topic beyond its bound and still knows what it means', () => {
  const bounded = createTopics([]);
  const first = bounded('first');
  for (let n = 0; n < 65_535; n++) bounded(`t${n}`);
  expect(bounded('first')).toBe(first);
  bounded('one-more');
  const again = bounded('first');
  expect(again).not.toBe(first);
  expect(again).toEqual(first);
});

test.each([
  [{ topic: 'a/{b}' }, []],
  [{ topic: '$SYS/{sensor}' }, ['topic']],
  [{ topic: 'a/{sensor}/error' }, ['topic']],
  [{ topic: 'a/{sensor}/{sensor}' }, ['topic']],
  [{ topic: 'a/#/{sensor}' }, ['topic']],
  [{ topic: 'a/b{sensor}' }, ['topic']],
  [{ topic: 'a/b+' }, ['topic']],
  [{ topic: 'a/{}' }, ['topic']],
  [{ topic: 'a/{b}', sensor: '{c}' }, ['sensor']],
  [{ topic: 'a/{b}', sensor: '{b' }, ['sensor']],
  [{ topic: 'a/{b}', site: 'x:y' }, ['site']],
  [{ topic: 'a/{b}', metric: '{}' }, ['metric']],
  [{ topic: 'a/{b}', site: '{c}', sensor: '{d}', metric: '{e}' }, ['site', 'sensor', 'metric']],
])('problems of %j', (mapping, at) => {
  const found = mappingProblems({ site: 'here', sensor: 'x', ...mapping });
  expect(found.map((problem) => problem.at)).toEqual(at);
});

test('a problem says what the topic takes', () => {
  expect(mappingProblems({ topic: 'a/{b}/{c}', site: 's', sensor: '{d}' })[0]?.problem).toBe(
    'names {d}, which the topic does not take; it takes {b}, {c}',
  );
});

test('# takes the level above it too, as in MQTT', () => {
  expect(compileMapping({ topic: 'a/#', site: 's', sensor: 'x' })(['a'])).toBeDefined();
  expect(compileMapping({ topic: 'a/#', site: 's', sensor: 'x' })(['b'])).toBeUndefined();
});
