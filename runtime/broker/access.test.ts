/** Proves which topics are closed to whom. */
import { expect, test } from 'vitest';
import { isOpenTo, maySubscribe, willProblem } from './access.ts';

test.each(['', 'a/+', '#', 'a#b', 'a+b/c', 'a\0b', 'v1/$edge/e1/up/hello', 'v1/$edge/', 'a/'.repeat(100)])(
  'no last will on %j',
  (topic) => {
    expect(willProblem(topic)).toEqual(expect.any(String));
  },
);

test.each(['a', 'v1/farm/t1/status', '$SYS/x', 'v1/$edge', 'a/'.repeat(99)])('a last will on %j', (topic) => {
  expect(willProblem(topic)).toBeUndefined();
});

test.each([
  ['e1', 'v1/$edge/e1/down/#', true],
  ['e1', 'v1/$edge/e1/#', true],
  ['e1', 'v1/$edge/e1', true],
  ['e1', 'v1/$edge/e2/down/#', false],
  ['e1', 'v1/$edge/e1x/down/#', false],
  ['e1', 'v1/$edge/+/down/#', false],
  ['e1', 'v1/$edge/#', false],
  ['+', 'v1/$edge/+/down/#', false],
  ['', 'v1/$edge/', false],
  [undefined, 'v1/$edge/#', false],
  ['e1', '#', true],
  ['e1', 'v1/+/e2/#', true],
  ['e1', '$share/g/a', false],
  ['e1', 'a'.repeat(1025), false],
])('%s subscribes to %s: %s', (user, filter, may) => {
  expect(maySubscribe(user, filter)).toBe(may);
});

test.each([
  ['e1', 'v1/$edge/e1/down/welcome', true],
  ['e1', 'v1/$edge/e2/down/welcome', false],
  [undefined, 'v1/$edge/e2/down/welcome', false],
  [undefined, 'v1/$edge', true],
  ['e1', 'v1/farm/t1/telemetry', true],
])('%s is handed what is on %s: %s', (user, topic, may) => {
  expect(isOpenTo(user, topic)).toBe(may);
});
