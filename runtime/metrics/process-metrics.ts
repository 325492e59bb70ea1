/** Owns what the process and its threads take of the machine, and which program it is. */
import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { ownUsage, type ThreadUsage } from '../threads/usage.ts';
import type { Asker } from './asker.ts';
import type { LoopDelay } from './loop-delay.ts';
import type { Metrics } from './registry.ts';

export interface ProcessSources {
  readonly role: 'cloud' | 'edge';
  readonly dataDir: string;
  /** Those beside the main one that run now. */
  readonly threads: readonly { usage(): Promise<ThreadUsage | undefined> }[];
}

export function processMetrics(
  registry: Metrics,
  { role, dataDir, threads }: ProcessSources,
  { loop, asker }: { readonly loop: LoopDelay; readonly asker: Asker },
): void {
  const build = { version: ownVersion(), node_version: process.version, role };
  registry.gauge('anemos_build_info', 'Always 1; which program this is', (say) => say(1, build));
  const start = Math.round(Date.now() / 1000 - process.uptime());
  registry.gauge('process_start_time_seconds', 'Start of the process, seconds since 1970', (say) =>
    say(start),
  );
  registry.gauge('process_resident_memory_bytes', 'Resident memory of the whole process', (say) =>
    say(process.memoryUsage.rss()),
  );
  registry.total('process_cpu_seconds_total', 'Processor time of the whole process', (say) => {
    const { user, system } = process.cpuUsage();
    say((user + system) / 1e6);
  });
  registry.gauge(
    'anemos_main_loop_delay_max_seconds',
    'Longest delay of the main event loop in the last minute. Above 0.1: the machine is too small, or swaps',
    (say) => say(loop.max()),
  );
  diskMetrics(registry, dataDir, asker);
  threadMetrics(registry, threads, asker);
}

function diskMetrics(registry: Metrics, dataDir: string, asker: Asker): void {
  const disk = asker.question(() => statfs(dataDir));
  registry.gauge(
    'anemos_disk_free_bytes',
    'Left for this user on the disk of dataDir. At 0 nothing is acknowledged any more',
    async (say) => {
      const found = await disk();
      if (found) say(found.bavail * found.bsize);
    },
  );
  registry.gauge('anemos_disk_size_bytes', 'Size of the disk of dataDir', async (say) => {
    const found = await disk();
    if (found) say(found.blocks * found.bsize);
  });
}

function threadMetrics(registry: Metrics, threads: ProcessSources['threads'], asker: Asker): void {
  const usages = threads.map(({ usage }) => asker.question(usage));
  const all = async () => [ownUsage('main'), ...(await Promise.all(usages.map((usage) => usage())))];
  const each = async (say: (usage: ThreadUsage) => void) => {
    // Parts that share a thread name the same one.
    const known = (await all()).filter((usage) => usage !== undefined);
    for (const usage of new Map(known.map((usage) => [usage.thread, usage])).values()) say(usage);
  };
  registry.total('anemos_thread_cpu_seconds_total', 'Processor time of a thread since its start', (say) =>
    each(({ thread, cpu }) => say(cpu, { thread })),
  );
  registry.total(
    'anemos_thread_busy_seconds_total',
    "Time a thread's loop was at work since its start. A rate near 1: this thread is what limits the node",
    (say) => each(({ thread, busy }) => say(busy, { thread })),
  );
  registry.gauge('anemos_thread_heap_bytes', 'JavaScript heap in use by a thread', (say) =>
    each(({ thread, heap }) => say(heap, { thread })),
  );
}

export function ownVersion(): string {
  const file = findPackageJSON(import.meta.url);
  const manifest: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'));
  const known = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return known ? String(manifest.version) : 'unknown';
}
