/** Shows what an edge and its cloud tell of themselves under some traffic: every promised metric, and traces that cross the link. */
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import mqtt from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChildNode } from '../runtime/testbed/child-node.ts';
import { type CollectedSpan, type Collector, openCollector } from '../runtime/testbed/collector.ts';
import { type Family, lint, parseExposition } from '../runtime/testbed/exposition.ts';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { tlsFile } from '../runtime/testbed/tls/tls-files.ts';
import { EDGE, openPair, type Pair } from './testbed/pair.ts';

const stack = new AsyncDisposableStack();
let pair: Pair;
let collector: Collector;
let before: Readonly<Record<'edge' | 'cloud', readonly Family[]>>;

beforeAll(async () => {
  collector = stack.use(await openCollector());
  const tracing = (service: string) => `tracing: { url: '${collector.url}', sample: 1, service: ${service} }`;
  const rule = 'rules: [{ id: hot, metric: temp, above: 90 }]';
  const tls = `mqtt: { tls: { port: 0, certFile: '${tlsFile('server.pem')}', keyFile: '${tlsFile('server.key')}' } }`;
  pair = stack.use(
    await openPair({ cloud: `${tracing('cloud')}\n${tls}`, edge: `${tracing('edge')}\n${rule}` }),
  );
  before = { edge: await scrape(pair.edge.node()), cloud: await scrape(pair.cloud.node()) };
  await traffic(pair.edge.node(), 't1');
  await traffic(pair.cloud.node(), 't2');
  await pair.settled();
});

afterAll(() => stack.disposeAsync());

/** A breach of the rule with its end, a device alarm, a clock that is ahead, a duplicate, and what nobody can read. */
async function traffic({ mqttUrl, credentials }: ChildNode, sensor: string): Promise<void> {
  const client = await mqtt.connectAsync(mqttUrl, { ...credentials });
  const send = (payload: unknown) =>
    client.publishAsync(`v1/farm/${sensor}/telemetry`, JSON.stringify(payload), { qos: 1 });
  const now = Date.now();
  await send({ ts: now - 2000, seq: 1, values: { temp: 95 } });
  await send({ ts: now - 2000, seq: 1, values: { temp: 95 } });
  await send({ ts: now - 1000, seq: 2, values: { temp: 20 } });
  await send({ ts: now + 2 * 86_400_000, seq: 3, values: { temp: 21 } });
  await send({ alarm: 'AL22' });
  await client.publishAsync(`v1/farm/${sensor}/telemetry`, '{"temp":', { qos: 1 });
  await client.publishAsync(`v1/farm/${sensor}/config`, '{"every":"1s"}', { qos: 1 });
  await client.endAsync();
}

async function scrape(node: ChildNode): Promise<readonly Family[]> {
  return parseExposition(await node.exposition());
}

test('the exposition breaks no rule of naming', async () => {
  for (const node of [pair.edge.node(), pair.cloud.node()]) {
    const text = await node.exposition();
    expect(lint(parseExposition(text))).toEqual([]);
    const promtool = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    // Debian's package prometheus has it; where it is not, the rules above must do.
    if (!promtool.error) expect(promtool.stdout + promtool.stderr).toBe('');
  }
});

/** What must have grown by the traffic on both nodes, and on one of them. */
const EVERYWHERE = [
  'anemos_puback_seconds_count',
  'anemos_journal_fsync_seconds_count',
  'anemos_journal_commit_seconds_count',
  'anemos_journal_commit_messages_sum',
  'anemos_journal_entries_total',
  'anemos_journal_readings_total',
  'anemos_journal_values_total',
  'anemos_journal_head',
  'anemos_messages_total{outcome="measured"}',
  'anemos_messages_total{outcome="rejected"}',
  'anemos_messages_total{outcome="other"}',
  'anemos_sensor_readings_total{outcome="live"}',
  'anemos_sensor_readings_total{outcome="skewed"}',
  'anemos_sensor_readings_total{outcome="duplicate"}',
  'anemos_device_clock_skew_seconds_count',
  'anemos_device_clock_skew_worst_seconds{direction="ahead"}',
  'anemos_device_clock_skew_worst_seconds{direction="behind"}',
  'anemos_sensors',
  'anemos_actor_mailbox_entries_max',
  'anemos_history_values{state="stored"}',
  'anemos_history_values{state="taken"}',
  'anemos_history_write_seconds_count',
  'anemos_history_write_values_sum',
  'anemos_alarms_open{severity="INDETERMINATE"}',
  'anemos_alarm_transitions_total',
  'anemos_alarm_durable_seconds_count',
  'anemos_thread_cpu_seconds_total{thread="door"}',
  'anemos_thread_busy_seconds_total{thread="main"}',
  'process_cpu_seconds_total',
  'anemos_trace_spans_total{outcome="sent"}',
];
const ONLY: readonly (readonly [series: string, side: 'edge' | 'cloud'])[] = [
  ['anemos_alarm_stored_seconds_count', 'cloud'],
  ['anemos_edge_alarm_stored_seconds_count', 'cloud'],
  ['anemos_uplink_entries{state="handed_over"}', 'edge'],
  ['anemos_edge_entries_total{edge="pi",outcome="received"}', 'cloud'],
];

