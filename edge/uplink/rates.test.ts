/** Proves the figures by which a backlog leaves: how fast it may, how fast it does, and when it will be gone. */
import { describe, expect, test } from 'vitest';
import { Gauge } from './gauge.ts';
import { Pace } from './pace.ts';

describe('the pace', () => {
  test('gives so many a second, a tenth of it at once', () => {
    let now = 0;
    const pace = new Pace(1000, () => now);
    expect(pace.allowance()).toBe(100);
    pace.spend(100);
    expect(pace.allowance()).toBe(0);
    expect(pace.wait(50)).toBe(50);
    expect(pace.wait(1000), 'a tenth is the most there will be').toBe(100);
    let left = 0;
    for (; now < 10_000; now += 7) {
      const some = pace.allowance();
      pace.spend(some);
      left += some;
    }
    expect(left).toBeGreaterThan(9900);
    expect(left).toBeLessThanOrEqual(10_000);
    now += 60_000;
    expect(pace.allowance(), 'idleness is not saved up').toBe(100);
  });

  test('lets one at a time leave when a second is less than ten', () => {
    let now = 0;
    const pace = new Pace(1, () => now);
    const at: number[] = [];
    for (; now <= 5000; now += 100) {
      if (pace.allowance() < 1) continue;
      pace.spend(1);
      at.push(now);
    }
    expect(at.length).toBeGreaterThanOrEqual(4);
    expect(at.length).toBeLessThanOrEqual(5);
    expect(pace.wait(1000)).toBeLessThanOrEqual(1000);
  });
});

describe('the gauge', () => {
  test('says how many a second were taken, and when nothing will be left', () => {
    let now = 0;
    const gauge = new Gauge(() => now);
    expect(gauge.read(10_000)).toEqual({ rate: 0 });
    let left = 10_000;
    for (; now < 5000; now += 500) {
      gauge.read(left);
      gauge.confirmed(500);
      left -= 400;
    }
    const { rate, drainMs } = gauge.read(left);
    expect(rate).toBeCloseTo(1000);
    expect(drainMs).toBe(Math.round((left / 800) * 1000));
  });

  test('promises no end of what grows, and forgets what is long past', () => {
    let now = 0;
    const gauge = new Gauge(() => now);
    for (let i = 0; i < 100; i++, now += 500) {
      gauge.read(1000);
      gauge.confirmed(500);
    }
    for (let i = 0; i < 30; i++, now += 500) gauge.read(1000 + i);
    expect(gauge.read(1030)).toEqual({ rate: 0 });
    expect(gauge.read(0)).not.toHaveProperty('drainMs');
  });
});
