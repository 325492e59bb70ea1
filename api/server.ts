/** Owns the API's listening socket: opening it, its address, and closing it without cutting off who is being served. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
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
import { createSecureServer, createServer } from './node-http.ts';
import type { RateLimit } from './rate-limits.ts';
import { createStreams, type StreamPace } from './stream/streams.ts';

/** What requests in flight get to finish when the API closes, in ms. */
const GRACE = 2000;

export interface ApiOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** Origins whose pages may ask. */
  readonly cors: readonly string[];
  readonly rateLimit: RateLimit;
  /** HTTPS instead of HTTP; renewed files count as soon as they are noticed. */
  readonly certificate?: Certificate;
  readonly ports: NodePorts;
  readonly log: Log;
  /** Of the stream; as the constants say when absent. */
  readonly pace?: Partial<StreamPace>;
}

/** The files of a certificate, read and followed by whoever hands it in. */
export interface Certificate {
  readonly first: SecureContextOptions;
  follow(options: {
    readonly onRenewed: (certificate: SecureContextOptions) => void;
    readonly onTrouble: (reason: string) => void;
  }): Disposable;
}

export interface Api extends AsyncDisposable {
  /** Where a client on this machine reaches it, without a slash at the end. */
  readonly url: string;
  readonly port: number;
}

/** Throws StartError when the address cannot be had. */
export async function openApi({ host, port, certificate, pace, ...options }: ApiOptions): Promise<Api> {
  const { ports, log } = options;
  const streams = createStreams({ tail: ports.tail, log, ...(pace && { pace }) });
  const handler = app({ ...options, streams, secure: certificate !== undefined });
  const tls = certificate && createSecureServer({ ...LIMITS, ...certificate.first }, handler);
  const server = tls ?? createServer(LIMITS, handler);
  using undo = new DisposableStack();
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
  if (tls && certificate) undo.use(followed(tls, certificate, log));
  const following = undo.move();
  return {
    url: `http${tls ? 's' : ''}://${reachable(host)}:${bound}`,
    port: bound,
    async [Symbol.asyncDispose]() {
      following.dispose();
      const closing = close(server, cutWaiting);
      streams[Symbol.dispose]();
      await closing;
    },
  };
}

function followed(server: SecureServer, certificate: Certificate, log: Log): Disposable {
  return certificate.follow({
    onRenewed: (renewed) => server.setSecureContext(renewed),
    onTrouble: (reason) => log.warn({ reason }, 'the renewed certificate of the API cannot be used'),
  });
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
