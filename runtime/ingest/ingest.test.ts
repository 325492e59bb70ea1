/** Proves what each form of payload becomes, and why others are rejected. */
import { expect, test } from 'vitest';
import { createIngest, type Ingested } from './ingest.ts';

const NOW = 1_700_000_000_123;
const TS = 1554199331000;
const T = 'v1/farm/wt1/telemetry';
const ALARM = 'v1/farm/wt1/alarm';
const STATUS = 'v1/farm/wt1/status';
const base = { sensor: 'farm:wt1', receivedAt: NOW };

const ingest = createIngest([]);
const take = (payload: string | Buffer, topic = T): Ingested => ingest(topic, Buffer.from(payload), NOW);
const entries = (payload: string, topic = T) => {
  const taken = take(payload, topic);
  if (taken.kind !== 'entries') throw new Error(JSON.stringify(taken));
  return taken.entries;
};
const reading = (values: object, ts = TS, seq = 0) => ({
  ...base,
  kind: 'reading',
  ts,
  seq,
  stamped: false,
  values,
});
const stamped = (values: object, seq: unknown = expect.any(Number)) => ({
  ...base,
  kind: 'reading',
  ts: NOW,
  seq,
  stamped: true,
  values,
});
const alarm = (code: string, rest: object = {}) => ({
  ...base,
  kind: 'device-alarm',
  ts: NOW,
  code,
  active: true,
  severity: 'INDETERMINATE',
  ...rest,
});

test.each([
  ['an integer', '21', [stamped({ value: 21 })]],
  ['a decimal', '21.5', [stamped({ value: 21.5 })]],
  ['white space around', ' \r\n-2.5e-3\n', [stamped({ value: -0.0025 })]],
  ['a plus sign', '+.5', [stamped({ value: 0.5 })]],
  ['a bare true', 'true', [stamped({ value: 1 })]],
  ['a bare false', 'false', [stamped({ value: 0 })]],
  ['flat', '{"temp":21.4,"timestamp":1554199331}', [reading({ temp: 21.4 })]],
  ['flat with booleans', '{"door":true,"lamp":false,"ts":1554199331}', [reading({ door: 1, lamp: 0 })]],
  ['flat with texts', '{"temp":1,"unit":"C","note":null,"time":1554199331000}', [reading({ temp: 1 })]],
  ['flat with RFC 3339', '{"temp":1,"time":"2019-04-02T10:02:11.0005Z"}', [reading({ temp: 1 }, TS, 500)]],
  ['flat without a time', '{"temp":1}', [stamped({ temp: 1 })]],
  ['flat with seq and no time', '{"temp":1,"seq":17}', [stamped({ temp: 1 }, 17)]],
  ['flat with a null time', '{"temp":1,"ts":null,"seq":null}', [stamped({ temp: 1 })]],
  ['a boolean alarm is a metric', '{"temp":1,"alarm":true}', [stamped({ temp: 1, alarm: 1 })]],
  ['an empty alarm is none', '{"temp":1,"alarm":""}', [stamped({ temp: 1 })]],
  ['a number named values', '{"values":3}', [stamped({ values: 3 })]],
  ['typed', '{"timestamp":1554199331,"type":"temp","value":24.52}', [reading({ temp: 24.52 })]],
  ['typed with more', '{"ts":1554199331,"type":"temp","value":2,"volt":3}', [reading({ temp: 2, volt: 3 })]],
  ['a value without a type', '{"ts":1554199331,"value":2}', [reading({ value: 2 })]],
  ['ours', '{"ts":1554199331000,"values":{"a":1,"b":2},"seq":17}', [reading({ a: 1, b: 2 }, TS, 17)]],
  ['ours with booleans', '{"ts":1554199331000,"values":{"a":true,"t":null}}', [reading({ a: 1 })]],
  ['ours without a time', '{"values":{"ts":1}}', [stamped({ ts: 1 })]],
  ['ours with a seq only', '{"values":{"a":1},"seq":0}', [stamped({ a: 1 }, 0)]],
  ['a microsecond clock', '{"ts":1554199331000456,"values":{"a":1}}', [reading({ a: 1 }, TS, 456)]],
  ['a UTF-8 metric', '{"Wärme":1}', [stamped({ Wärme: 1 })]],
  [
    'a batch',
    '[{"ts":1554199331,"values":{"a":1},"seq":1},{"ts":1554199332,"values":{"a":2},"seq":2}]',
    [reading({ a: 1 }, TS, 1), reading({ a: 2 }, TS + 1000, 2)],
  ],
  ['a batch of flat ones', '[{"ts":1554199331,"a":1}]', [reading({ a: 1 })]],
])('reads %s', (_, payload, expected) => {
  expect(entries(payload)).toEqual(expected);
});

