/** Owns stopping a socket that announces or sends more than we take, before the parser buffers it. */
import type { Socket } from 'node:net';

/** Aedes 1.2 has no packet-size option, so this reads its private parser; the version is pinned and a test watches. */
interface ParsingClient {
  readonly connected: boolean;
  readonly _parser: { readonly packet?: { readonly length?: number } };
}

/** Nobody has logged in yet: a CONNECT with a will fits well into this. */
const MAX_BEFORE_LOGIN = 64 * 1024;

/** Destroys `socket` as soon as the packet being received is longer than `maxPacket` bytes. */
export function guardPacketSize(
  socket: Socket,
  client: unknown,
  maxPacket: number,
  onOversized: () => void,
): void {
  if (!isParsing(client))
    throw new Error('aedes no longer exposes its parser; the packet-size guard needs it');
  // Aedes listens first, so at this point its parser has seen all that was readable.
  socket.on('readable', () => {
    const announced = client._parser.packet?.length ?? 0;
    const most = client.connected ? maxPacket : Math.min(maxPacket, MAX_BEFORE_LOGIN);
    if (announced <= most) return;
    onOversized();
    socket.destroy();
  });
}

function isParsing(client: unknown): client is ParsingClient {
  return typeof client === 'object' && client !== null && '_parser' in client;
}
