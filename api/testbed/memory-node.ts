/** Owns a node for API tests that keeps everything in memory: our own ports, filled by hand, failing on demand. */

import type { UplinkState } from '../../runtime/edges/port.ts';
import type { Observation } from '../../runtime/history/port.ts';
import type { Log } from '../../runtime/log.ts';
import type { NodeInfo } from '../../runtime/node-info/port.ts';
import type { Mapping, NodePorts, PartHealth, SensorDirectory, SensorState } from '../../runtime/ports.ts';
import type { KeptDeadLetter } from '../../runtime/state/port.ts';
import type { LedgerRow } from '../../runtime/vocabulary.ts';
import { type MemoryAccess, memoryAccess } from './memory-access.ts';
import { memoryAlarms, type RaisedAlarms } from './memory-alarms.ts';
import { type KnownEdges, memoryEdges } from './memory-edges.ts';
import { memoryHistory } from './memory-history.ts';
import { memoryLedger } from './memory-ledger.ts';
import { type KnownModels, memoryModels } from './memory-models.ts';
import { type MemoryTail, memoryTail } from './memory-tail.ts';

export interface MemoryNode {
  readonly ports: NodePorts;
  readonly sensors: Map<string, SensorState>;
  readonly observations: Map<string, Observation[]>;
  readonly alarms: RaisedAlarms;
  readonly edges: KnownEdges;
  readonly losses: LedgerRow[];
  readonly models: KnownModels;
  readonly deadLetters: KeptDeadLetter[];
  readonly tail: MemoryTail;
  alive: boolean;
  parts: PartHealth[];
  /** Thrown by every store when set. */
  failure: Error | undefined;
  /** Gives the node an uplink in this state. */
  handOver(state: UplinkState): void;
}

const MAPPINGS: readonly Mapping[] = [
  { topic: 'a/{site}/{sensor}', site: '{site}', sensor: '{sensor}', format: 'auto' },
  { topic: 'b/#', site: 'b', sensor: 'all', metric: 'x', format: 'json' },
];

const INFO: NodeInfo = {
  ...{ role: 'cloud', version: '0.1.0', id: 'e1', startedAt: Date.parse('2026-03-01T12:00:00.000Z') },
  files: { 'journal.db': 5e9, postgres: 1 },
  health: [{ part: 'journal', state: 'degraded', detail: 'x' }],
  ...{ sensors: 2, quarantined: 0, alarmsOpen: { MAJOR: 1 }, deadLetters: 5e9, connections: 3 },
  books: { taken: 10, stored: 5, duplicate: 1, deadLettered: 1, inFlight: 2, lost: 1 },
  readers: [{ reader: 'history', cursor: 1, head: 3, lag: 2 }],
  queue: { pending: 1, queued: 1, dead: 0, oldestSeconds: 0.5 },
};

export async function memoryNode(log: Log): Promise<MemoryNode> {
  const sensors = new Map<string, SensorState>();
  const observations = new Map<string, Observation[]>();
  const alarms: RaisedAlarms = new Map();
  const edges: KnownEdges = { states: new Map(), documents: new Map() };
  const losses: LedgerRow[] = [];
  const models: KnownModels = { states: new Map(), jobs: new Map(), room: 20 };
  const deadLetters: KeptDeadLetter[] = [];
  let failure: Error | undefined;
  const check = () => {
    if (failure) throw failure;
  };
  const access: MemoryAccess = await memoryAccess(check, log);
  const tail = memoryTail(check);
  const ports: NodePorts & { uplink?: NodePorts['uplink'] } = {
    ...access,
    sensors: memorySensors(sensors, check),
    history: memoryHistory(observations, check),
    alarms: memoryAlarms(alarms, check),
    edges: memoryEdges(edges, check),
    ledger: memoryLedger(losses, check),
    models: memoryModels(models, check),
    deadLetters: {
      async state({ limit, before = Infinity }) {
        check();
        return deadLetters
          .filter(({ n }) => n < before)
          .sort((a, b) => b.n - a.n)
          .slice(0, limit);
      },
      async history() {
        check();
        return [];
      },
    },
    get mappings() {
      check();
      return MAPPINGS;
    },
    async info() {
      check();
      return INFO;
    },
    tail,
    health: { live: () => node.alive, parts: async () => node.parts },
    async metrics() {
      check();
      return {
        contentType: 'text/plain; version=0.0.4; charset=utf-8',
        body: '# TYPE anemos_up gauge\nanemos_up 1\n',
      };
    },
  };
  const node: MemoryNode = {
    ports,
    sensors,
    observations,
    alarms,
    edges,
    losses,
    models,
    deadLetters,
    tail,
    alive: true,
    parts: [{ part: 'journal', state: 'ok' }],
    get failure() {
      return failure;
    },
    set failure(error) {
      failure = error;
    },
    handOver(state) {
      ports.uplink = async () => {
        check();
        return state;
      };
    },
  };
  return node;
}

function memorySensors(sensors: ReadonlyMap<string, SensorState>, check: () => void): SensorDirectory {
  return {
    list({ limit, after }) {
      check();
      const sorted = [...sensors.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      return sorted.filter(({ id }) => after === undefined || id > after).slice(0, limit);
    },
    get(id) {
      check();
      return sensors.get(id);
    },
    count: () => sensors.size,
  };
}

export function sensorState(id: string, more: Partial<SensorState> = {}): SensorState {
  return {
    id,
    status: 'online',
    readings: 0,
    late: 0,
    duplicates: 0,
    skewed: 0,
    metrics: {},
    openAlarms: [],
    ...more,
  };
}
