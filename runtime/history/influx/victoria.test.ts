/** Proves that what the driver writes is taken in by a real `/api/v2/write`; needs VictoriaMetrics, named by VICTORIA_URL. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { tempDir, waitFor } from '../../testbed/testbed.ts';
import { reading } from '../contract/subject.ts';
import { openHistoryFile } from '../history-file.ts';
import { influxConfig } from '../testbed/influx-driver.ts';
import { createInfluxHistory } from './influx-history.ts';

const url = process.env.VICTORIA_URL;

test.skipIf(!url)('a real /api/v2/write takes our lines (set VICTORIA_URL)', async () => {
  await using dir = await tempDir();
  using file = openHistoryFile(dir.path);
  await using store = createInfluxHistory(file, influxConfig(url ?? ''));
  const sensor = `ci farm,1=x:${randomUUID()}`;
  const start = Date.now() - 3_600_000;
  const readings = Array.from({ length: 7000 }, (_, i) =>
    reading(sensor, start + i * 10, { temp: i / 8, 'wind speed': -i }),
  );
  expect(await store.write(readings, 1)).toMatchObject({ stored: 14_000, deadLettered: 0 });

  const samples = await waitFor('VictoriaMetrics to show them', async () => {
    await fetch(`${url}/internal/force_flush`);
    const found = await exported(sensor);
    return found.get('reading_temp')?.values.length === 7000 && found;
  });
  const timestamps = readings.map(({ ts }) => ts);
  expect(samples.get('reading_temp')).toEqual({
    site: 'ci farm,1=x',
    timestamps,
    values: readings.map((_, i) => i / 8),
  });
  expect(samples.get('reading_wind speed')).toEqual({
    site: 'ci farm,1=x',
    timestamps,
    values: readings.map((_, i) => 0 - i),
  });
});

interface Series {
  readonly site: string;
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
}

/** Everything VictoriaMetrics holds of a sensor, by the name it gave the field. */
async function exported(sensor: string): Promise<Map<string, Series>> {
  const match = encodeURIComponent(`{sensor=${JSON.stringify(sensor)}}`);
  const answer = await fetch(`${url}/api/v1/export?match[]=${match}`);
  const found = new Map<string, Series>();
  for (const line of (await answer.text()).split('\n').filter(Boolean)) {
    const { metric, timestamps, values } = JSON.parse(line);
    const { timestamps: before = [], values: earlier = [] } = found.get(metric.__name__) ?? {};
    const series = { timestamps: [...before, ...timestamps], values: [...earlier, ...values] };
    found.set(metric.__name__, { site: metric.site, ...series });
  }
  return found;
}