test.each([
  ['by its key', T, '{"alarm":"CRIT-AL22"}', [alarm('CRIT-AL22', { severity: 'CRITICAL' })]],
  ['by its type', T, '{"type":"alarm","value":"MAJ_1"}', [alarm('MAJ_1', { severity: 'MAJOR' })]],
  ['with a number', T, '{"type":"alarm","value":22}', [alarm('22')]],
  ['with a code', T, '{"type":"alarm","code":"WARN-7"}', [alarm('WARN-7', { severity: 'WARNING' })]],
  ['that is no minor', T, '{"alarm":"MINIMUM"}', [alarm('MINIMUM')]],
  ['that is minor', T, '{"alarm":"min:3"}', [alarm('min:3', { severity: 'MINOR' })]],
  ['with a severity', T, '{"alarm":"X","severity":"critical"}', [alarm('X', { severity: 'CRITICAL' })]],
  [
    'with a strange severity',
    T,
    '{"alarm":"MAJ-1","severity":"high"}',
    [alarm('MAJ-1', { severity: 'MAJOR' })],
  ],
  ['with a message', T, '{"alarm":"X","message":"too hot"}', [alarm('X', { message: 'too hot' })]],
  ['that is over', T, '{"alarm":"X","active":false}', [alarm('X', { active: false })]],
  ['that is over (0)', T, '{"alarm":"X","active":0}', [alarm('X', { active: false })]],
  ['that is cleared', T, '{"alarm":"X","state":"cleared"}', [alarm('X', { active: false })]],
  ['that is active', T, '{"alarm":"X","state":"cleared","active":true}', [alarm('X')]],
  ['with a time', T, '{"alarm":"X","ts":1554199331}', [alarm('X', { ts: TS })]],
  [
    'beside numbers',
    T,
    '{"alarm":"X","temp":91,"active":true,"ts":1554199331}',
    [reading({ temp: 91 }), alarm('X', { ts: TS })],
  ],
  [
    'beside values',
    T,
    '{"alarm":"X","active":true,"values":{"temp":91},"ts":1554199331}',
    [reading({ temp: 91 }), alarm('X', { ts: TS })],
  ],
  [
    'beside a value',
    T,
    '{"alarm":"X","value":91,"ts":1554199331}',
    [reading({ value: 91 }), alarm('X', { ts: TS })],
  ],
  ['on its topic', ALARM, '{"code":"AL22"}', [alarm('AL22')]],
  ['on its topic, by a number', ALARM, '{"alarm":22,"active":1}', [alarm('22')]],
  ['on its topic, as a word', ALARM, 'CRIT-AL22', [alarm('CRIT-AL22', { severity: 'CRITICAL' })]],
  ['in a batch', ALARM, '[{"code":"A"},{"code":"B"}]', [alarm('A'), alarm('B')]],
])('reads a device alarm %s', (_, topic, payload, expected) => {
  expect(entries(payload, topic)).toEqual(expected);
});

test.each([
  ['{"state":"online"}', { ts: NOW, state: 'online' }],
  ['{"state":"offline","ts":1554199331}', { ts: TS, state: 'offline' }],
  ['offline\n', { ts: NOW, state: 'offline' }],
])('reads the status %s', (payload, expected) => {
  expect(entries(payload, STATUS)).toEqual([{ ...base, kind: 'status', ...expected }]);
});

test('a status taken back is the broker’s business', () => {
  expect(take('', STATUS)).toEqual({ kind: 'other' });
});

const wide = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`m${n}`, n])));

