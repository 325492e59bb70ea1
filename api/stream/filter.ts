/** Owns which events a reader of the stream asked for; two that ask for the same share one answer. */
import { posix } from 'node:path';
import type { SensorId } from '../../runtime/vocabulary.ts';

export const KINDS = ['reading', 'alarm', 'status'] as const;
export type Kind = (typeof KINDS)[number];

export interface Filter {
  /** The same for filters that let the same through. */
  readonly key: string;
  matches(kind: Kind, sensor: SensorId): boolean;
}

/** Answers remembered, for matching globs is dear: some 200 KB for each reader; then it begins anew. */
const REMEMBERED = 2000;

/** `globs`: none = every sensor; one that matches is enough. */
export function filterOf(kinds: readonly Kind[], globs: readonly string[]): Filter {
  const wanted = new Set(kinds);
  const remembered = new Map<SensorId, boolean>();
  const all = globs.length === 0 || globs.includes('*');
  const asked = (sensor: SensorId) =>
    globs.some((glob) => glob === sensor || posix.matchesGlob(sensor, glob));
  return {
    key: JSON.stringify([KINDS.filter((kind) => wanted.has(kind)), all ? [] : [...new Set(globs)].sort()]),
    matches(kind, sensor) {
      if (!wanted.has(kind)) return false;
      if (all) return true;
      const known = remembered.get(sensor);
      if (known !== undefined) return known;
      if (remembered.size >= REMEMBERED) remembered.clear();
      const answer = asked(sensor);
      remembered.set(sensor, answer);
      return answer;
    },
  };
}
