/** Proves what configuration becomes, and that everything wrong with it is named without telling a secret. */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../testbed/testbed.ts';
import { loadConfig } from './config.ts';
import { load } from './testbed/load.ts';

test('no file and no environment is a cloud node on loopback with everything embedded', async () => {
  expect(await loadConfig({ env: { PATH: '/bin' } })).toMatchObject({
    role: 'cloud',
    dataDir: resolve('data'),
    mqtt: { host: '127.0.0.1', port: 1883, maxPacket: 1024 ** 2, connectTimeout: 10_000 },
    api: { host: '127.0.0.1', port: 8080 },
    history: { driver: 'embedded' },
    sql: { driver: 'embedded' },
    rules: [],
    mappings: [],
  });
});

const FARM = `
dataDir: store
mqtt: { port: 1884, passwordFile: ../passwords, maxPacket: 64KiB }
journal: { quota: 1.5GiB, maxAge: 7d, whenFull: drop-oldest }
history: { driver: influxdb, url: http://127.0.0.1:8086, org: farm, bucket: b, token: t }
rules:
  - { id: hot, sensors: "farm1:*", metric: temp, above: 90, deadband: 2, for: 10s, severity: CRITICAL }
  - { id: calm, metric: speed_wind, below: -1 }
mappings:
  - { topic: "plant/{area}/+/{metric}", site: "plant-{area}", sensor: main }
`;

test('reads a file; its paths are relative to it', async () => {
  const { dir, config } = await load(FARM);
  expect(config).toMatchObject({
    dataDir: join(dir, 'store'),
    mqtt: { port: 1884, passwordFile: resolve(dir, '../passwords'), maxPacket: 65_536 },
    journal: { quota: 1.5 * 1024 ** 3, maxAge: 7 * 86_400_000, whenFull: 'drop-oldest' },
    history: { driver: 'influxdb', url: 'http://127.0.0.1:8086', timeout: 10_000 },
    rules: [
      { kind: 'threshold', id: 'hot', direction: 'above', limit: 90, deadband: 2, forMs: 10_000 },
      { id: 'calm', sensors: '*', direction: 'below', limit: -1, severity: 'MAJOR' },
    ],
    mappings: [{ site: 'plant-{area}', sensor: 'main', format: 'auto' }],
  });
});

test('rules of every kind, and what models may take', async () => {
  const { config } = await load(`
models: { max: 7, retrain: 1d }
rules:
  - { id: soon, kind: forecast, metric: temp, above: 90, within: 6, probability: 0.4 }
  - { id: odd, kind: anomaly, metric: temp }
  - { id: polled, kind: forecast, metric: temp, above: 90, by: votes }
  - { id: hot, kind: threshold, metric: temp, below: 90 }
`);
  expect(config?.models).toEqual({ max: 7, retrain: 86_400_000 });
  const forecast = {
    kind: 'forecast',
    direction: 'above',
    limit: 90,
    within: 6,
    probability: 0.4,
    deadband: 0.1,
    by: 'analogs',
  };
  expect(config?.rules).toEqual([
    { id: 'soon', sensors: '*', metric: 'temp', ...forecast, forMs: 0, severity: 'WARNING', anyModel: false },
    {
      ...{ id: 'odd', sensors: '*', metric: 'temp', kind: 'anomaly', threshold: 0.3, refractory: 100 },
      severity: 'WARNING',
    },
    expect.objectContaining({ id: 'polled', within: 12, by: 'votes' }),
    expect.objectContaining({ id: 'hot', kind: 'threshold', direction: 'below' }),
  ]);
});

test.each([
  ['kind: forecast, above: 1, below: 2', 'rules[0]: needs exactly one of above, below'],
  ['kind: forecast, above: 1, within: 13', 'rules[0].within: 13 must be a whole number from 1 to 12'],
  [
    'kind: forecast, above: 1, probability: 1',
    'rules[0].probability: 1 must be a probability between 0 and 1',
  ],
  [
    'kind: forecast, above: 1, probability: 0.2, deadband: 0.3',
    'rules[0]: has a deadband above its probability',
  ],
  ['kind: anomaly, above: 1', 'rules[0].above: unknown key'],
  ['kind: oracle', 'rules[0].kind: "oracle" must be one of threshold, forecast, anomaly'],
])('a rule with %s is refused', async (rule, said) => {
  const { lines } = await load(`rules: [{ id: r, metric: temp, ${rule} }]`);
  expect(lines.join('\n')).toContain(said);
});