test.each([
  ['nothing', T, '', 'empty'],
  ['a word', T, 'warm', '"warm" is not a number'],
  ['a comma', T, '21,5', 'not a number'],
  ['hex', T, '0x10', 'not a number'],
  ['NaN', T, 'NaN', 'not a number'],
  ['a number too great', T, '1e999', 'not a finite number'],
  ['a JSON text', T, '"21.5"', 'not a number'],
  ['null', T, 'null', 'not a number'],
  ['half an object', T, '{"temp":', 'not JSON'],
  ['an empty object', T, '{}', 'no number'],
  ['only texts', T, '{"temp":"21.5"}', 'no number'],
  ['only a time', T, '{"ts":1554199331}', 'no number'],
  ['a typed text', T, '{"type":"temp","value":"24"}', 'no number'],
  ['empty values', T, '{"ts":1,"values":{}}', 'no number'],
  ['values that are a list', T, '{"ts":1,"values":[1]}', 'field "values" is nested'],
  ['a nested field', T, '{"temp":1,"meta":{"a":1}}', 'field "meta" is nested'],
  ['a nested value', T, '{"values":{"temp":{"a":1}}}', 'field "temp" is nested'],
  ['a metric beside values', T, '{"values":{"temp":1},"battery":3}', 'field "battery" stands beside'],
  ['a metric that is there twice', T, '{"type":"temp","value":1,"temp":2}', '"temp" is there twice'],
  ['an infinite metric', T, '{"temp":1e999}', '"temp" is not a finite'],
  ['an infinite metric in values', T, '{"values":{"temp":-1e999}}', '"temp" is not a finite'],
  ['a negative seq', T, '{"temp":1,"seq":-1}', 'seq'],
  ['a broken seq', T, '{"temp":1,"seq":1.5}', 'seq'],
  ['a seq too great', T, '{"temp":1,"seq":9007199254740992}', 'seq'],
  ['a seq that is a text', T, '{"temp":1,"seq":"1"}', 'seq'],
  ['a time beyond Date', T, '{"temp":1,"ts":1e22}', 'outside'],
  ['a time that is none', T, '{"temp":1,"ts":"now"}', 'RFC 3339'],
  ['257 metrics', T, wide(257), 'more than 256'],
  ['257 values', T, `{"values":${wide(257)}}`, 'more than 256'],
  ['a metric without a name', T, '{"":1}', 'no name'],
  ['a long metric name', T, `{"${'x'.repeat(257)}":1}`, 'longer than 256 bytes'],
  ['a long metric name of two-byte letters', T, `{"${'ü'.repeat(129)}":1}`, 'longer than 256 bytes'],
  ['a control character', T, '{"a\\u0007":1}', 'control characters'],
  ['half a surrogate', T, '{"a\\ud800":1}', 'not valid UTF-8'],
  ['__proto__', T, '{"__proto__":1}', 'reserved'],
  ['__proto__ in values', T, '{"values":{"__proto__":1}}', 'reserved'],
  ['__proto__ as a type', T, '{"type":"__proto__","value":1}', 'reserved'],
  ['constructor', T, '{"constructor":1}', 'reserved'],
  ['an empty array', T, '[]', 'array is empty'],
  ['an array of numbers', T, '[1,2]', 'item 0: is not a JSON object'],
  ['a text among values', T, '{"values":{"a":1,"t":"hot"}}', 'metric "t" is a text'],
  ['a bad item', T, '[{"a":1},{"a":1,"ts":"x"}]', 'item 1: the time'],
  ['a long array', T, `[${'{"a":1},'.repeat(10_000)}{"a":1}]`, 'more than 10000 items'],
  ['deep nesting', T, '['.repeat(200_000), 'not JSON'],
  ['an alarm without a code', T, '{"type":"alarm","temp":1}', 'needs its code'],
  ['an alarm with a long code', T, `{"alarm":"${'x'.repeat(129)}"}`, 'alarm code'],
  ['an alarm code with a control character', T, '{"alarm":"a\\u0000"}', 'alarm code'],
  ['no code on the alarm topic', ALARM, '{"temp":1}', 'needs its code'],
  ['nothing on the alarm topic', ALARM, '', 'alarm code'],
  ['another state', STATUS, '{"state":"busy"}', 'a status is'],
  ['a status list', STATUS, '[]', 'a status is'],
  ['a status with a broken time', STATUS, '{"state":"online","ts":"x"}', 'RFC 3339'],
])('rejects %s', (_, topic, payload, reason) => {
  const taken = take(payload, topic);
  expect(taken).toMatchObject({ kind: 'rejected', sensor: 'farm:wt1', errorTopic: 'v1/farm/wt1/error' });
  expect(taken).toHaveProperty('reason', expect.stringContaining(reason));
  if (taken.kind === 'rejected') expect(taken.reason.length).toBeLessThan(400);
});

test('takes 256 metrics and 10,000 items', () => {
  expect(entries(wide(256))).toHaveLength(1);
  expect(entries(`[${'{"a":1},'.repeat(9_999)}{"a":1}]`)).toHaveLength(10_000);
});

test('rejects what is not UTF-8', () => {
  expect(take(Buffer.from([0x32, 0xff]))).toHaveProperty('reason', 'the payload is not UTF-8');
});

test('readings without a time run on, each with another number', () => {
  const seqs = Array.from({ length: 100 }, () => entries('1')[0]).map((entry) =>
    entry?.kind === 'reading' ? entry.seq : -1,
  );
  expect(new Set(seqs).size).toBe(100);
  for (const seq of seqs) expect(seq).toBeGreaterThanOrEqual(0);
  for (const seq of seqs) expect(seq).toBeLessThan(1_000_000);
});

test('a mapping names the metric of a value without a name, and fixes the format', () => {
  const mapped = createIngest([
    { topic: 'n/{sensor}/{metric}', site: 'n', sensor: '{sensor}', format: 'number' },
    { topic: 'j/{sensor}/{metric}', site: 'j', sensor: '{sensor}', format: 'json' },
  ]);
  const of = (topic: string, payload: string) => mapped(topic, Buffer.from(payload), NOW);
  expect(of('n/a/temp', '2')).toMatchObject({ entries: [{ sensor: 'n:a', values: { temp: 2 } }] });
  expect(of('n/a/temp', '{"value":2}')).toMatchObject({ kind: 'rejected', sensor: 'n:a' });
  expect(of('j/a/temp', '{"value":2,"rpm":3}')).toMatchObject({ entries: [{ values: { temp: 2, rpm: 3 } }] });
  expect(of('j/a/temp', '2')).toMatchObject({ kind: 'rejected', errorTopic: 'j/a/temp/error' });
});
