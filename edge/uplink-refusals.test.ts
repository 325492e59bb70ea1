/** Owns showing that an uplink that is not let in says why in `GET /api/v1/uplink`, and names the remedy. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ChildNode, startChildNode } from '../runtime/testbed/child-node.ts';
import { tempDir, waitFor } from '../runtime/testbed/testbed.ts';
import { tlsFile } from '../runtime/testbed/tls/tls-files.ts';
import type { UplinkShown } from './testbed/pair.ts';
import { openTestBroker, PASSWORD } from './testbed/test-broker.ts';

const WITHIN = { timeout: 60_000 };
const PI = { name: 'pi', password: 'a-password-of-pi' };
const OTHER = { name: 'other', password: 'a-password-of-other' };

test.for([
  {
    name: 'a wrong password',
    yaml: 'password: wrong',
    says: [/user "pi"/, /wrong/, /ANEMOS_UPLINK_PASSWORD/],
  },
  {
    name: 'a user that is not the id of the edge',
    yaml: `user: ${OTHER.name}, password: ${OTHER.password}`,
    says: [/user "other"/, /leave uplink\.user out/],
  },
])('a cloud does not let in $name', WITHIN, async ({ yaml, says }) => {
  await using bed = await openBed('');
  const trouble = await bed.troubleOf(`url: '${bed.cloud.mqttUrl}', ${yaml}`);
  for (const text of says) expect(trouble).toMatch(text);
});

test('a broker that is no Anemos cloud does not answer the hello', WITHIN, async () => {
  await using bed = await openBed('');
  await using broker = await openTestBroker();
  const trouble = await bed.troubleOf(`url: '${broker.url}', user: device, password: ${PASSWORD}`);
  expect(trouble).toMatch(/uplink\.format: plain/);
});

test('nobody listens', WITHIN, async () => {
  await using bed = await openBed('');
  const trouble = await bed.troubleOf(`url: 'mqtt://127.0.0.1:1', password: ${PI.password}`);
  expect(trouble).toMatch(/no connection to mqtt:\/\/127\.0\.0\.1:1.*ECONNREFUSED/);
});

test(
  'TLS: the right authority lets it in, another one does not, nor does a port without TLS',
  WITHIN,
  async () => {
    const tls = `port: 0, certFile: ${tlsFile('server.pem')}, keyFile: ${tlsFile('server.key')}`;
    await using bed = await openBed(`mqtt: { tls: { ${tls} } }`);
    const port = /over TLS on \S+?:(\d+)/.exec(bed.cloud.output());
    const url = `mqtts://localhost:${port?.[1]}`;
    const login = `password: ${PI.password}`;
    expect(await bed.troubleOf(`url: '${url}', ${login}, caFile: ${tlsFile('ca.pem')}`)).toBe('');
    for (const ca of [`, caFile: ${tlsFile('other-ca.pem')}`, '']) {
      const trouble = await bed.troubleOf(`url: '${url}', ${login}${ca}`);
      expect(trouble).toMatch(/certificate of .* is not trusted .*uplink\.caFile/);
    }
    const plain = bed.cloud.mqttUrl.replace('mqtt:', 'mqtts:');
    expect(await bed.troubleOf(`url: '${plain}', ${login}`)).toMatch(/TLS|cut|lost/);
  },
);

interface Bed extends AsyncDisposable {
  readonly cloud: ChildNode;
  /** What an edge with this uplink says is the matter; nothing when it is let in. */
  troubleOf(yaml: string): Promise<string>;
}

async function openBed(yaml: string): Promise<Bed> {
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(await tempDir());
  const dir = join(path, 'cloud');
  await mkdir(dir, { mode: 0o700 });
  const users = [PI, OTHER].map(({ name, password }) => `${name}:${password}\n`).join('');
  await writeFile(join(dir, 'mqtt-credentials'), users, { mode: 0o600 });
  await writeFile(join(path, 'cloud.yaml'), `${yaml}\n`);
  const cloud = stack.use(await startChildNode(dir, { ANEMOS_CONFIG: join(path, 'cloud.yaml') }));
  const resources = stack.move();
  let edges = 0;
  return {
    cloud,
    async troubleOf(uplink) {
      const name = `edge${++edges}`;
      const config = join(path, `${name}.yaml`);
      await writeFile(config, `role: edge\nuplink: { edge: pi, ${uplink} }\n`);
      await using edge = await startChildNode(join(path, name), { ANEMOS_CONFIG: config });
      return await waitFor('the uplink to work, or say why not', async () => {
        const { connected, trouble } = await edge.get<UplinkShown>('/api/v1/uplink');
        return trouble ?? (connected && '');
      });
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
