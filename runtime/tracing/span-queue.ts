/** Owns that spans wait for the collector and nothing waits for them: bounded, sent in batches, what is too much is counted. */
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import type { Otlp } from './otlp.ts';
import type { Span } from './span.ts';

export interface SpanQueue extends AsyncDisposable {
  add(span: Span): void;
  /** Spans that were never added, for there were too many of them. */
  skipped(spans: number): void;
  counts(): { readonly sent: number; readonly dropped: number };
}

export interface SpanQueueOptions {
  /** Loads what sends. */
  readonly open: () => Promise<Otlp>;
  /** Told once when spans are lost, and once when the collector takes them again. */
  readonly onTrouble: (reason: string | undefined) => void;
  /** ms between two batches. */
  readonly every?: number;
}

/** Some 2 MB. */
const MOST_WAITING = 4096;
const BATCH = 512;
const EVERY = 5000;
/** ms for what is left at the end. */
const LAST = 1000;

export function openSpanQueue({ open, onTrouble, every = EVERY }: SpanQueueOptions): SpanQueue {
  let waiting: Span[] = [];
  let [sent, dropped, failing] = [0, 0, false];
  const ending = new AbortController();
  const told = (reason: string | undefined) => {
    if (failing === (reason !== undefined)) return;
    failing = reason !== undefined;
    onTrouble(reason);
  };
  const send = async (otlp: Otlp) => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      waiting = waiting.slice(BATCH);
      try {
        await otlp.send(batch);
        sent += batch.length;
        told(undefined);
      } catch (error) {
        dropped += batch.length;
        told(messageOf(error));
        return;
      }
    }
  };
  const run = async () => {
    await using otlp = await open();
    while (await delay(every, true, { signal: ending.signal }).catch(() => false)) await send(otlp);
    await send(otlp);
  };
  const running = run();
  running.catch((error: unknown) => told(messageOf(error)));
  return {
    add(span) {
      if (waiting.length >= MOST_WAITING) dropped++;
      else waiting.push(span);
    },
    skipped(spans) {
      dropped += spans;
    },
    counts: () => ({ sent, dropped }),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.race([running.catch(() => {}), delay(LAST, undefined, { ref: false })]);
    },
  };
}
