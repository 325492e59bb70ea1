/** Tokens, rules and the audit outlive a restart; users are lines of the password file. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { Unavailable } from '../errors.ts';
import { openRules } from '../rules/rules.ts';
import { ensureSecrets } from '../secrets.ts';
import { openState } from '../state/state.ts';
import { tempDir } from '../testbed/testbed.ts';
import type { Rule } from '../vocabulary.ts';
import { createAudit } from './audit.ts';
import { openTokens } from './tokens.ts';
import { createUsers } from './users.ts';

const OWN = 'the-first-start-made-this';
const silent = { debug() {}, info() {}, warn() {}, error() {} };

test('a token outlives a restart, its secret is nowhere in the file, and it ends in time', async () => {
  await using dir = await tempDir();
  let now = 1000;
  const open = async () => {
    const state = await openState({ dataDir: dir.path });
    return { state, tokens: await openTokens({ state, own: OWN, now: () => now }) };
  };
  const first = await open();
  const made = await first.tokens.add({ name: 'panel', scope: 'read', expiresAt: 5000, createdBy: 'x' });
  if (made.outcome !== 'done') throw new Error(made.outcome);
  await first.state[Symbol.asyncDispose]();
  for (const file of ['state.db', 'state.db-wal']) {
    const bytes = await readFile(join(dir.path, file)).catch(() => Buffer.alloc(0));
    expect(bytes.includes(made.secret.slice(-43))).toBe(false);
  }
  const second = await open();
  await using _ = second.state;
  expect(second.tokens.identify(made.secret)).toEqual({ id: made.token.id, name: 'panel', scope: 'read' });
  expect(second.tokens.identify(OWN)?.scope).toBe('admin');
  expect(second.tokens.identify(`${made.secret.slice(0, -1)}!`)).toBeUndefined();
  expect(await second.tokens.add({ name: 'panel', scope: 'read', createdBy: 'x' })).toEqual({
    outcome: 'taken',
  });
  now = 5000;
  expect([second.tokens.identify(made.secret), second.tokens.known(made.token.id)]).toEqual([
    undefined,
    undefined,
  ]);
  expect([await second.tokens.revoke(made.token.id), await second.tokens.revoke('x')]).toEqual([
    'done',
    'unknown',
  ]);
});

test('a rule that is durable has happened, also when the node stops before it works by it', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const options = { state, now: () => 7, log: silent, given: () => [], ownedByCloud: false };
  const rules = await openRules(options);
  rules.follow(async () => {
    throw new Unavailable('stopping');
  });
  expect(await rules.create({ id: 'hot', metric: 'temp', above: 90 })).toMatchObject({ outcome: 'done' });
  expect((await openRules(options)).get('hot')).toMatchObject({ version: 1 });
});

test('a rule outlives a restart; one of the configuration goes before it, a cloud before all', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const options = { state, now: () => 7, log: silent };
  const before = await openRules({ ...options, given: () => [], ownedByCloud: false });
  const told: (readonly Rule[])[] = [];
  before.follow(async (rules) => void told.push(rules));
  await before.create({ id: 'hot', metric: 'temp', above: 90 });
  await before.replace('hot', { id: 'hot', metric: 'temp', above: 95 }, 1);
  expect(told.map((rules) => rules.map((rule) => rule.kind !== 'anomaly' && rule.limit))).toEqual([
    [90],
    [95],
  ]);
  const after = await openRules({ ...options, given: () => [], ownedByCloud: false });
  expect(after.get('hot')).toMatchObject({ source: 'api', version: 2, updatedAt: 7, rule: { limit: 95 } });
  const own = { ...after.inForce()[0]!, limit: 80 } as Rule;
  const given = () => [{ rule: own, source: 'config' as const }];
  const configured = await openRules({ ...options, given, ownedByCloud: false });
  expect(configured.inForce()).toEqual([own]);
  expect(configured.list()).toHaveLength(1);
  expect(await configured.remove('hot')).toEqual({ outcome: 'owned', source: 'config' });
  const pushed = await openRules({ ...options, given: () => [], ownedByCloud: true });
  expect(pushed.inForce()).toEqual([]);
  const refused = await pushed.create({ id: 'new', metric: 'temp', above: 90 });
  expect(refused).toEqual({ outcome: 'owned', source: 'cloud' });
});

test('the audit keeps its newest 100,000 rows', async () => {
  await using dir = await tempDir();
  await using state = await openState({ dataDir: dir.path });
  const audit = createAudit({ state, log: silent });
  const note = { at: 1, by: 'token:x', action: 'createRule', target: '/rules', request: 'r' };
  await audit.record(note);
  {
    using db = new DatabaseSync(join(dir.path, 'state.db'));
    db.exec("INSERT INTO audit (n, json) VALUES (100001, '{}')");
  }
  await audit.record({ ...note, before: 1, after: 2 });
  expect(await audit.list({ limit: 10 })).toEqual([
    { ...note, before: 1, after: 2, n: 100_002 },
    { n: 100_001 },
  ]);
  expect(await audit.list({ limit: 10, before: 100_001 })).toEqual([]);
});

test('users come and go in the password file, the last one stays', async () => {
  await using dir = await tempDir();
  const config = { dataDir: dir.path, mqtt: {}, api: {} };
  const { passwordFile } = await ensureSecrets(config);
  const users = createUsers({ config, passwordFile });
  expect(await users.list()).toEqual(['device', 'operator']);
  expect(await users.add('pi-7')).toEqual({
    outcome: 'done',
    password: expect.stringMatching(/^[\w-]{24}$/),
  });
  expect(await users.add('pi-7')).toEqual({ outcome: 'taken' });
  expect(await users.add('a:b')).toMatchObject({
    outcome: 'invalid',
    reason: expect.stringContaining('colon'),
  });
  expect([await users.remove('device'), await users.remove('device')]).toEqual(['done', 'unknown']);
  expect([await users.remove('pi-7'), await users.remove('operator')]).toEqual(['done', 'last']);
  expect(await readFile(passwordFile, 'utf8')).toMatch(/^operator:\$7\$[^\n]*\n$/);
});