test('TLS beside the plain listener or instead of it', async () => {
  const { dir, config } = await load('mqtt: { plain: false, tls: { certFile: a.pem, keyFile: /k.pem } }');
  expect(config?.mqtt).toMatchObject({
    plain: false,
    tls: { port: 8883, certFile: join(dir, 'a.pem'), keyFile: '/k.pem', minVersion: 'TLSv1.2' },
  });
});

test('a mutation of any part throws', async () => {
  const { config } = await load(FARM);
  expect(() => Object.assign(config!, { role: 'edge' })).toThrow(TypeError);
  expect(() => Object.assign(config!.mqtt, { port: 1 })).toThrow(TypeError);
  expect(() => Object.assign(config!.rules[0]!, { limit: 1 })).toThrow(TypeError);
});

test('reads JSON, tabs and all', async () => {
  const { config } = await load('{\n\t"api": {\n\t\t"port": 9000\n\t}\n}\n', {}, 'farm.json');
  expect(config?.api.port).toBe(9000);
});

test.each(['', '# nothing\n', '---\n'])('an empty file is no configuration (%j)', async (text) => {
  expect((await load(text)).config?.mqtt.port).toBe(1883);
});

test('the environment goes before the file, an empty variable says nothing', async () => {
  const { config } = await load(FARM, {
    ANEMOS_DATA_DIR: 'elsewhere',
    ANEMOS_MQTT_HOST: '0.0.0.0',
    ANEMOS_MQTT_PORT: '0',
    ANEMOS_MQTT_PASSWORD_FILE: '/etc/passwords',
    ANEMOS_API_HOST: '::1',
    ANEMOS_API_PORT: '',
    ANEMOS_API_TOKEN: 'token-from-the-environment',
    ANEMOS_LOG_LEVEL: 'debug',
    DATABASE_URL: 'postgres://me:pw@db/anemos',
    INFLUX_TOKEN: 'other',
  });
  expect(config).toMatchObject({
    dataDir: resolve('elsewhere'),
    mqtt: { host: '0.0.0.0', port: 0, passwordFile: '/etc/passwords', maxPacket: 65_536 },
    api: { host: '::1', port: 8080, token: 'token-from-the-environment' },
    log: { level: 'debug' },
    sql: { driver: 'postgres', url: 'postgres://me:pw@db/anemos' },
    history: { driver: 'influxdb', org: 'farm', token: 'other' },
  });
});

test('INFLUX_URL makes the history InfluxDB; without it the others are not ours', async () => {
  const rest = { INFLUX_ORG: 'o', INFLUX_BUCKET: 'b', INFLUX_TOKEN: 't' };
  const { history } = await loadConfig({ env: { ...rest, INFLUX_URL: 'http://influx:8086' } });
  expect(history).toMatchObject({ driver: 'influxdb', url: 'http://influx:8086', org: 'o', token: 't' });
  expect((await loadConfig({ env: rest })).history).toEqual({ driver: 'embedded' });
});

test('the environment reaches into mqtt.tls, beside what the file says there or without it', async () => {
  const env = { ANEMOS_MQTT_TLS_CERT_FILE: '/run/cert', ANEMOS_MQTT_TLS_KEY_FILE: '/run/key' };
  const bare = await loadConfig({ env });
  expect(bare.mqtt).toMatchObject({
    port: 1883,
    tls: { port: 8883, certFile: '/run/cert', keyFile: '/run/key' },
  });
  const file = 'mqtt: { tls: { minVersion: TLSv1.3, certFile: a, keyFile: b } }';
  const { config } = await load(file, { ...env, ANEMOS_MQTT_TLS_PORT: '0' });
  expect(config?.mqtt.tls).toMatchObject({ port: 0, certFile: '/run/cert', minVersion: 'TLSv1.3' });
  const { lines } = await load('mqtt: { tls: 7 }', env);
  expect(lines[0]).toContain('config farm.yaml: mqtt.tls: ');
});

test('secrets come from files, and ANEMOS_CONFIG names the file', async () => {
  await using dir = await tempDir();
  const put = async (name: string, text: string) => {
    await writeFile(join(dir.path, name), text);
    return join(dir.path, name);
  };
  const config = await loadConfig({
    env: {
      ANEMOS_CONFIG: await put('c.yaml', 'api: { port: 9001 }'),
      ANEMOS_API_TOKEN_FILE: await put('token', 'token-from-a-file-0001\n'),
      DATABASE_URL_FILE: await put('url', 'postgresql://db/x\n'),
      INFLUX_URL: 'http://influx:8086',
      INFLUX_ORG: 'o',
      INFLUX_BUCKET: 'b',
      INFLUX_TOKEN_FILE: await put('influx', 'influx-token'),
    },
  });
  expect(config.api).toMatchObject({ port: 9001, token: 'token-from-a-file-0001' });
  expect(config.sql).toEqual({ driver: 'postgres', url: 'postgresql://db/x' });
  expect(config.history).toMatchObject({ token: 'influx-token' });
});

