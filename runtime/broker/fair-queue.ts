/** Owns whose turn it is: a few works at once, lanes served in turn, so that one busy lane cannot starve the others. */

export interface FairQueueOptions {
  readonly atOnce: number;
  /** Works that may wait in one lane. */
  readonly perLane: number;
}

/** Runs `work` when it is its lane's turn; undefined when the lane is full. */
export type FairQueue = <T>(lane: string, work: () => Promise<T>) => Promise<T> | undefined;

export function createFairQueue({ atOnce, perLane }: FairQueueOptions): FairQueue {
  /** Lanes with something waiting, the next one first. */
  const lanes = new Map<string, (() => Promise<void>)[]>();
  let running = 0;

  async function serve(): Promise<void> {
    running++;
    for (let start = next(); start; start = next()) await start();
    running--;
  }

  function next(): (() => Promise<void>) | undefined {
    for (const [lane, waiting] of lanes) {
      lanes.delete(lane);
      const start = waiting.shift();
      if (waiting.length > 0) lanes.set(lane, waiting);
      return start;
    }
    return undefined;
  }

  return <T>(lane: string, work: () => Promise<T>) => {
    const waiting = lanes.get(lane) ?? [];
    if (waiting.length >= perLane) return undefined;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    waiting.push(() => work().then(resolve, reject));
    lanes.set(lane, waiting);
    if (running < atOnce) void serve();
    return promise;
  };
}
