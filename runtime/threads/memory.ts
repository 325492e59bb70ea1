/** Owns how much memory a node's threads may take, by its role: a cloud buys throughput with it, an edge has little. */
import { Room, type ThreadLimits } from './room.ts';

/** Where a node's parts run beside the main thread. */
export interface Rooms {
  readonly door: Room;
  readonly state: Room;
  readonly history: Room;
  /** Empty, so no thread, until there is something to model. */
  readonly models: Room;
}

/** MB: what a tick of a flood leaves behind is garbage as soon as it is acknowledged. */
const CLOUD_DOOR: ThreadLimits = { maxYoungGenerationSizeMb: 96 };

/** V8's smallest: 1 MB of new objects at a time. No old generation is bounded: a full one ends the process. */
const EDGE: ThreadLimits = { maxYoungGenerationSizeMb: 3 };

/**
 * What `npm run edge` and an edge's service start Node with: no optimising compiler (its code and its own pages are
 * 15 MB; handing over is slower without it, see bench/RESULTS.md), little room for new objects, and `gc` for tidy.ts.
 */
export const EDGE_FLAGS = [
  '--max-semi-space-size=1',
  '--optimize-for-size',
  '--no-opt',
  '--no-maglev',
  '--bytecode-old-age=2',
  '--expose-gc',
] as const;

export function roomsOf(role: 'cloud' | 'edge'): Rooms {
  if (role === 'cloud') {
    const [door, state] = [new Room('door', CLOUD_DOOR), new Room('state')];
    return { door, state, history: new Room('history'), models: new Room('models') };
  }
  // A thread costs 10 MB before it does anything.
  const files = new Room('files', EDGE);
  return { door: new Room('door', EDGE), state: files, history: files, models: files };
}
