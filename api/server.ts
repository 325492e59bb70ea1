/** Owns the API's listening socket: opening it, its address, and closing it without cutting off who is being served. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { messageOf, StartError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import type { NodePorts } from '../runtime/ports.ts';
import { app } from './app.ts';
import {
  answerBadConnections,
  type CutWaiting,
  IDLE_TIMEOUT,
  LIMITS,
  MAX_CONNECTIONS,
  trackWaiting,
} from './connections.ts';
import { createServer } from './node-http.ts';
import { createStreams, type StreamPace } from './stream/streams.ts';

/** What requests in flight get to finish when the API closes, in ms. */
const GRACE = 2000;

export interface ApiOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** The bearer token that every request needs. */
  readonly token: string;
  readonly ports: NodePorts;
  readonly log: Log;
  /** Of the stream; as the constants say when absent. */
  readonly pace?: Partial<StreamPace>;
}

export interface Api extends AsyncDisposable {
  /** Where a client on this machine reaches it, without a slash at the end. */
  readonly url: string;
  readonly port: number;
}

/** Throws StartError when the address cannot be had. */
export async function openApi({ host, port, token, ports, log, pace }: ApiOptions): Promise<Api> {
  const streams = createStreams({ tail: ports.tail, log, ...(pace && { pace }) });
  const server = createServer(LIMITS, app({ ports, token, streams, log }));
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(IDLE_TIMEOUT);
  answerBadConnections(server);
  const cutWaiting = trackWaiting(server);
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const remedy = 'set api.host and api.port to an address that is free';
    throw new StartError(`the API cannot listen on ${host} port ${port}: ${messageOf(error)}; ${remedy}`, {
      cause: error,
    });
  }
  server.on('error', (error) => log.error({ error }, 'the API listens with an error'));
  const bound = portOf(server);
  return {
    url: `http://${reachable(host)}:${bound}`,
    port: bound,
    async [Symbol.asyncDispose]() {
      const closing = close(server, cutWaiting);
      streams[Symbol.dispose]();
      await closing;
    },
  };
}

async function close(server: Server, cutWaiting: CutWaiting): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  cutWaiting();
  // A connection waits again when its request has been answered.
  const waiting = setInterval(cutWaiting, 20);
  const end = setTimeout(() => server.closeAllConnections(), GRACE);
  await closed;
  clearInterval(waiting);
  clearTimeout(end);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the API has no TCP address');
  return address.port;
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
