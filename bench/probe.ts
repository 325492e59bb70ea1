/**
 * Owns what a process under test says of itself: preloaded into its main thread (`node --import`), it answers every
 * IPC message with the figures since the one before. The process' own code knows nothing of it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** Since the answer before, but for `rssBytes`. */
export interface Figures {
  /** How long the main thread's event loop kept others waiting, in ms. */
  readonly loopMax: number;
  readonly loopP99: number;
  /** CPU time of all threads, in ms. */
  readonly cpu: number;
  /** Now. */
  readonly rssBytes: number;
}

const RESOLUTION_MS = 1;

if (isMainThread && process.send) {
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  loop.enable();
  let cpuBefore = process.cpuUsage();
  const delay = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  process.on('message', () => {
    const { user, system } = process.cpuUsage(cpuBefore);
    process.send?.({
      loopMax: delay(loop.max),
      loopP99: delay(loop.percentile(99)),
      cpu: (user + system) / 1000,
      rssBytes: process.memoryUsage.rss(),
    } satisfies Figures);
    cpuBefore = process.cpuUsage();
    loop.reset();
  });
  process.channel?.unref();
  // A benchmark that was killed must not leave a broker behind.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