test.each([
  ['mqtt: {prot: 1}', 'mqtt.prot: unknown key; did you mean port? allowed: host, port, passwordFile, '],
  ['mqqt: {}', 'mqqt: unknown key; did you mean mqtt? allowed: role, dataDir, mqtt, '],
  ['mqtt: {port: 65536}', 'mqtt.port: 65536 must be a whole number from 0 to 65535'],
  ['mqtt: {port: "1883"}', 'mqtt.port: "1883" must be a whole number from 0 to 65535'],
  ['mqtt: {port: .nan}', 'mqtt.port: NaN must be a whole number from 0 to 65535'],
  ['mqtt: {port: 1.5}', 'mqtt.port: 1.5 must be a whole number from 0 to 65535'],
  ['mqtt: {host: ""}', 'mqtt.host: "" must be a text that is not empty'],
  [
    'mqtt: {connectTimeout: 10}',
    'mqtt.connectTimeout: 10 must be a duration such as 500ms, 10s, 5m, 2h or 7d',
  ],
  ['mqtt: {connectTimeout: 1ms}', 'mqtt.connectTimeout: "1ms" must be a duration from 100ms to 10m'],
  ['mqtt: {maxPacket: 1MB}', 'mqtt.maxPacket: "1MB" must be a size such as 64KiB, 512MiB or 2GiB'],
  ['mqtt: {maxPacket: 1B}', 'mqtt.maxPacket: "1B" must be a size from 1KiB'],
  ['mqtt: {plain: false}', 'mqtt.plain: leaves no way in without mqtt.tls'],
  ['mqtt: {plain: 0}', 'mqtt.plain: 0 must be true or false'],
  ['mqtt: {tls: {keyFile: k}}', 'mqtt.tls.certFile: is missing; must be a text that is not empty'],
  [
    'mqtt: {tls: {certFile: c, keyFile: k, minVersion: TLSv1.1}}',
    'mqtt.tls.minVersion: "TLSv1.1" must be one of TLSv1.2, TLSv1.3',
  ],
  ['mqtt:', 'mqtt: must be a group of host, port, '],
  ['mqtt: 1883', 'mqtt: must be a group of host, port, '],
  ['rules: {}', 'rules: must be a list'],
  ['log: {level: trace}', 'log.level: "trace" must be one of error, warn, info, debug'],
  ['role: mist', 'role: "mist" must be one of cloud, edge'],
  ['history: {driver: influx}', 'history.driver: "influx" must be one of embedded, influxdb'],
  ['history: {url: "http://x"}', 'history.driver: is missing; must be one of embedded, influxdb'],
  ['history: {driver: embedded, url: x}', 'history.url: unknown key; allowed: driver'],
  ['sql: {driver: postgres}', 'sql.url: is missing; must be a URL such as postgres://'],
  ['rules: [{id: a, metric: m, above: 1, for: 10x}]', 'rules[0].for: "10x" must be a duration such as 500ms'],
  [
    'rules: [{id: a, metric: m, above: 1, for: 99999d}]',
    'rules[0].for: "99999d" must be a duration of at most',
  ],
  ['rules: [{id: a, metric: m}]', 'rules[0]: needs exactly one of above, below'],
  ['rules: [{id: a, metric: m, above: 1, below: 2}]', 'rules[0]: needs exactly one of above, below'],
  ['rules: [{id: a, above: 1}]', 'rules[0].metric: is missing; must be a text that is not empty'],
  ['rules: [{id: "a b", metric: m, above: 1}]', 'rules[0].id: "a b" must be 1-64 letters, digits'],
  [
    'rules: [{id: a, metric: m, above: 1, deadband: -1}]',
    'rules[0].deadband: -1 must be a number of at least 0',
  ],
  ['rules: [{id: a, metric: m, above: .inf}]', 'rules[0].above: Infinity must be a number'],
  [
    'rules: [{id: a, metric: m, above: 1, severity: HIGH}]',
    'rules[0].severity: "HIGH" must be one of CRITICAL,',
  ],
  [
    'rules: [{id: a, metric: m, above: 1, sensors: farm/*}]',
    'rules[0].sensors: "farm/*" holds a /, which no',
  ],
  [
    'rules: [{id: a, metric: m, above: 1, sensors: "[ab"}]',
    'rules[0].sensors: "[ab" has a [, { or \\ without',
  ],
  [
    'rules: [{id: a, metric: m, above: 1}, {id: a, metric: n, below: 1}]',
    'rules[1].id: "a" is the id of rules[0] already',
  ],
  [
    'mappings: [{topic: "a/{b}", sensor: "{c}", site: x}]',
    'mappings[0].sensor: names {c}, which the topic does not',
  ],
  [
    'mappings: [{topic: "a/{b}"}]',
    'mappings[0].site: names {site}, which the topic does not take; it takes {b}',
  ],
  ['mappings: [{topic: "$SYS/#", site: a, sensor: b}]', 'mappings[0].topic: must not begin with $'],
  ['- a', 'must be a group of role, dataDir, mqtt, '],
  ['mqtt: {port: 1', 'line 1: '],
  ['a: 1\na: 2', 'line 2: Map keys must be unique'],
  ['a: !secret x', 'line 1: Unresolved tag'],
  ['a: &a [1]\nb: [*a,*a,*a]', 'a: unknown key'],
  [
    `a: &a [1,1]\n${[...'bcdefgh'].map((k, i) => `${k}: &${k} [*${'abcdefg'[i]},*${'abcdefg'[i]}]`).join('\n')}`,
    'Excessive alias',
  ],
  ['__proto__: {a: 1}', '__proto__: unknown key'],
  ['mqtt: {constructor: 1}', 'mqtt.constructor: unknown key'],
])('%j', async (text, problem) => {
  const { lines } = await load(text);
  expect(lines[0]).toContain(`config farm.yaml: ${problem}`);
});

