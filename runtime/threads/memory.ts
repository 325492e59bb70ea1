/** Owns how much memory a node's threads may take, by its role: a cloud buys throughput with it, an edge has little. */
import { setFlagsFromString } from 'node:v8';
import type { ResourceLimits } from 'node:worker_threads';

export type ThreadLimits = Pick<ResourceLimits, 'maxYoungGenerationSizeMb'>;

export interface MemoryProfile {
  /** MB: what a tick of a flood leaves behind is garbage as soon as it is acknowledged. */
  readonly door: ThreadLimits;
  /** Every other thread; V8's own choice when empty. */
  readonly others: ThreadLimits;
}

/** 3 MB is V8's smallest: 1 MB of new objects at a time. No old generation is bounded: a full one ends the process. */
const PROFILES: Readonly<Record<'cloud' | 'edge', MemoryProfile>> = {
  cloud: { door: { maxYoungGenerationSizeMb: 96 }, others: {} },
  edge: { door: { maxYoungGenerationSizeMb: 6 }, others: { maxYoungGenerationSizeMb: 3 } },
};

/**
 * Collect early rather than take more; new objects get no more room than they have. Process-wide, and for threads
 * started later.
 */
const EDGE_FLAGS = ['--optimize-for-size', '--semi-space-growth-factor=1'];

/** Call before the first thread starts. */
export function memoryOf(role: 'cloud' | 'edge'): MemoryProfile {
  if (role === 'edge') for (const flag of EDGE_FLAGS) setFlagsFromString(flag);
  return PROFILES[role];
}
