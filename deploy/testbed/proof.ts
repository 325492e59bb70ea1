/** Owns proving that a whole stack works, whoever runs it: publish at the edge, read back everywhere. Used by tests and the smoke test. */
import { openPublisher } from '../../edge/publisher.ts';
import { messageOf } from '../../runtime/errors.ts';
import { waitFor } from '../../runtime/testbed/testbed.ts';
import {
  type GrafanaUnderProof,
  type InfluxUnderProof,
  proveGrafana,
  proveInflux,
  same,
} from './proof-of-stores.ts';

export interface StackUnderProof {
  readonly edge: NodeUnderProof & {
    readonly mqttUrl: string;
    /** Of its user `device`. */
    readonly password: string;
  };
  readonly cloud: NodeUnderProof;
  /** Rows of the alarms database, as who may only read. */
  readonly rows: (sql: string) => Promise<readonly Item[]>;
  readonly influx?: InfluxUnderProof;
  readonly grafana?: GrafanaUnderProof;
  readonly say: (line: string) => void;
}

export interface NodeUnderProof {
  readonly apiUrl: string;
  readonly token: string;
}

type Item = Readonly<Record<string, unknown>>;

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

  const span = `from=${from}&to=${Date.now() + STEP}`;
  const held = async () => {
    const items = await list(cloud, `sensors/${id}/observations?${span}`);
    return items.length >= sent.length && items;
  };
  const readings = await waitFor('the readings at the cloud', held, PATIENCE);
  same(
    'the cloud holds',
    readings.map(({ ts, seq, values }) => ({ ts: Date.parse(`${ts}`), seq, values })),
    sent,
  );
  say('read them back from the cloud over REST');

  const alarm = await waitFor('the alarm at the cloud', () => clearedAlarm(cloud, id), PATIENCE);
  const sql = `SELECT alarm AS id, severity, rule FROM ops.alarms WHERE sensor = '${id}' AND cleared_at IS NOT NULL`;
  const row = await waitFor('its row', async () => (await stack.rows(sql).catch(notMadeYet))[0], PATIENCE);
  same('Postgres holds', row, { id: alarm.id, severity: 'CRITICAL', rule: 'temp-high' });
  say('its alarm, raised and cleared, is at the cloud and in Postgres');

  if (influx) await proveInflux(influx, { id, sent, from });
  if (influx) say('InfluxDB holds the readings; its reading token writes nothing');
  if (grafana) await proveGrafana(grafana, { id, sent, from });
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

async function clearedAlarm(node: NodeUnderProof, id: string): Promise<Item | undefined> {
  const alarms = await list(node, 'alarms?limit=100');
  return alarms.find(({ sensor, clearedAt }) => sensor === id && clearedAt !== undefined);
}

/** The node makes its tables and views behind its door. */
function notMadeYet(error: unknown): readonly Item[] {
  if (messageOf(error).includes('does not exist')) return [];
  throw error;
}

/** Nothing of what is not there yet. */
async function list({ apiUrl, token }: NodeUnderProof, path: string): Promise<readonly Item[]> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${apiUrl}/api/v1/${path}`, { headers });
  const text = await response.text();
  if (response.status === 404) return [];
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${text}`);
  const read: { readonly items?: readonly Item[] } = JSON.parse(text);
  return read.items ?? [];
}