test.each([
  ...EVERYWHERE.flatMap(
    (series) =>
      [
        [series, 'edge'],
        [series, 'cloud'],
      ] as const,
  ),
  ...ONLY,
])('%s moves at the %s', async (series, side) => {
  const was = sampleOf(before[side], series) ?? 0;
  const node = pair[side].node();
  await waitFor(series, async () => ((await sampleNow(node, series)) ?? 0) > was);
});

test.each([
  ['anemos_alarm_transitions_pending', 'cloud', 0],
  ['anemos_sql_jobs{state="queued"}', 'cloud', 0],
  ['anemos_sql_jobs{state="dead"}', 'cloud', 0],
  ['anemos_sql_oldest_job_age_seconds', 'cloud', 0],
  ['anemos_sql_waits', 'cloud', 0],
  ['anemos_edges{connected="yes"}', 'cloud', 1],
  ['anemos_edge_connected{edge="pi"}', 'cloud', 1],
  ['anemos_uplink_connected', 'edge', 1],
  ['anemos_uplink_backlog_age_seconds', 'edge', 0],
  ['anemos_reader_lag_entries{reader="uplink"}', 'edge', 0],
  ['anemos_reader_lag_seconds{reader="history"}', 'edge', 0],
  ['anemos_reader_lag_entries{reader="sensors"}', 'cloud', 0],
  ['anemos_actor_mailbox_entries', 'cloud', 0],
  ['anemos_history_imbalance_values', 'cloud', 0],
  ['anemos_lost_readings_total{reader="history"}', 'cloud', 0],
  ['anemos_dead_letters_total{file="state"}', 'edge', 0],
  ['anemos_thread_answers{thread="door"}', 'edge', 1],
  ['anemos_trace_spans_total{outcome="dropped"}', 'edge', 0],
] as const)('%s at the %s comes to %d', async (series, side, value) => {
  await waitFor(series, async () => (await sampleNow(pair[side].node(), series)) === value);
});

test('what limits it and which program it is is told', async () => {
  const cloud = await scrape(pair.cloud.node());
  const build = cloud.find(({ name }) => name === 'anemos_build_info')?.samples[0];
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  expect(build).toMatchObject({
    labels: { version, role: 'cloud', node_version: process.version },
    value: 1,
  });
  expect(sampleOf(cloud, 'anemos_journal_quota_bytes')).toBe(2 * 1024 ** 3);
  expect(sampleOf(cloud, 'anemos_disk_free_bytes')).toBeGreaterThan(0);
  expect(sampleOf(cloud, 'anemos_mqtt_certificate_expiry_timestamp_seconds')).toBeGreaterThan(1.7e9);
});

async function sampleNow(node: ChildNode, series: string): Promise<number | undefined> {
  return sampleOf(await scrape(node), series);
}

function sampleOf(families: readonly Family[], series: string): number | undefined {
  return families
    .flatMap(({ samples }) => samples)
    .find(({ name, labels }) => {
      const pairs = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
      return series === (pairs.length > 0 ? `${name}{${pairs}}` : name);
    })?.value;
}

const METRICS_MD = fileURLToPath(new URL('../docs/metrics.md', import.meta.url));
const REWRITE = 'ANEMOS_WRITE_DOCS=1 npx vitest run edge/observed.test.ts';

