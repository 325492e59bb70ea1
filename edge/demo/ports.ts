/** Owns finding loopback ports that nobody listens on. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { StartError } from '../../runtime/errors.ts';

export const HOST = '127.0.0.1';
/** Ports tried from the usual one upwards. */
const TRIED_PORTS = 200;

/** The first free port from `first` on; says so when that is another one. */
export async function freePort(
  first: number,
  { what, say }: { readonly what: string; readonly say: (line: string) => void },
): Promise<number> {
  for (let port = first; port < first + TRIED_PORTS; port++) {
    if (!(await isFree(port))) continue;
    if (port !== first) say(`Port ${first} is taken, so ${what} is on ${port}.`);
    return port;
  }
  throw new StartError(`ports ${first} to ${first + TRIED_PORTS - 1} are all taken`);
}

export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const bound = once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.listen(port, HOST);
  const free = await bound;
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}
