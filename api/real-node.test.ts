/** What only a whole node shows: rules in force at once, users let in, HTTPS, the files. */
import { readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { expect, it } from 'vitest';
import { tempDir, waitFor } from '../runtime/testbed/testbed.ts';
import { tlsFile } from '../runtime/testbed/tls/tls-files.ts';
import { realNode, SENSOR, withAlarm } from './testbed/real-node.ts';

it('a rule is in force when it is answered; deleted, its alarm is cleared; the node tells of itself', async () => {
  await using bed = await realNode();
  const { client } = bed;
  const id = await withAlarm(bed);
  const path = { id };
  expect((await client.call('getAlarm', { path })).rule).toBe('hot');
  await client.call('deleteRule', { path: { id: 'hot' } });
  expect(await client.call('getAlarm', { path })).toMatchObject({ clearedBy: 'system' });
  const past = await waitFor('history to have it', async () => {
    const state = await client.call('getSensor', { path: { id: SENSOR }, query: { at: 'now' } });
    return Object.keys(state.metrics).length > 0 && state;
  });
  expect(past.metrics).toMatchObject({ temp: { value: 95 }, wind: { value: 3 } });
  const node = await client.call('getNode');
  const { taken, stored, duplicate, deadLettered, inFlight, lost } = node.books;
  expect(taken).toBe(stored + duplicate + deadLettered + inFlight + lost);
  expect(node).toMatchObject({ role: 'cloud', sensors: 1, connections: 1, alarmsOpen: { MAJOR: 0 } });
  expect(node.files['journal.db']).toBeGreaterThan(0);
  expect(node.readers.map(({ reader }) => reader)).toEqual(['sensors', 'history']);
  const { password } = await client.call('createUser', { body: { name: 'pi-7' } });
  const url = `mqtt://127.0.0.1:${bed.node.mqtt.port}`;
  const device = await waitFor('the user to be let in', () =>
    connectAsync(url, { username: 'pi-7', password }).catch(() => undefined),
  );
  await device.endAsync();
  const actions = (await client.call('listAudit')).items.map(({ action }) => action);
  expect(actions).toEqual(['createUser', 'deleteRule', 'createRule']);
  expect(bed.complaints).toEqual([]);
});

it('speaks HTTPS with the certificate of its configuration, and its cookie says so', async () => {
  await using dir = await tempDir();
  const file = join(dir.path, 'node.json');
  const tls = { certFile: tlsFile('server.pem'), keyFile: tlsFile('server.key') };
  await writeFile(file, JSON.stringify({ role: 'edge', api: { tls } }));
  await using bed = await realNode({ ANEMOS_CONFIG: file });
  expect(bed.node.api.url).toMatch(/^https:/);
  const ca = await readFile(tlsFile('ca.pem'));
  const headers = { authorization: `Bearer ${bed.node.secrets.apiToken}` };
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const options = { ca, headers, servername: 'localhost' };
  get(`${bed.node.api.url}/api/v1/session`, options, (response) => {
    response.resume();
    resolve(response.statusCode);
  }).once('error', reject);
  expect(await promise).toBe(200);
});
