/** Proves that the InfluxDB driver keeps the contract; needs a real InfluxDB 2 named by INFLUX_URL. */
import { describe, expect, test } from 'vitest';
import { Unavailable } from '../../errors.ts';
import { tempDir } from '../../testbed/testbed.ts';
import { historyContract } from '../contract/contract.ts';
import { everything, freshSensor, observation, reading } from '../contract/subject.ts';
import { openHistoryFile } from '../history-file.ts';
import type { HistoryStore } from '../port.ts';
import type { InfluxConfig } from './influx-client.ts';
import { createInfluxHistory } from './influx-history.ts';

const { INFLUX_URL: url, INFLUX_ORG = 'anemos', INFLUX_BUCKET = 'anemos', INFLUX_TOKEN = '' } = process.env;

function opener(config: InfluxConfig) {
  return async (dataDir: string): Promise<HistoryStore> => {
    await using cleanup = new AsyncDisposableStack();
    const file = cleanup.use(openHistoryFile(dataDir));
    const store = cleanup.use(createInfluxHistory(file, config));
    const kept = cleanup.move();
    return { ...store, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  };
}

if (url) {
  const config: InfluxConfig = {
    driver: 'influxdb',
    url,
    org: INFLUX_ORG,
    bucket: INFLUX_BUCKET,
    token: INFLUX_TOKEN,
    timeout: 10_000,
  };
  historyContract('influxdb', { open: opener(config), countsDuplicates: false, deletesOneMetric: false });
  realRefusals(config);
} else {
  describe('history contract: influxdb', () => {
    test.skip('needs a server: set INFLUX_URL, INFLUX_ORG, INFLUX_BUCKET and INFLUX_TOKEN', () => {});
  });
}

function realRefusals(config: InfluxConfig): void {
  describe('a real InfluxDB', () => {
    test('refuses a name that is too long; the lines around it are stored', async () => {
      await using dir = await tempDir();
      await using store = await opener(config)(dir.path);
      const sensor = freshSensor();
      const outcome = await store.write(
        [
          reading(sensor, 1000, { a: 1 }),
          reading(`${sensor}${'x'.repeat(70_000)}`, 1000, { a: 1 }),
          reading(sensor, 2000, { a: 2 }),
        ],
        1,
      );
      expect(outcome).toMatchObject({ stored: 2, deadLettered: 1 });
      expect(outcome.deadLetters[0]!.reason).toMatch(/^InfluxDB answered 400: unable to parse/);
      expect(await store.range(everything(sensor))).toEqual([
        observation(1000, { a: 1 }),
        observation(2000, { a: 2 }),
      ]);
    });

    test.each([
      ['token', { token: 'wrong' }, /does not know the token/],
      ['bucket', { bucket: 'wrong' }, /check history.org and history.bucket: .*"wrong"/],
      ['organization', { org: 'wrong' }, /check history.org and history.bucket: .*"wrong"/],
    ])('told the wrong %s keeps the batch waiting', async (_, wrong, message) => {
      await using dir = await tempDir();
      await using store = await opener({ ...config, ...wrong })(dir.path);
      const failed = store.write([reading(freshSensor(), 1000, { a: 1 })], 1);
      await expect(failed).rejects.toThrow(Unavailable);
      await expect(failed).rejects.toThrow(message);
      expect(await store.cursor()).toBe(0);
    });
  });
}
