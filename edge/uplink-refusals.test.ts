/** Owns showing that an uplink that is not let in says why in `GET /api/v1/uplink` and once in the log, and names the remedy. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChildNode } from '../runtime/testbed/child-node.ts';
import { tempDir, waitFor } from '../runtime/testbed/testbed.ts';
import { tlsFile } from '../runtime/testbed/tls/tls-files.ts';
import { openFakeCloud } from './testbed/fake-cloud.ts';
import { say } from './testbed/hand.ts';
import { startCloud, startEdge, troubleOf } from './testbed/lone-edge.ts';
import type { UplinkShown } from './testbed/pair.ts';
import { openTestBroker, PASSWORD } from './testbed/test-broker.ts';

const WITHIN = { timeout: 60_000 };
const PI = { name: 'pi', password: 'a-password-of-pi' };
const OTHER = { name: 'other', password: 'a-password-of-other' };
const TLS = `mqtt: { tls: { port: 0, certFile: ${tlsFile('server.pem')}, keyFile: ${tlsFile('server.key')} } }`;
const LOGIN = `password: ${PI.password}`;

const stack = new AsyncDisposableStack();
let root = '';
let cloud: ChildNode;

beforeAll(async () => {
  root = stack.use(await tempDir()).path;
  cloud = stack.use(await startCloud(root, { users: [PI, OTHER], yaml: TLS }));
});
afterAll(() => stack.disposeAsync());

const plainUrl = () => cloud.mqttUrl;
const tlsUrl = () => `mqtts://localhost:${/over TLS on \S+?:(\d+)/.exec(cloud.output())?.[1]}`;
const ca = (file: 'ca.pem' | 'other-ca.pem') => `caFile: ${tlsFile(file)}`;

describe('what is the matter is said, with the remedy:', () => {
  test.for([
    {
      name: 'a wrong password',
      uplink: () => `url: '${plainUrl()}', password: wrong`,
      says: /user "pi".*wrong.*ANEMOS_UPLINK_PASSWORD/,
    },
    {
      name: 'a user that is not the id of the edge',
      uplink: () => `url: '${plainUrl()}', user: ${OTHER.name}, password: ${OTHER.password}`,
      says: /user "other".*leave uplink\.user out/,
    },
    {
      name: 'an address where nobody listens',
      uplink: () => `url: 'mqtt://localhost:1', ${LOGIN}`,
      says: /no connection to mqtt:\/\/localhost:1.*ECONNREFUSED/,
    },
    {
      name: 'a certificate of another authority than uplink.caFile',
      uplink: () => `url: '${tlsUrl()}', ${LOGIN}, ${ca('other-ca.pem')}`,
      says: /certificate of .* is not trusted .*uplink\.caFile/,
    },
    {
      name: 'a certificate of an authority nobody knows',
      uplink: () => `url: '${tlsUrl()}', ${LOGIN}`,
      says: /certificate of .* is not trusted .*uplink\.caFile/,
    },
    {
      name: 'a port without TLS',
      uplink: () => `url: '${plainUrl().replace('mqtt:', 'mqtts:')}', ${LOGIN}`,
      says: /TLS|cut|lost/,
    },
  ])('$name', WITHIN, async ({ name, uplink, says }) => {
    await using edge = await startEdge(root, name.replaceAll(' ', '-'), uplink());
    expect(await troubleOf(edge)).toMatch(says);
    // A remedy is of no use to somebody else than the one who reads the log.
    await waitFor('it to be logged', () => edge.output().includes('the uplink waits'));
  });

  test('a broker that is no Anemos cloud', WITHIN, async () => {
    await using broker = await openTestBroker();
    await using edge = await startEdge(
      root,
      'unanswered',
      `url: '${broker.url}', user: device, password: ${PASSWORD}`,
    );
    expect(await troubleOf(edge)).toMatch(/uplink\.format: plain/);
    expect(await edge.kill('SIGTERM'), 'it stops all the same').toBe(0);
  });
});

test('with the right authority TLS works end to end', WITHIN, async () => {
  await using edge = await startEdge(root, 'right', `url: '${tlsUrl()}', ${LOGIN}, ${ca('ca.pem')}`);
  expect(await troubleOf(edge)).toBe('');
  await say(edge, 'a', 21.5);
  await waitFor('the reading to arrive', async () => {
    const { items } = await cloud.get<{ readonly items: readonly { readonly id: string }[] }>(
      '/api/v1/sensors',
    );
    return items.some(({ id }) => id === 'farm:a');
  });
});

test.for([
  { name: 'protocol', protocol: 2, refusal: '', says: /protocol 2, this one 1: bring both to one release/ },
  {
    name: 'envelope',
    protocol: 1,
    refusal: 'the envelope has version 1, this node reads 2: bring both nodes to one release',
    says: /the envelope has version 1, this node reads 2: bring both nodes to one release/,
  },
])('a cloud with another $name is told of once, however often it is tried', WITHIN, async (other) => {
  await using fake = await openFakeCloud(other);
  await using edge = await startEdge(root, other.name, `url: '${fake.url}', password: any`);
  await say(edge, 'a', 21.5);
  await waitFor('some attempts', () => fake.hellos() >= 4);
  const trouble = await waitFor('the reason', async () => {
    return (await edge.get<UplinkShown>('/api/v1/uplink')).trouble;
  });
  expect(trouble).toMatch(other.says);
  const lines = edge.output().split('\n');
  expect(lines.filter((line) => line.includes('the uplink waits'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('the uplink works')).length).toBeLessThanOrEqual(1);
  const { books, backlog } = await edge.get<UplinkShown>('/api/v1/uplink');
  expect([books.handedOver, books.lost, backlog.entries]).toEqual([0, 0, 1]);
});
