/** Owns putting together what a node tells of itself; each part is asked when somebody wants to know. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ownVersion } from '../metrics/process-metrics.ts';
import type { NodeHealth } from '../ports.ts';
import type { StateCounts } from '../state/port.ts';
import type { Offset } from '../vocabulary.ts';
import type { Books, NodeInfo, QueueInfo } from './port.ts';

export interface NodeInfoSources {
  readonly role: 'cloud' | 'edge';
  readonly dataDir: string;
  readonly epoch: string;
  readonly journal: { head(): Offset };
  readonly door: {
    books(argument: undefined): Promise<{ readonly connections: number }>;
    balance(at: { readonly reader: string; readonly cursor: Offset }): Promise<{
      readonly taken: number;
      readonly inFlight: number;
      readonly lost: number;
    }>;
  };
  readonly history: {
    stats(): {
      readonly cursor: Offset;
      readonly stored: number;
      readonly duplicate: number;
      readonly deadLettered: number;
    };
  };
  readonly sensors: {
    stats(): { readonly sensors: number; readonly quarantined: number; readonly position: Offset };
  };
  readonly state: { counts(): Promise<StateCounts> };
  readonly delivery:
    | {
        stats(): Promise<{
          readonly pending: number;
          readonly queued: number;
          readonly dead: number;
          readonly oldest: number;
        }>;
      }
    | undefined;
  readonly health: Pick<NodeHealth, 'parts'>;
}

/** Throws Unavailable when a part does not answer. */
export function createNodeInfo(sources: NodeInfoSources): () => Promise<NodeInfo> {
  const { role, dataDir, epoch, journal, door, history, sensors, state, delivery, health } = sources;
  const version = ownVersion();
  const startedAt = Date.now() - Math.round(process.uptime() * 1000);
  return async () => {
    const [counts, { connections }, books, parts, files, queue] = await Promise.all([
      state.counts(),
      door.books(undefined),
      booksOf(history, door),
      health.parts(),
      sizesIn(dataDir),
      delivery && queueOf(delivery),
    ]);
    const head = journal.head();
    const progress = (reader: string, cursor: Offset) => ({
      ...{ reader, cursor, head },
      lag: Math.max(0, head - cursor),
    });
    const { sensors: known, quarantined, position } = sensors.stats();
    return {
      ...{ role, version, id: epoch, startedAt, files, health: parts, sensors: known, quarantined },
      alarmsOpen: counts.alarmsOpen,
      deadLetters: counts.deadLetters,
      books,
      readers: [progress('sensors', position), progress('history', history.stats().cursor)],
      ...(queue && { queue }),
      connections,
    };
  };
}

async function booksOf(history: NodeInfoSources['history'], door: NodeInfoSources['door']): Promise<Books> {
  const { cursor, stored, duplicate, deadLettered } = history.stats();
  const { taken, inFlight, lost } = await door.balance({ reader: 'history', cursor });
  return { taken, stored, duplicate, deadLettered, inFlight, lost };
}

async function queueOf(delivery: NonNullable<NodeInfoSources['delivery']>): Promise<QueueInfo> {
  const { pending, queued, dead, oldest } = await delivery.stats();
  return { pending, queued, dead, oldestSeconds: oldest };
}

/** Of what lies in a folder, those below it added up. A file that goes meanwhile counts nothing. */
async function sizesIn(folder: string): Promise<Readonly<Record<string, number>>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sizes = entries.map(async (entry): Promise<[string, number]> => {
    const path = join(folder, entry.name);
    return [entry.name, entry.isDirectory() ? await sizeBelow(path) : await sizeOf(path)];
  });
  return Object.fromEntries(await Promise.all(sizes));
}

async function sizeBelow(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  let sum = 0;
  for (const name of names) sum += await sizeOf(join(folder, name));
  return sum;
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : 0;
}
