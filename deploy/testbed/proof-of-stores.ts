/** Owns proving that InfluxDB and Grafana hold and show what was published; proof.ts has the rest of the stack. */
import { waitFor } from '../../runtime/testbed/testbed.ts';

/** `token`: who may only read. */
export interface InfluxUnderProof {
  readonly url: string;
  readonly org: string;
  readonly bucket: string;
  readonly token: string;
}

export interface GrafanaUnderProof {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

export interface Published {
  readonly id: string;
  readonly sent: readonly { readonly values: { readonly temp: number } }[];
  readonly from: number;
}

const PATIENCE = 60_000;

/** The readings are there once each, and the token writes nothing. */
export async function proveInflux(
  { url, org, bucket, token }: InfluxUnderProof,
  { id, sent, from }: Published,
): Promise<void> {
  const authorization = `Token ${token}`;
  const headers = { authorization, 'content-type': 'application/vnd.flux', accept: 'application/csv' };
  const body = `from(bucket: "${bucket}") |> range(start: ${new Date(from).toISOString()})
    |> filter(fn: (r) => r._measurement == "reading" and r.sensor == "${id}" and r._field == "temp")
    |> keep(columns: ["_value"])`;
  const stored = async () => {
    const response = await fetch(`${url}/api/v2/query?org=${org}`, { method: 'POST', headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`InfluxDB: ${response.status} ${text}`);
    const values = [...text.matchAll(/,([\d.]+)\r?$/gm)].map(([, value]) => Number(value));
    return values.length >= sent.length && values;
  };
  const expected = sent.map(({ values }) => values.temp);
  same('InfluxDB holds', await waitFor('the readings in InfluxDB', stored, PATIENCE), expected);
  const line = { method: 'POST', headers: { authorization }, body: 'intruder value=1' };
  const { status } = await fetch(`${url}/api/v2/write?org=${org}&bucket=${bucket}`, line);
  if (status < 400) throw new Error(`the reading token wrote: ${status}`);
}

/** Both data sources answer through Grafana with what was published. */
export async function proveGrafana(grafana: GrafanaUnderProof, { id, sent }: Published): Promise<void> {
  const hottest = Math.max(...sent.map(({ values }) => values.temp));
  const query = `from(bucket: "readings") |> range(start: -1h)
    |> filter(fn: (r) => r.sensor == "${id}" and r._field == "temp")`;
  const readings = () => asked(grafana, { datasource: { uid: 'anemos-influxdb' }, query });
  await waitFor('Grafana to show the readings', async () => (await readings()).includes(hottest), PATIENCE);
  const rawSql = `SELECT rule FROM ops.alarms WHERE sensor = '${id}'`;
  const alarms = await asked(grafana, { datasource: { uid: 'anemos-postgres' }, rawSql, format: 'table' });
  same('Grafana shows the alarms', alarms, ['temp-high']);
}

interface Frames {
  readonly results: {
    readonly A: { readonly frames: readonly { readonly data: { readonly values: readonly unknown[][] } }[] };
  };
}

/** All values of all frames. */
async function asked({ url, user, password }: GrafanaUnderProof, query: object): Promise<readonly unknown[]> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const body = JSON.stringify({ from: 'now-1h', to: 'now', queries: [{ refId: 'A', ...query }] });
  const response = await fetch(`${url}/api/ds/query`, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`Grafana: ${response.status} ${text}`);
  const { results }: Frames = JSON.parse(text);
  return results.A.frames.flatMap(({ data }) => data.values.flat());
}

export function same(what: string, found: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${what} ${one} instead of ${other}`);
}
