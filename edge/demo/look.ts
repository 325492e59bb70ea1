/** Owns looking at a node again and again: what a look finds is told, of looks that fail in a row the first. */
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../runtime/errors.ts';

export interface LookOptions {
  /** Whose REST is asked, for a line about it. */
  readonly who: string;
  /** ms between two looks. */
  readonly every: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Until `signal` aborts. */
export async function keepLooking(
  options: LookOptions,
  look: () => Promise<readonly string[]>,
): Promise<void> {
  const { who, every, signal, say } = options;
  let failing = false;
  for (; !signal.aborted; await delay(every, undefined, { signal }).catch(() => {})) {
    try {
      for (const line of await look()) say(line);
      failing = false;
    } catch (error) {
      if (!failing && !signal.aborted) say(`REST of the ${who} does not answer: ${messageOf(error)}`);
      failing = true;
    }
  }
}
