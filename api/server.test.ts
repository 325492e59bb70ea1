/** Opening and closing the API's socket. */
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { StartError } from '../runtime/errors.ts';
import { waitFor } from '../runtime/testbed/testbed.ts';
import { apiBed, TOKEN } from './testbed/api-bed.ts';
import { sensorState } from './testbed/memory-node.ts';

it('an address that is taken stops the start with a remedy', async () => {
  await using bed = await apiBed();
  const again = apiBed({ port: bed.api.port });
  await expect(again).rejects.toThrow(StartError);
  await expect(again).rejects.toThrow(/127\.0\.0\.1 port \d+.*EADDRINUSE.*api\.port/);
});

it('tells an address that can be called', async () => {
  await using any = await apiBed({ host: '0.0.0.0' });
  expect(any.api.url).toBe(`http://localhost:${any.api.port}`);
});

it('closing lets a request in flight finish, although its connection is kept alive', async () => {
  const bed = await apiBed();
  bed.node.sensors.set('s:1', sensorState('s:1'));
  const gate = Promise.withResolvers<void>();
  const { ports } = bed.node;
  let asked = false;
  Object.assign(ports, {
    history: {
      ...ports.history,
      async range() {
        asked = true;
        await gate.promise;
        return [];
      },
    },
  });
  const slow = bed.ask('sensors/s:1/observations');
  await waitFor('the request is being served', () => asked);
  const closing = bed[Symbol.asyncDispose]();
  await waitFor('no new connection is taken', () =>
    fetch(`${bed.api.url}/livez`).then(
      () => false,
      () => true,
    ),
  );
  const began = performance.now();
  gate.resolve();
  expect((await slow).status).toBe(200);
  await closing;
  expect(performance.now() - began).toBeLessThan(1500);
});

it('closing waits 2 s at most for a request that never ends, and not for idle connections', async () => {
  const bed = await apiBed();
  const idle = connect(bed.api.port, '127.0.0.1');
  const stuck = connect(bed.api.port, '127.0.0.1');
  for (const socket of [idle, stuck]) socket.on('error', () => socket.destroy());
  stuck.write(
    `POST /api/v1/alarms/x/ack HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n\r\n`,
  );
  await new Promise((resolve) => stuck.once('data', resolve));
  const began = performance.now();
  await bed[Symbol.asyncDispose]();
  const took = performance.now() - began;
  expect(took).toBeGreaterThan(1500);
  expect(took).toBeLessThan(4000);
  await waitFor('both connections are gone', () => idle.destroyed && stuck.destroyed);
});

it('closing with nothing in flight is quick', async () => {
  const bed = await apiBed();
  await bed.ask('/livez');
  const idle = connect(bed.api.port, '127.0.0.1');
  await new Promise((resolve) => idle.once('connect', resolve));
  const began = performance.now();
  await bed[Symbol.asyncDispose]();
  expect(performance.now() - began).toBeLessThan(1000);
});
