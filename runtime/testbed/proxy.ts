/** Owns a TCP proxy for tests that trouble links: cut, gone silent with both ends open, slow. Tests only. */
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface Target {
  readonly host: string;
  readonly port: number;
}

export interface Proxy extends AsyncDisposable {
  readonly port: number;
  /** Breaks all connections and refuses new ones. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** Forwards nothing more, either way, and says so to nobody; new connections are taken and go nowhere. */
  stall(): void;
  /** Goes on, with what was held back. */
  resume(): void;
  /** ms that everything takes from now on, each way. */
  slow(ms: number): void;
  /** New connections go there. */
  retarget(target: Target): void;
}

/** Forwards a free loopback port to `host:port`. */
export async function openProxy(first: Target): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let target = first;
  let latency = 0;
  let gate: PromiseWithResolvers<void> | undefined;
  const pass = async (from: Socket, to: Socket) => {
    try {
      for await (const chunk of from) {
        await gate?.promise;
        if (latency > 0) await delay(latency);
        if (!to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      }
    } catch {
      // Broken here is broken there.
    }
    await gate?.promise;
    to.destroy();
  };
  const join = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('error', () => to.destroy());
    from.on('close', () => sockets.delete(from));
    void pass(from, to);
  };
  const server: Server = createServer((near) => {
    const far = createConnection(target);
    join(near, far);
    join(far, near);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const resume = () => {
    gate?.resolve();
    gate = undefined;
  };
  const cut = async () => {
    resume();
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    port,
    cut,
    restore: async () => {
      if (!server.listening) await listen(port);
    },
    stall() {
      gate ??= Promise.withResolvers();
    },
    resume,
    slow(ms) {
      latency = ms;
    },
    retarget(next) {
      target = next;
    },
    [Symbol.asyncDispose]: cut,
  };
}
