/** Proves the counting beneath /metrics: buckets, worst clocks, and that nobody is waited for who does not answer. */
import { expect, test } from 'vitest';
import { DeviceClocks } from '../broker/device-clocks.ts';
import type { Reading } from '../vocabulary.ts';
import { createAsker } from './asker.ts';
import { Buckets } from './buckets.ts';
import { expose, openMetrics } from './registry.ts';

test('a value on a bound is within it, one beyond all of them in the last; many count at once', () => {
  const buckets = new Buckets([-1, 0, 2.5]);
  for (const value of [-3, -1, 0, 0.1, 2.5]) buckets.observe(value);
  buckets.observe(9, 1000);
  const { values } = buckets.json('m_seconds', 'help');
  expect(values.map(({ metricName, labels, value }) => [metricName, labels.le, value])).toEqual([
    ['m_seconds_bucket', -1, 2],
    ['m_seconds_bucket', 0, 3],
    ['m_seconds_bucket', 2.5, 5],
    ['m_seconds_bucket', '+Inf', 1005],
    ['m_seconds_sum', undefined, 8998.6],
    ['m_seconds_count', undefined, 1005],
  ]);
});

test('the exposition has what was said at this scrape and nothing else', async () => {
  const metrics = openMetrics();
  const said = [
    ['x', 1],
    ['y"\n\\', 2],
  ] as const;
  let scrape = 0;
  metrics.gauge('g', 'of one', (say) => {
    const [state, value] = said[scrape++ % 2] ?? said[0];
    say(value, { state });
  });
  metrics.total('t_total', 'nothing said', () => {});
  metrics.counter('c_total', 'counted').inc(3);
  const { body, contentType } = await expose([await metrics.json(), []]);
  expect(contentType).toContain('text/plain');
  expect(body).toContain('# TYPE g gauge\ng{state="x"} 1\n');
  expect(body).toContain('# TYPE c_total counter\nc_total 3\n');
  expect(body).not.toMatch(/^t_total/m);
  expect((await expose([await metrics.json()])).body).toContain('g{state="y\\"\\n\\\\"} 2');
});

test('a question is asked once a scrape, and not waited for long', async () => {
  const asker = createAsker(10);
  let asked = 0;
  const counted = asker.question(async () => ++asked);
  const hangs = asker.question(() => new Promise<never>(() => {}));
  const fails = asker.question(() => Promise.reject(new Error('its thread has ended')));
  expect(await Promise.all([counted(), counted(), hangs(), fails()])).toEqual([1, 1, undefined, undefined]);
  asker.renew();
  expect(await counted()).toBe(2);
});

test('the worst clocks of the last minutes are told, and forgotten', () => {
  const clocks = new DeviceClocks();
  const seen = (receivedAt: number, skew: number, stamped = false) => {
    const reading: Reading = {
      ...{
        kind: 'reading',
        sensor: 's:1',
        ts: receivedAt - skew,
        receivedAt,
        seq: 0,
        stamped,
        values: { v: 1 },
      },
    };
    clocks.seen([reading]);
  };
  const start = 1_700_000_000_000;
  seen(start, -7000);
  seen(start + 1, 3000);
  seen(start + 2, 99_000, true);
  expect(clocks.worst(start + 10)).toEqual({ ahead: 7, behind: 3 });
  seen(start + 301_000, -2000);
  expect(clocks.worst(start + 301_000)).toEqual({ ahead: 7, behind: 3 });
  expect(clocks.worst(start + 700_000)).toEqual({ ahead: 2, behind: 0 });
  expect(clocks.worst(start + 9_000_000)).toEqual({ ahead: 0, behind: 0 });
});
