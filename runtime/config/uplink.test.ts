/** Proves what an edge's uplink may be configured to, and that the messages say what to write instead. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../testbed/testbed.ts';
import { loadConfig } from './config.ts';
import type { Environment } from './environment.ts';
import { load } from './testbed/load.ts';

const LINK = 'edge: wt7, url: mqtts://cloud.example:8883, password: secret-of-wt7';
const edge = (rest: string, link = LINK) => `role: edge\nuplink: {${link}${link && rest ? ', ' : ''}${rest}}`;

test('an edge needs an id, a URL and a password; the rest has defaults', async () => {
  const { config, lines } = await load(edge(''));
  expect(lines).toEqual([]);
  expect(config).toMatchObject({ role: 'edge', sql: { driver: 'embedded' } });
  expect(config?.uplink).toEqual({
    edge: 'wt7',
    url: 'mqtts://cloud.example:8883',
    password: 'secret-of-wt7',
    format: 'anemos',
    live: true,
    backlogRate: 1_000_000,
    modes: [],
  });
});

test('an edge without an uplink is one that nobody has told of a cloud yet', async () => {
  expect((await load('role: edge')).config).toMatchObject({ role: 'edge' });
});

test('all of it can be said; the file of the authority is relative to the configuration', async () => {
  const { dir, config } = await load(
    edge(
      'user: u, caFile: certs/ca.pem, format: plain, live: false, backlogRate: 500, window: 1000, modes: [' +
        '{sensors: "farm1:wt[12]", mode: raw}, {sensors: "farm1:*", mode: summary, every: 1m}, {sensors: a, mode: summary}, ' +
        '{sensors: "{b,c}:*", mode: changes, deadband: 0.5, maxSilence: 5m}, {sensors: "*", mode: changes}]',
    ),
  );
  expect(config?.uplink).toMatchObject({
    user: 'u',
    caFile: join(dir, 'certs/ca.pem'),
    format: 'plain',
    live: false,
    backlogRate: 500,
    window: 1000,
    modes: [
      { sensors: 'farm1:wt[12]', mode: 'raw' },
      { sensors: 'farm1:*', mode: 'summary', every: 60_000 },
      { sensors: 'a', mode: 'summary', every: 10_000 },
      { sensors: '{b,c}:*', mode: 'changes', deadband: 0.5, maxSilence: 300_000 },
      { sensors: '*', mode: 'changes', deadband: 0, maxSilence: 600_000 },
    ],
  });
  expect(() => Object.assign(config!.uplink!.modes[0]!, { mode: 'changes' })).toThrow(TypeError);
});

test.each(['anemos', 'plain'])('the window of the format %s is its own until one is set', async (format) => {
  expect((await load(edge(`format: ${format}`))).config?.uplink?.window).toBeUndefined();
  expect((await load(edge(`format: ${format}, window: 1`))).config?.uplink?.window).toBe(1);
});

test.each([
  'mqtt://127.0.0.1:1883',
  'mqtt://127.8.9.1',
  'mqtt://localhost',
  'mqtt://LOCALHOST:1884',
  'mqtt://[::1]:1883',
  'mqtts://203.0.113.7',
])('may go to %s', async (url) => {
  const { config } = await load(edge(`edge: wt7, url: "${url}", password: p`, ''));
  expect(config?.uplink?.url).toBe(url);
});

test.each([
  'cloud.example',
  '10.0.0.1',
  '127.0.0.1.example',
  'localhost.example',
  '[2001:db8::1]',
  '0.0.0.0',
])('may not go in the clear to %s', async (host) => {
  const { lines } = await load(edge(`edge: wt7, url: "mqtt://${host}:1883", password: p`, ''));
  expect(lines).toEqual([
    'config farm.yaml: uplink.url: would send the password and all readings in the clear; write mqtts://, or tunnel it to this machine',
  ]);
});

const NO_PASSWORD =
  'is missing; must be the password of this edge at the cloud; set ANEMOS_UPLINK_PASSWORD, or ANEMOS_UPLINK_PASSWORD_FILE';
const MODES = 'uplink.modes[0]';

test.each([
  [edge('', 'edge: wt7, url: mqtts://c'), `uplink.password: ${NO_PASSWORD} to a file with it`],
  [
    edge('', 'url: mqtts://c, password: p'),
    'uplink.edge: is missing; must be 1-64 letters, digits, _ . or -',
  ],
  [edge('', 'edge: a/b, url: mqtts://c, password: p'), 'uplink.edge: "a/b" must be 1-64 letters, digits'],
  [
    edge('', 'edge: a, password: p'),
    'uplink.url: is missing; must be a URL such as mqtts://cloud.example:8883',
  ],
  [edge('', 'edge: a, url: http://c, password: p'), 'uplink.url: must be a URL such as mqtts://'],
  [edge('', 'edge: a, url: cloud.example, password: p'), 'uplink.url: must be a URL such as mqtts://'],
  [edge('', 'edge: a, url: "mqtts:cloud", password: p'), 'uplink.url: must be a URL such as mqtts://'],
  [
    edge('', 'edge: a, url: "mqtts://u@c", password: p'),
    'uplink.url: holds a user or password; they have keys',
  ],
  [`uplink: {${LINK}}`, 'uplink: only an edge has an uplink; set role: edge'],
  [`role: cloud\nuplink: {${LINK}}`, 'uplink: only an edge has an uplink; set role: edge'],
  ['role: edge\nuplink: mqtts://c', 'uplink: must be a group of edge, url, user, password, '],
  [
    'role: edge\nsql: {driver: embedded}',
    'sql: an edge keeps its alarms in its own file; leave sql and DATABASE',
  ],
  [edge('pasword: x'), 'uplink.pasword: unknown key; did you mean password? allowed: edge, url, user, '],
  [edge('format: json'), 'uplink.format: "json" must be one of anemos, plain'],
  [edge('live: yes please'), 'uplink.live: "yes please" must be true or false'],
  [edge('window: 0'), 'uplink.window: 0 must be a whole number from 1 to 1000'],
  [edge('window: 1001, format: plain'), 'uplink.window: 1001 must be a whole number from 1 to 1000'],
  [edge('backlogRate: 0'), 'uplink.backlogRate: 0 must be a whole number from 1 to 10000000'],
  [edge('modes: {}'), 'uplink.modes: must be a list'],
  [edge('modes: [raw]'), `${MODES}: must be a group of sensors, mode`],
  [edge('modes: [{sensors: a}]'), `${MODES}.mode: is missing; must be one of raw, summary, changes`],
  [edge('modes: [{sensors: a, mode: mean}]'), `${MODES}.mode: "mean" must be one of raw, summary, changes`],
  [edge('modes: [{mode: summary}]'), `${MODES}.sensors: is missing; must be a text that is not empty`],
  [
    edge('modes: [{sensors: a, mode: raw, every: 1s}]'),
    `${MODES}.every: unknown key; allowed: sensors, mode`,
  ],
  [edge('modes: [{sensors: a, mode: summary, evry: 1s}]'), `${MODES}.evry: unknown key; did you mean every?`],
  [
    edge('modes: [{sensors: a, mode: summary, every: 10}]'),
    `${MODES}.every: 10 must be a duration such as 500ms`,
  ],
  [
    edge('modes: [{sensors: a, mode: summary, every: 1ms}]'),
    `${MODES}.every: "1ms" must be a duration of at least`,
  ],
  [
    edge('modes: [{sensors: a, mode: changes, deadband: -1}]'),
    `${MODES}.deadband: -1 must be a number of at least`,
  ],
  [
    edge('modes: [{sensors: a, mode: changes, maxSilence: 0s}]'),
    `${MODES}.maxSilence: "0s" must be a duration of at`,
  ],
  [
    edge('modes: [{sensors: farm/*, mode: raw}]'),
    `${MODES}.sensors: "farm/*" holds a /, which no sensor id does`,
  ],
  [
    edge('modes: [{sensors: "[a", mode: raw}]'),
    `${MODES}.sensors: "[a" has a [, { or \\ without its partner`,
  ],
])('%j', async (text, problem) => {
  const { lines } = await load(text);
  expect(lines[0]).toContain(`config farm.yaml: ${problem}`);
  expect(lines).toHaveLength(1);
});

test('an edge with a database is refused, wherever it is named', async () => {
  const { lines } = await load('role: edge', { DATABASE_URL: 'postgres://me:pw@db/anemos' });
  expect(lines).toEqual([expect.stringContaining('leave sql and DATABASE_URL out, or set role: cloud')]);
});

test('URL and password may come from the environment, the password from a file', async () => {
  const env = { ANEMOS_ROLE: 'edge', ANEMOS_UPLINK_URL: 'mqtts://there', ANEMOS_UPLINK_PASSWORD: 'p' };
  expect((await load('uplink: {edge: wt7, url: mqtts://here}', env)).config?.uplink).toMatchObject({
    url: 'mqtts://there',
    password: 'p',
  });
  await using dir = await tempDir();
  const file = join(dir.path, 'password');
  await writeFile(file, 'from-a-file\n');
  const named = { ANEMOS_UPLINK_PASSWORD_FILE: file };
  expect((await load(edge('', 'edge: wt7, url: mqtts://here'), named)).config?.uplink?.password).toBe(
    'from-a-file',
  );
});

test('so may the edge and its authority', async () => {
  const named = { ANEMOS_UPLINK_EDGE: 'pi7', ANEMOS_UPLINK_CA_FILE: '/etc/anemos/ca.pem' };
  const env = { ANEMOS_ROLE: 'edge', ANEMOS_UPLINK_URL: 'mqtts://there', ANEMOS_UPLINK_PASSWORD: 'p' };
  expect((await loadConfig({ env: { ...env, ...named } })).uplink).toMatchObject({
    edge: 'pi7',
    caFile: '/etc/anemos/ca.pem',
  });
});

test('what is missing beside a URL of the environment is asked for there', async () => {
  const env: Environment = { ANEMOS_ROLE: 'edge', ANEMOS_UPLINK_URL: 'mqtts://c' };
  await expect(loadConfig({ env })).rejects.toThrow(`environment: ANEMOS_UPLINK_PASSWORD: ${NO_PASSWORD}`);
  await expect(loadConfig({ env })).rejects.toThrow('environment: ANEMOS_UPLINK_EDGE: is missing;');
});

test.each([
  ['role: edge\nuplink: hunter2', {}],
  [edge('', 'edge: a, url: mqtts://c, password: [hunter2]'), {}],
  [edge('', 'edge: a, url: mqtts://c, passwort: hunter2'), {}],
  [edge('', 'edge: a, url: "http://me:hunter2@c", password: p'), {}],
  [edge('', 'edge: a, url: "mqtt://me:hunter2@c", password: p'), {}],
  ['role: edge', { ANEMOS_UPLINK_URL: 'me:hunter2@c', ANEMOS_UPLINK_PASSWORD: 'hunter2' }],
])('never repeats a secret (%j, %j)', async (text, env) => {
  const { lines } = await load(text, env);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join('\n')).not.toContain('hunter2');
});
