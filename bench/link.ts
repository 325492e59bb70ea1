/** Owns the link between an edge and its cloud: a loopback port that leads there while it is open, and nowhere while not. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';

export interface Link extends AsyncDisposable {
  readonly port: number;
  /** Cuts what is connected and refuses until it is opened again. */
  close(): Promise<void>;
  open(): Promise<void>;
}

/** Opened, to `target` on loopback. */
export async function openLink(target: number): Promise<Link> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port: target, noDelay: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    // A side that is gone takes the other one along.
    pipeline(near, far, near, () => {});
  });
  let port = 0;
  const open = async () => {
    if (server.listening) return;
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await open();
  const address = server.address();
  if (address !== null && typeof address === 'object') port = address.port;
  return { port, open, close, [Symbol.asyncDispose]: close };
}
