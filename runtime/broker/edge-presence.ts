/** Owns which edges are here: told of the first connection over which one says hello, and when the last of them is gone. */
import type { Client } from './aedes-broker.ts';

/** Call it for every hello. */
export function createPresence(
  tell: (edge: string, kind: 'connected' | 'disconnected') => void,
): (edge: string, client: Client) => void {
  const here = new Map<string, Set<Client>>();
  return (edge, client) => {
    const clients = here.get(edge) ?? new Set();
    if (clients.has(client) || client.conn.destroyed) return;
    here.set(edge, clients.add(client));
    if (clients.size === 1) tell(edge, 'connected');
    // Not Aedes' own event: it does not come for a client that was replaced while it was closing.
    client.conn.once('close', () => {
      clients.delete(client);
      if (clients.size > 0) return;
      here.delete(edge);
      tell(edge, 'disconnected');
    });
  };
}