test('docs/metrics.md names what is there', async () => {
  const [edge, cloud] = await Promise.all([scrape(pair.edge.node()), scrape(pair.cloud.node())]);
  const text = await readFile(METRICS_MD, 'utf8');
  const [head = ''] = text.split('\n| metric |');
  const wanted = `${head}\n${tableOf(edge, cloud)}`;
  if (process.env.ANEMOS_WRITE_DOCS) await writeFile(METRICS_MD, wanted);
  else expect(text, `write it anew: ${REWRITE}`).toBe(wanted);
});

function tableOf(edge: readonly Family[], cloud: readonly Family[]): string {
  const all = new Map([...edge, ...cloud].map((family) => [family.name, family]));
  const has = (side: readonly Family[], name: string) =>
    side.some((family) => family.name === name && family.samples.length > 0);
  const rows = [...all.values()]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, type, help, samples }) => {
      const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
      labels.delete('le');
      const only = has(edge, name) ? (has(cloud, name) ? '' : 'edge') : 'cloud';
      return `| \`${name}\` | ${type} | ${[...labels].map((label) => `\`${label}\``).join(', ')} | ${only} | ${help} |`;
    });
  return ['| metric | type | labels | only at | what it says |', '|---|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}

test('an entry handed over has one trace, edge and cloud, though nothing of it is carried', async () => {
  const receive = await travelled();
  const { trace } = receive;
  for (const name of ['commit', 'fold', 'history', 'uplink']) {
    expect(await span('edge', name, (each) => each.trace === trace), name).toMatchObject({
      parent: receive.id,
    });
  }
  const uplink = await span('edge', 'uplink', (each) => each.trace === trace);
  const takeOver = await span('cloud', 'take over', (each) => each.trace === trace);
  expect(takeOver).toMatchObject({ parent: uplink.id, attributes: { 'anemos.sensor': 'farm:t1' } });
  for (const name of ['commit', 'fold', 'history']) {
    expect(await span('cloud', name, (each) => each.trace === trace), name).toMatchObject({
      parent: takeOver.id,
    });
  }
});

test('an alarm transition has a trace named by its id, from its reading to its row', async () => {
  const [alarm] = (await pair.cloud.node().get<{ items: { id: string }[] }>('/api/v1/alarms')).items;
  expect(alarm).toBeDefined();
  const raised = await span('edge', 'alarm raised', ({ attributes }) => attributes['anemos.rule'] === 'hot');
  expect(raised.parent).toBeUndefined();
  expect(raised.links, 'the trace of its reading').toHaveLength(1);
  const { trace } = raised;
  const uplink = await span('edge', 'uplink', (each) => each.trace === trace);
  expect(uplink.parent).toBe(raised.id);
  const takeOver = await span('cloud', 'take over', (each) => each.trace === trace);
  expect(takeOver.parent).toBe(uplink.id);
  const there = await span('cloud', 'alarm raised', (each) => each.trace === trace);
  expect(there).toMatchObject({ parent: takeOver.id, attributes: { 'anemos.edge': EDGE } });
  for (const name of ['enqueue', 'store']) {
    expect(await span('cloud', name, (each) => each.trace === trace), name).toMatchObject({
      parent: there.id,
    });
  }
  expect(collector.faults).toEqual([]);
});

/** The first span of a reading that is traced at both nodes: an export that is not answered in time is lost, and counted. */
async function travelled(): Promise<CollectedSpan> {
  const isIn = (service: string, name: string, trace: string) =>
    collector.spans.some((each) => each.service === service && each.name === name && each.trace === trace);
  const found = () =>
    collector.spans.find(
      ({ service, name, attributes, trace }) =>
        service === 'edge' &&
        name === 'receive' &&
        attributes['anemos.entry.kind'] === 'reading' &&
        ['receive', 'commit', 'fold', 'history', 'uplink'].every((one) => isIn('edge', one, trace)) &&
        ['take over', 'commit', 'fold', 'history'].every((one) => isIn('cloud', one, trace)),
    );
  for (let again = 0; again < 4; again++) {
    const whole = await waitFor('a trace of both nodes', found, 10_000).catch(() => undefined);
    if (whole) return whole;
    await traffic(pair.edge.node(), 't1');
  }
  throw new Error('no reading is traced at both nodes');
}

async function span(
  service: string,
  name: string,
  is: (span: CollectedSpan) => boolean,
): Promise<CollectedSpan> {
  return await waitFor(`${name} of ${service}`, () =>
    collector.spans.find((each) => each.service === service && each.name === name && is(each)),
  );
}
