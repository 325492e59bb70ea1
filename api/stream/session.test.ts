/** A stream does not outlive the right to it, and its end leaves nothing behind. */
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { waitFor } from '../../runtime/testbed/testbed.ts';
import { memoryTail } from '../testbed/memory-tail.ts';
import { Connection } from './connection.ts';
import { filterOf, KINDS } from './filter.ts';
import { Session } from './session.ts';

const patience = { stalled: 60_000, goodbye: 60_000 };

it('a reader who may not go on is told so at the next heartbeat', async () => {
  const tail = memoryTail(() => {});
  let watched = 0;
  const watch: typeof tail.watch = (grown, signal) => {
    watched++;
    signal.addEventListener('abort', () => watched--);
    tail.watch(grown, signal);
  };
  let over = false;
  const onOver = () => {
    over = true;
  };
  const onFault = (error: unknown) => expect.fail(String(error));
  const session = new Session({ tail: { ...tail, watch }, onOver, onFault });
  const connections: Connection[] = [];
  const server = createServer((_request, response: ServerResponse) => {
    response.flushHeaders();
    const connection = new Connection(response, filterOf(KINDS, []), { patience, meter: tail.meter });
    connections.push(connection);
    response.once('close', () => session.remove(connection));
    session.add(connection, undefined);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const open = async () => {
    const [response] = await once(get({ port, agent: false }), 'response');
    return response as IncomingMessage;
  };
  const [revoked, kept] = [await open(), await open()];
  await session.beat((connection) => connection === connections[1]);
  expect(await text(revoked)).toMatch(
    /^: open\n(?:.*\n)*event: bye\ndata: {"reason":"the token is not good any more"}\n\n$/,
  );
  expect(tail.counts.ended).toEqual(['token']);
  await waitFor('the other one to be alone', () => session.size === 1);
  session.end('stop');
  expect(await text(kept)).toMatch(
    /: alive\nid: 0f0e0d0c\.0\.0\n\nevent: bye\ndata: {"reason":"the node stops"}/,
  );
  await waitFor('the session to be over', () => over);
  await waitFor('nothing to be watched', () => watched === 0);
  server.close();
});
