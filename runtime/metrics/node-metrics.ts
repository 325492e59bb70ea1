/** Owns /metrics: the main thread's own figures beside the door's, in one exposition. */
import type { Door } from '../broker/door.ts';
import type { Edges, UplinkState } from '../edges/port.ts';
import type { StateStore } from '../state/port.ts';
import type { Offset } from '../vocabulary.ts';
import { edgeMetrics, uplinkMetrics } from './link-metrics.ts';
import { type LoopDelay, watchLoopDelay } from './loop-delay.ts';
import { expose, type Metrics, openMetrics } from './registry.ts';

/** What is measured, each part as it says it itself. */
export interface MetricsSources {
  readonly door: Pick<Door, 'metrics' | 'balance'>;
  readonly state: Pick<StateStore, 'counts'>;
  /** Absent on an edge, as an uplink is on a cloud. */
  readonly delivery: { stats(): Promise<{ readonly pending: number }> } | undefined;
  readonly uplink: { state(): UplinkState } | undefined;
  readonly edges: Pick<Edges, 'list'> | undefined;
  readonly journal: { head(): Offset };
  readonly history: {
    stats(): {
      readonly cursor: Offset;
      readonly stored: number;
      readonly duplicate: number;
      readonly deadLettered: number;
    };
  };
  readonly sensors: {
    stats(): {
      readonly sensors: number;
      readonly quarantined: number;
      readonly position: Offset;
      readonly readings: number;
      readonly late: number;
      readonly duplicates: number;
      readonly skewed: number;
    };
  };
}

export interface NodeMetrics extends Disposable {
  expose(): Promise<{ readonly contentType: string; readonly body: string }>;
}

export function openNodeMetrics(sources: MetricsSources): NodeMetrics {
  const registry = openMetrics();
  const loop = watchLoopDelay();
  processMetrics(registry, loop);
  sensorMetrics(registry, sources);
  readerMetrics(registry, sources);
  alarmMetrics(registry, sources);
  if (sources.uplink) uplinkMetrics(registry, sources.uplink);
  if (sources.edges) edgeMetrics(registry, sources.edges);
  return {
    expose: async () => expose(await Promise.all([sources.door.metrics(undefined), registry.json()])),
    [Symbol.dispose]: () => loop[Symbol.dispose](),
  };
}

function processMetrics(registry: Metrics, loop: LoopDelay): void {
  registry.gauge(
    'anemos_main_loop_delay_max_seconds',
    'Longest delay of the main event loop in the last minute',
    {
      collect: (gauge) => gauge.set(loop.max()),
    },
  );
  registry.gauge('process_resident_memory_bytes', 'Resident memory of the whole process', {
    collect: (gauge) => gauge.set(process.memoryUsage.rss()),
  });
  const cpu = registry.gauge('process_cpu_seconds_total', 'CPU time of the whole process', {
    collect() {
      const { user, system } = process.cpuUsage();
      cpu.set((user + system) / 1e6);
    },
  });
  registry
    .gauge('process_start_time_seconds', 'Start of the process, seconds since 1970')
    .set(Math.round(Date.now() / 1000 - process.uptime()));
}

/** Readings since the process started, by how they entered the live state. */
function sensorMetrics(registry: Metrics, { sensors }: MetricsSources): void {
  registry.gauge('anemos_sensors', 'Sensors known', {
    collect: (gauge) => gauge.set(sensors.stats().sensors),
  });
  registry.gauge('anemos_sensors_quarantined', 'Sensors set aside after repeated failures', {
    collect: (gauge) => gauge.set(sensors.stats().quarantined),
  });
  registry.gauge('anemos_sensor_readings', 'Readings the sensors reader has handled since start', {
    labels: ['outcome'],
    collect(gauge) {
      const { readings, late, duplicates, skewed } = sensors.stats();
      for (const [outcome, count] of Object.entries({
        live: readings,
        late,
        duplicate: duplicates,
        skewed,
      })) {
        gauge.set({ outcome }, count);
      }
    },
  });
}

/** How far the readers are, and the books: taken = stored + duplicate + dead_lettered + in_flight + lost. */
function readerMetrics(registry: Metrics, { door, history, journal, sensors }: MetricsSources): void {
  registry.gauge('anemos_reader_lag_commits', 'Commits a reader has not finished', {
    labels: ['reader'],
    collect(gauge) {
      gauge.set({ reader: 'sensors' }, journal.head() - sensors.stats().position);
      gauge.set({ reader: 'history' }, journal.head() - history.stats().cursor);
    },
  });
  registry.gauge('anemos_history_values', 'Where the values taken in are; the others add up to taken', {
    labels: ['state'],
    async collect(gauge) {
      const { cursor, stored, duplicate, deadLettered } = history.stats();
      const { taken, inFlight, lost } = await door.balance({ reader: 'history', cursor });
      const states = { taken, stored, duplicate, dead_lettered: deadLettered, in_flight: inFlight, lost };
      for (const [state, count] of Object.entries(states)) gauge.set({ state }, count);
    },
  });
}

function alarmMetrics(registry: Metrics, { delivery, state }: MetricsSources): void {
  registry.gauge('anemos_alarms_open', 'Alarms whose condition is there', {
    labels: ['severity'],
    async collect(gauge) {
      const { alarmsOpen } = await state.counts();
      gauge.reset();
      for (const [severity, count] of Object.entries(alarmsOpen)) gauge.set({ severity }, count);
    },
  });
  registry.gauge('anemos_alarm_transitions', 'Alarm transitions since state.db was made', {
    collect: async (gauge) => gauge.set((await state.counts()).laneHead),
  });
  if (delivery) {
    registry.gauge('anemos_alarm_transitions_pending', 'Alarm transitions not yet in their SQL rows', {
      collect: async (gauge) => gauge.set((await delivery.stats()).pending),
    });
  }
  registry.gauge('anemos_dead_letters', 'Inputs of the sensors reader set aside, since the file was made', {
    collect: async (gauge) => gauge.set((await state.counts()).deadLetters),
  });
}
