/** Owns the TCP link between the demo's edge and its cloud: passes on every byte, until it is cut. */
import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { HOST } from './ports.ts';

export interface DemoLink extends AsyncDisposable {
  readonly port: number;
  /** Breaks every connection, and every new one until `mend`. */
  cut(): void;
  mend(): void;
  isCut(): boolean;
}

/** `target`: the cloud's port; asked for each new connection. */
export async function openDemoLink(target: () => number): Promise<DemoLink> {
  const sockets = new Set<Socket>();
  let whole = true;
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('error', () => {});
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    from.pipe(to);
  };
  const server = createServer((near) => {
    // The port stays ours while the link is cut; nobody else may answer the edge there.
    if (!whole) return void near.destroy();
    const far = createConnection(target(), HOST);
    pass(near, far);
    pass(far, near);
  });
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    cut() {
      whole = false;
      breakAll();
    },
    mend() {
      whole = true;
    },
    isCut: () => !whole,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      breakAll();
      await closed;
    },
  };
}
