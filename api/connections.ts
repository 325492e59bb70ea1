/** Owns what happens on a connection before a request exists: limits, timeouts, bytes that are not HTTP. */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { PROBLEM_JSON, problem } from './problems.ts';

/** Times in ms. A slow client loses its connection, not the node its sockets. */
export const LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 15_000,
  connectionsCheckingInterval: 2_000,
  // Answered by the application, as a problem.
  requireHostHeader: false,
} satisfies ServerOptions;

export const MAX_CONNECTIONS = 1000;
/** A connection on which nothing moves for this long is cut, in ms. */
export const IDLE_TIMEOUT = 60_000;

const STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Cuts the connections that wait for a request: those kept alive, and those that never had one. */
export type CutWaiting = () => void;

/** Node's own `closeIdleConnections` takes a connection without any request yet for a busy one. */
export function trackWaiting(server: Server): CutWaiting {
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', (request: IncomingMessage) => unused.delete(request.socket));
  return () => {
    server.closeIdleConnections();
    for (const socket of unused) socket.destroy();
  };
}

/** Answers what Node would answer with an empty body, or with nothing, as a problem too. */
export function answerBadConnections(server: Server): void {
  const answering = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answering.set(request.socket, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const last = answering.get(socket);
    const inTheMiddle = last?.headersSent === true && !last.writableFinished;
    if (!socket.writable || inTheMiddle || error.code === 'ECONNRESET') socket.destroy();
    else socket.end(answer(STATUS[error.code ?? ''] ?? 400));
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.stringify(problem(417));
    response.writeHead(417, { 'content-type': PROBLEM_JSON, 'content-length': body.length }).end(body);
  });
}

function answer(status: number): string {
  const described = problem(status);
  const body = JSON.stringify(described);
  return [
    `HTTP/1.1 ${status} ${described.title}`,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
