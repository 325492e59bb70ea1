/** Owns bringing one reader from where it stands to the live end, at its own pace; nothing waits for it. */
import type { Tail } from '../../runtime/ports.ts';
import { type Connection, chunkOf } from './connection.ts';
import type { Live } from './live.ts';
import type { Position } from './position.ts';
import { journalSlice, laneSlice, type Slice, TRANSITIONS } from './slices.ts';

interface Path {
  readonly tail: Tail;
  readonly live: Live;
  /** Resolves when it is this reader's turn to read on. */
  readonly turn: () => Promise<void>;
}

/** Resolves when `reader` has joined the others, or is over. Rejects when journal or lane cannot be read. */
export async function catchUp(reader: Connection, from: Position, path: Path): Promise<void> {
  const { live, turn } = path;
  let position = from;
  while (await reader.drained()) {
    // Without a pause between the look and the joining, so nothing can pass by unseen.
    if (position.number === live.position.number && position.transition === live.position.transition) {
      live.join(reader);
      return;
    }
    await turn();
    const slice = await next(reader, position, path);
    const chunk = chunkOf(slice.blocks, reader.filter);
    if (chunk) reader.send(chunk);
    position = slice.position;
  }
}

/** What comes next, up to where the live end is now and no further. */
async function next({ filter }: Connection, from: Position, { tail, live }: Path): Promise<Slice> {
  const { number, transition } = live.position;
  if (from.number < number) return journalSlice(tail, { from, through: number, wanted: filter });
  const items = await tail.lane.lane(from.transition, TRANSITIONS);
  return laneSlice(items, { from, through: transition, wanted: filter });
}
