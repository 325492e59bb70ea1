/** Owns putting the InfluxDB driver on a stand-in or a real server over a directory of its own. Imported by tests only. */
import { tempDir } from '../../testbed/testbed.ts';
import { type HistoryFile, openHistoryFile } from '../history-file.ts';
import type { InfluxConfig } from '../influx/influx-client.ts';
import { createInfluxHistory } from '../influx/influx-history.ts';
import type { HistoryStore } from '../port.ts';
import { type InfluxStandIn, openInfluxStandIn } from './influx-stand-in.ts';

export const influxConfig = (url: string, timeout = 5000): InfluxConfig => ({
  driver: 'influxdb',
  url,
  org: 'test org',
  bucket: 'test bucket',
  token: 'test-token',
  timeout,
});

export interface InfluxRig extends AsyncDisposable {
  readonly influx: InfluxStandIn;
  readonly file: HistoryFile;
  readonly store: HistoryStore;
}

/** A stand-in and the driver that writes to it; a request may take `timeout` ms. */
export async function openInfluxRig(timeout?: number): Promise<InfluxRig> {
  await using cleanup = new AsyncDisposableStack();
  const dir = cleanup.use(await tempDir());
  const influx = cleanup.use(await openInfluxStandIn());
  const file = cleanup.use(openHistoryFile(dir.path));
  const store = cleanup.use(createInfluxHistory(file, influxConfig(influx.url, timeout)));
  const kept = cleanup.move();
  return { influx, file, store, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
