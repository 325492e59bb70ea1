/** Proves that the InfluxDB driver keeps the contract; needs a real InfluxDB 2 named by INFLUX_URL. */
import { describe, test } from 'vitest';
import { historyContract } from '../contract/contract.ts';
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
} else {
  describe('history contract: influxdb', () => {
    test.skip('needs a server: set INFLUX_URL, INFLUX_ORG, INFLUX_BUCKET and INFLUX_TOKEN', () => {});
  });
}
