/** Owns what a thread takes of the machine: its processor time, how busy its loop is, its heap. */
import type { Worker } from 'node:worker_threads';

export interface ThreadUsage {
  readonly thread: string;
  /** Seconds of processor time since its start. */
  readonly cpu: number;
  /** Seconds since its start in which its event loop was at work, waiting for a disk in a call included. */
  readonly busy: number;
  /** Bytes of live and dead objects. */
  readonly heap: number;
}

/** Asked from outside, so that the thread need not answer by itself. Rejects when it has ended. */
export async function usageOf(thread: string, worker: Worker): Promise<ThreadUsage> {
  const [cpu, heap] = await Promise.all([worker.cpuUsage(), worker.getHeapStatistics()]);
  const { active } = worker.performance.eventLoopUtilization();
  return { thread, cpu: seconds(cpu), busy: active / 1000, heap: heap.used_heap_size };
}

/** Of the calling thread. */
export function ownUsage(thread: string): ThreadUsage {
  const { active } = performance.eventLoopUtilization();
  const { heapUsed: heap } = process.memoryUsage();
  return { thread, cpu: seconds(process.threadCpuUsage()), busy: active / 1000, heap };
}

function seconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}
