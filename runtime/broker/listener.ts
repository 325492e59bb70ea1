/** Owns the TCP socket the broker listens on. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { StartError } from '../errors.ts';
import { CLOSE_GRACE } from './limits.ts';

export interface Listener extends AsyncDisposable {
  readonly port: number;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly maxConnections: number;
  readonly onConnection: (socket: Socket) => void;
}

/** Closing stops accepting, lets written acks out and destroys the sockets that do not take them within a second. */
export async function listen({ host, port, maxConnections, onConnection }: ListenOptions): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {}); // Aedes reports it; without a listener it would end the process.
    onConnection(socket);
  });
  server.maxConnections = maxConnections;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new StartError(
      `cannot listen for MQTT on ${host}:${port}: ${error instanceof Error ? error.message : error}. ` +
        'Stop what uses the port, or set mqtt.port (ANEMOS_MQTT_PORT)',
    );
  }
  return { port: addressOf(server).port, [Symbol.asyncDispose]: () => close(server, sockets) };
}

async function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const socket of sockets) socket.destroySoon(); // acks already written still go out
  const timer = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, CLOSE_GRACE);
  await closed;
  clearTimeout(timer);
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the MQTT server has no TCP address');
  return address;
}
