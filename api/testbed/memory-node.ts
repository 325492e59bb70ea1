/** Owns a node for API tests that keeps everything in memory: our own ports, filled by hand, failing on demand. */

import type { Observation } from '../../runtime/history/port.ts';
import type { NodePorts, PartHealth, SensorState } from '../../runtime/ports.ts';
import { type Ledger, memoryAlarms } from './memory-alarms.ts';
import { memoryHistory } from './memory-history.ts';

export interface MemoryNode {
  readonly ports: NodePorts;
  readonly sensors: Map<string, SensorState>;
  readonly observations: Map<string, Observation[]>;
  readonly alarms: Ledger;
  alive: boolean;
  parts: PartHealth[];
  /** Thrown by every store when set. */
  failure: Error | undefined;
}

export function memoryNode(): MemoryNode {
  const sensors = new Map<string, SensorState>();
  const observations = new Map<string, Observation[]>();
  const alarms: Ledger = new Map();
  const check = () => {
    if (node.failure) throw node.failure;
  };
  const ports: NodePorts = {
    sensors: {
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
    },
    history: memoryHistory(observations, check),
    alarms: memoryAlarms(alarms, check),
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
    alive: true,
    parts: [{ part: 'journal', state: 'ok' }],
    failure: undefined,
  };
  return node;
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