test('lists every problem of file and environment, a line each', async () => {
  const { lines } = await load(
    'mqtt: {prot: 1}\nrules: [{id: a, metric: m, for: 10x, above: 1}, {id: a, metric: m, above: 1}]\nmappings: [{topic: "a/{"}]',
    { ANEMOS_MQTT_PROT: '1', ANEMOS_API_PORT: 'http', INFLUX_URL: 'http://x' },
  );
  const starts = [
    'environment: ANEMOS_MQTT_PROT: unknown variable; did you mean ANEMOS_MQTT_PORT? allowed: ANEMOS_API_HOST,',
    'environment: ANEMOS_API_PORT: "http" must be a whole number from 0 to 65535',
    'environment: INFLUX_ORG: is missing; must be a text that is not empty',
    'environment: INFLUX_BUCKET: is missing;',
    'environment: INFLUX_TOKEN: is missing;',
    'config farm.yaml: mqtt.prot: unknown key;',
    'config farm.yaml: rules[0].for: "10x"',
    'config farm.yaml: rules[1].id: "a" is the id of rules[0] already',
    'config farm.yaml: mappings[0].topic: has the level "{"',
    'config farm.yaml: mappings[0].site: names {site}',
    'config farm.yaml: mappings[0].sensor: names {sensor}',
  ];
  for (const start of starts) expect(lines).toContainEqual(expect.stringContaining(start));
  expect(lines).toHaveLength(starts.length);
});

test.each([
  ['api: {token: hunter2}', {}],
  ['api: hunter2secret', {}],
  ['api: [hunter2secret]', {}],
  ['api: {token: "hunter2', {}],
  ['api: {token: *hunter2}', {}],
  ['api: {token: !hunter2 x}', {}],
  ['api: {token: @hunter2}', {}],
  ['sql: {driver: postgres, url: "mysql://me:hunter2@db"}', {}],
  ['history: {driver: influxdb, url: "ftp://me:hunter2@x", org: o, bucket: b, token: 7}', {}],
  ['', { ANEMOS_API_TOKEN: 'hunter2' }],
  ['', { ANEMOS_API_TOKENS: 'hunter2secret' }],
  ['', { DATABASE_URL: 'hunter2secret' }],
])('never repeats a secret (%j, %j)', async (text, env) => {
  const { lines } = await load(text, env);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join('\n')).not.toContain('hunter2');
});

test('says which file cannot be read', async () => {
  await using dir = await tempDir();
  const gone = join(dir.path, 'gone');
  await expect(loadConfig({ file: `${gone}.yaml`, env: {} })).rejects.toThrow(
    `config ${gone}.yaml: cannot be read: ENOENT`,
  );
  await expect(loadConfig({ env: { ANEMOS_API_TOKEN_FILE: gone } })).rejects.toThrow(
    'environment: ANEMOS_API_TOKEN_FILE: cannot be read: ENOENT',
  );
  await writeFile(gone, ' \n');
  await expect(loadConfig({ env: { ANEMOS_API_TOKEN_FILE: gone } })).rejects.toThrow('is empty');
  await expect(loadConfig({ env: { ANEMOS_API_TOKEN_FILE: gone, ANEMOS_API_TOKEN: 'x' } })).rejects.toThrow(
    'ANEMOS_API_TOKEN and ANEMOS_API_TOKEN_FILE are both set',
  );
});
