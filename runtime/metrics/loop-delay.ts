/** Owns how long the main thread's event loop has kept others waiting, over the last minute. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const SLOTS = 60;
const SLOT_MS = 1000;
/** The timer's own period: what it measures beyond this is delay. */
const RESOLUTION_MS = 2;

export interface LoopDelay extends Disposable {
  /** Seconds; the largest of the last minute. */
  max(): number;
}

export function watchLoopDelay(): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const slots: number[] = [];
  const look = () => {
    slots.push(Math.max(0, histogram.max / 1e9 - RESOLUTION_MS / 1000));
    if (slots.length > SLOTS) slots.shift();
    histogram.reset();
  };
  const timer = setInterval(look, SLOT_MS);
  timer.unref();
  return {
    max() {
      look();
      return Math.max(...slots);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
