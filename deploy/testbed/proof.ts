/** Owns proving that a whole stack works, whoever runs it: publish at the edge, read back everywhere. Used by tests and the smoke test. */
import { openPublisher } from '../../edge/publisher.ts';
import { waitFor } from '../../runtime/testbed/testbed.ts';

export interface StackUnderProof {
  readonly edge: NodeUnderProof & {
    readonly mqttUrl: string;
    /** Of its user `device`. */
    readonly password: string;
  };
  readonly cloud: NodeUnderProof;
  /** Rows of the alarms database, as who may only read. */
  readonly rows: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** `token`: who may only read. */
  readonly influx?: {
    readonly url: string;
    readonly org: string;
    readonly bucket: string;
    readonly token: string;
  };
  readonly grafana?: { readonly url: string; readonly user: string; readonly password: string };
  readonly say: (line: string) => void;
}

export interface NodeUnderProof {
  readonly apiUrl: string;
  readonly token: string;
}

/** A site of the simulator: the edge has a rule for `temp` of its sensors. */
const SITE = 'farm1';
const TEMPERATURES = [20, 95, 96, 97, 98, 30, 31];
const STEP = 1000;
const PATIENCE = 60_000;

/** Throws at the first thing that is not as it should be. */
export async function prove(stack: StackUnderProof): Promise<void> {
  const { cloud, edge, influx, grafana, say } = stack;
  const name = `proof-${Date.now().toString(36)}`;
  const id = `${SITE}:${name}`;
  const from = Date.now() - TEMPERATURES.length * STEP;
  const sent = TEMPERATURES.map((temp, seq) => ({ ts: from + seq * STEP, seq, values: { temp } }));
  await publish(stack, name, sent);
  say(`published ${sent.length} readings of ${id} at the edge`);

  const readings = await waitFor(
    'the readings at the cloud',
    async () => {
      const path = `sensors/${id}/observations?from=${from}&to=${Date.now() + STEP}`;
      const items = await list(cloud, path).catch(notYet);
      return (
        items.length >= sent.length && items.map(({ ts, values }) => ({ ts: Date.parse(`${ts}`), values }))
      );
    },
    PATIENCE,
  );
  same(
    'the cloud holds',
    readings,
    sent.map(({ ts, values }) => ({ ts, values })),
  );
  say('read them back from the cloud over REST');

  const alarm = await waitFor(
    'the alarm at the cloud',
    async () => {
      const alarms = await list(cloud, 'alarms?limit=100');
      return alarms.find(({ sensor, clearedAt }) => sensor === id && clearedAt !== undefined);
    },
    PATIENCE,
  );
  const row = await waitFor(
    'its row',
    async () => {
      const found = await stack.rows(
        `SELECT id, severity, rule FROM anemos.alarms WHERE sensor = '${id}' AND cleared_at IS NOT NULL`,
      );
      return found[0];
    },
    PATIENCE,
  );
  same('Postgres holds', row, { id: alarm.id, severity: 'CRITICAL', rule: 'temp-high' });
  say('its alarm, raised and cleared, is at the cloud and in Postgres');

  if (influx) await proveInflux(influx, { id, sent, from });
  if (influx) say('InfluxDB holds the readings; its reading token writes nothing');
  if (grafana) await proveGrafana(grafana, id);
  if (grafana) say('Grafana shows both');
  for (const node of [edge, cloud]) same('lost', await list(node, 'ledger'), []);
  say('the loss ledgers of both nodes are empty');
}

async function publish({ edge }: StackUnderProof, sensor: string, sent: readonly object[]): Promise<void> {
  const { signal } = new AbortController();
  const login = { url: edge.mqttUrl, user: 'device', password: edge.password };
  await using device = await openPublisher({ ...login, site: SITE, sensor, signal });
  for (const message of sent) await device.publish(message);
  await device.settled();
}

interface Published {
  readonly id: string;
  readonly sent: readonly { readonly values: { readonly temp: number } }[];
  readonly from: number;
}

async function proveInflux(
  { url, org, bucket, token }: NonNullable<StackUnderProof['influx']>,
  { id, sent, from }: Published,
): Promise<void> {
  const headers = {
    authorization: `Token ${token}`,
    'content-type': 'application/vnd.flux',
    accept: 'application/csv',
  };
  const body = `from(bucket: "${bucket}") |> range(start: ${new Date(from).toISOString()})
    |> filter(fn: (r) => r._measurement == "reading" and r.sensor == "${id}" and r._field == "temp") |> keep(columns: ["_value"])`;
  const found = await waitFor(
    'the readings in InfluxDB',
    async () => {
      const response = await fetch(`${url}/api/v2/query?org=${org}`, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(`InfluxDB: ${response.status} ${await response.text()}`);
      const values = [...(await response.text()).matchAll(/,([\d.]+)\r?$/gm)].map(([, value]) =>
        Number(value),
      );
      return values.length >= sent.length && values;
    },
    PATIENCE,
  );
  same(
    'InfluxDB holds',
    found,
    sent.map(({ values }) => values.temp),
  );
  const line = { method: 'POST', headers: { authorization: `Token ${token}` }, body: 'intruder value=1' };
  const { status } = await fetch(`${url}/api/v2/write?org=${org}&bucket=${bucket}`, line);
  if (status < 400) throw new Error(`the reading token wrote: ${status}`);
}

async function proveGrafana(
  { url, user, password }: NonNullable<StackUnderProof['grafana']>,
  id: string,
): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const ask = async (query: object) => {
    const body = JSON.stringify({ from: 'now-1h', to: 'now', queries: [{ refId: 'A', ...query }] });
    const response = await fetch(`${url}/api/ds/query`, { method: 'POST', headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`Grafana: ${response.status} ${text}`);
    return text;
  };
  const [influxdb, postgres] = [{ uid: 'anemos-influxdb' }, { uid: 'anemos-postgres' }];
  const flux = `from(bucket: "readings") |> range(start: -1h) |> filter(fn: (r) => r.sensor == "${id}")`;
  const rawSql = `SELECT rule FROM anemos.alarms WHERE sensor = '${id}'`;
  await waitFor(
    'Grafana to show the readings',
    async () => (await ask({ datasource: influxdb, query: flux })).includes('98'),
    PATIENCE,
  );
  const alarms = await ask({ datasource: postgres, rawSql, format: 'table' });
  if (!alarms.includes('temp-high')) throw new Error(`Grafana shows no alarm: ${alarms}`);
}

type Item = Readonly<Record<string, unknown>>;

async function list({ apiUrl, token }: NodeUnderProof, path: string): Promise<readonly Item[]> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${apiUrl}/api/v1/${path}`, { headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${text}`);
  const read: { readonly items?: readonly Item[] } = JSON.parse(text);
  return read.items ?? [];
}

/** A sensor nobody has heard of yet is a 404. */
function notYet(): readonly Item[] {
  return [];
}

function same(what: string, found: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${what} ${one} instead of ${other}`);
}
