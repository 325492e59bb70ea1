/** Owns asking other threads for figures: each question once a scrape, and none of them waited for long. */
import { setTimeout as delay } from 'node:timers/promises';

export interface Asker {
  /** What is asked once a scrape, however many metrics need it; undefined when there is no answer in time. */
  question<T>(ask: () => Promise<T>): () => Promise<T | undefined>;
  /** A new scrape begins. */
  renew(): void;
}

/** `patience`: ms. A thread that does not answer hangs in a call to its disk, and that is what a scrape is to show. */
export function createAsker(patience: number): Asker {
  const asked: (() => void)[] = [];
  return {
    question<T>(ask: () => Promise<T>) {
      let answer: Promise<T | undefined> | undefined;
      asked.push(() => {
        answer = undefined;
      });
      return () => {
        answer ??= within(patience, ask());
        return answer;
      };
    },
    renew() {
      for (const forget of asked) forget();
    },
  };
}

async function within<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
  const late = new AbortController();
  const tooLate = delay(ms, undefined, { signal: late.signal, ref: false }).catch(() => undefined);
  return await Promise.race([answer.catch(() => undefined), tooLate]).finally(() => late.abort());
}
