/** Owns a socket the broker listens on, plain or TLS, and the bound on connections that all of them share. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { messageOf, StartError } from '../errors.ts';
import type { Certificate } from './certificate.ts';
import { CLOSE_GRACE } from './limits.ts';

export interface Listener extends AsyncDisposable {
  readonly port: number;
  /** For connections to come; of a TLS listener only. */
  renew(certificate: Certificate): void;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Where the port is set, for the person whose port is taken. */
  readonly setting: string;
  /** Makes it a TLS listener. */
  readonly certificate?: Certificate;
  /** ms a TLS handshake may take. */
  readonly handshakeTimeout: number;
  /** Counts the connection in, or destroys it. */
  readonly admit: (socket: Socket) => boolean;
  readonly onConnection: (socket: Socket) => void;
  readonly onFailedHandshake: () => void;
}

/** A bound on connections, those that have not finished their TLS handshake included. */
export function boundConnections(max: number): ListenOptions['admit'] {
  let open = 0;
  return (socket) => {
    if (open >= max) {
      socket.destroy();
      return false;
    }
    open++;
    socket.once('close', () => open--);
    return true;
  };
}

/** Closing stops accepting, lets written acks out and destroys the sockets that do not take them within a second. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { host, port, certificate, handshakeTimeout, admit, onConnection, onFailedHandshake } = options;
  /** What the broker has, and beneath it, for TLS, what the network has. */
  const [served, raw] = [new Set<Socket>(), new Set<Socket>()];
  const serve = (socket: Socket) => {
    keep(served, socket);
    onConnection(socket);
  };
  const secure = certificate && createTlsServer({ ...certificate, noDelay: true, handshakeTimeout });
  const server = secure ?? createServer({ noDelay: true });
  server.on('connection', (socket: Socket) => {
    if (!admit(socket)) return;
    keep(raw, socket);
    if (!secure) serve(socket);
  });
  secure?.on('secureConnection', serve);
  secure?.on('tlsClientError', (_, socket) => {
    socket.destroy(); // Node leaves one open whose handshake has timed out.
    onFailedHandshake();
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new StartError(
      `cannot listen for MQTT on ${host}:${port}: ${messageOf(error)}. Stop what uses the port, or set ${options.setting}`,
    );
  }
  return {
    port: addressOf(server).port,
    renew: (renewed) => secure?.setSecureContext({ ...renewed }),
    [Symbol.asyncDispose]: () => close(server, served, raw),
  };
}

function keep(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  socket.on('error', () => {}); // Aedes reports it; without a listener it would end the process.
}

async function close(
  server: Server | TlsServer,
  served: ReadonlySet<Socket>,
  raw: ReadonlySet<Socket>,
): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const socket of served) socket.destroySoon(); // acks already written still go out
  const timer = setTimeout(() => {
    for (const socket of [...served, ...raw]) socket.destroy();
  }, CLOSE_GRACE);
  await closed;
  clearTimeout(timer);
}

function addressOf(server: Server | TlsServer): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the MQTT server has no TCP address');
  return address;
}
