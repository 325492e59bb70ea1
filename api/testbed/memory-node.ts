/** Owns a node for API tests that keeps everything in memory: our own ports, filled by hand, failing on demand. */

import type { UplinkState } from '../../runtime/edges/port.ts';
import type { Observation } from '../../runtime/history/port.ts';
import type { NodePorts, PartHealth, SensorDirectory, SensorState } from '../../runtime/ports.ts';
import type { LedgerRow } from '../../runtime/vocabulary.ts';
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
  readonly tail: MemoryTail;
  alive: boolean;
  parts: PartHealth[];
  /** Thrown by every store when set. */
  failure: Error | undefined;
  /** Gives the node an uplink in this state. */
  handOver(state: UplinkState): void;
}

export function memoryNode(): MemoryNode {
  const sensors = new Map<string, SensorState>();
  const observations = new Map<string, Observation[]>();
  const alarms: RaisedAlarms = new Map();
  const edges: KnownEdges = { states: new Map(), documents: new Map() };
  const losses: LedgerRow[] = [];
  const models: KnownModels = { states: new Map(), jobs: new Map(), room: 20 };
  const check = () => {
    if (node.failure) throw node.failure;
  };
  const tail = memoryTail(check);
  const ports: NodePorts & { uplink?: NodePorts['uplink'] } = {
    sensors: memorySensors(sensors, check),
    history: memoryHistory(observations, check),
    alarms: memoryAlarms(alarms, check),
    edges: memoryEdges(edges, check),
    ledger: memoryLedger(losses, check),
    models: memoryModels(models, check),
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
    tail,
    alive: true,
    parts: [{ part: 'journal', state: 'ok' }],
    failure: undefined,
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
