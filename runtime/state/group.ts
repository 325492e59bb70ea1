/** Owns waiting one tick, so that all changes that arrive in it share a transaction. */
import type { LaneItem, StateChange } from './port.ts';
import type { Committed } from './state-file.ts';

export interface GroupCommit {
  /** Resolves when the change is durable, with its lane items that are new. */
  commit(change: StateChange): Promise<readonly LaneItem[]>;
  /** Commits now what waits for the tick's end. */
  flush(): void;
}

export function groupCommits(
  commitAll: (changes: readonly StateChange[]) => readonly Committed[],
): GroupCommit {
  let waiting: { readonly change: StateChange; readonly done: PromiseWithResolvers<readonly LaneItem[]> }[] =
    [];
  const flush = () => {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    const results = commitAll(group.map(({ change }) => change));
    for (const [i, { done }] of group.entries()) {
      const result = results[i] ?? { error: new Error('a change without a result') };
      if ('items' in result) done.resolve(result.items);
      else done.reject(result.error);
    }
  };
  return {
    flush,
    commit(change) {
      const done = Promise.withResolvers<readonly LaneItem[]>();
      if (waiting.push({ change, done }) === 1) setImmediate(flush);
      return done.promise;
    },
  };
}
