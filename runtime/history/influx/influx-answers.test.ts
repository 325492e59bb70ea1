/** Proves that a failure to reach InfluxDB names its reason, and which answers are about the lines themselves. */
import { expect, test } from 'vitest';
import { Unavailable } from '../../errors.ts';
import { failure, refusal } from './influx-answers.ts';

test('a localhost that refuses on both its addresses is named by its code', () => {
  const refused = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
  const error = failure('http://localhost:8086', refused);
  expect(error).toBeInstanceOf(Unavailable);
  expect(error.message).toBe('InfluxDB at http://localhost:8086 cannot be reached: ECONNREFUSED');
  expect(error.cause).toBe(refused);
});

test.each([
  [400, true, true],
  [422, true, true],
  [413, true, true],
  [413, false, true],
  [400, false, false],
  [422, false, false],
  [404, true, false],
  [500, true, false],
])('%i, in JSON: %s -> the lines are refused: %s', (status, json, refused) => {
  expect(refusal({ status, json, message: 'why' })).toEqual(refused ? { status, message: 'why' } : undefined);
});
