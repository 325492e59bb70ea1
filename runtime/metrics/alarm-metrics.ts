/** Owns what is measured of alarms: how many are open, how fast their transitions get where they belong, what waits or is lost to SQL. */
import type { StateCounts } from '../state/port.ts';
import { SEVERITIES } from '../vocabulary.ts';
import type { AlarmLatency } from './alarm-latency.ts';
import type { Asker } from './asker.ts';
import type { Metrics } from './registry.ts';

export interface AlarmSources {
  readonly state: { counts(): Promise<StateCounts> };
  /** Absent on an edge. */
  readonly delivery:
    | {
        stats(): Promise<{
          readonly pending: number;
          readonly queued: number;
          readonly dead: number;
          /** Seconds the oldest job of the queue has waited; 0 when none does. */
          readonly oldest: number;
          readonly trouble?: string;
        }>;
      }
    | undefined;
  readonly history: { stats(): { readonly deadLettered: number } };
  readonly latency: AlarmLatency;
}

export function alarmMetrics(registry: Metrics, sources: AlarmSources, asker: Asker): void {
  const { state, latency, history } = sources;
  const counts = asker.question(() => state.counts());
  registry.gauge('anemos_alarms_open', 'Alarms whose condition is there', async (say) => {
    const found = await counts();
    if (found) for (const severity of SEVERITIES) say(found.alarmsOpen[severity] ?? 0, { severity });
  });
  registry.total(
    'anemos_alarm_transitions_total',
    'Alarm transitions since state.db was made',
    async (say) => {
      const found = await counts();
      if (found) say(found.laneHead);
    },
  );
  registry.total(
    'anemos_dead_letters_total',
    'Inputs a reader gave up on and set aside, since the file was made: values in history.db, entries and transitions in state.db',
    async (say) => {
      say(history.stats().deadLettered, { file: 'history' });
      const found = await counts();
      if (found) say(found.deadLetters, { file: 'state' });
    },
  );
  latencyMetrics(registry, latency);
  if (sources.delivery) deliveryMetrics(registry, sources.delivery, asker);
}

function latencyMetrics(registry: Metrics, { durable, stored, edgeStored }: AlarmLatency): void {
  registry.histogram(
    'anemos_alarm_durable_seconds',
    'From a reading being taken in to its alarm transition being durable: what rules of this node made',
    durable,
  );
  registry.histogram(
    'anemos_alarm_stored_seconds',
    'From a reading being taken in to the row of its alarm transition in SQL. Slow: the database is away or slow',
    stored,
  );
  registry.histogram(
    'anemos_edge_alarm_stored_seconds',
    'From a reading being taken in at an edge to the row of its alarm transition here, time without a link included',
    edgeStored,
  );
}

function deliveryMetrics(
  registry: Metrics,
  delivery: NonNullable<AlarmSources['delivery']>,
  asker: Asker,
): void {
  const stats = asker.question(() => delivery.stats());
  registry.gauge(
    'anemos_alarm_transitions_pending',
    'Alarm transitions not yet in their SQL rows. Growing: the database is away or slow',
    async (say) => {
      const found = await stats();
      if (found) say(found.pending);
    },
  );
  registry.gauge(
    'anemos_sql_jobs',
    'Jobs of the queue: queued (their rows are not written yet), dead (can never be stored; see ops.dead_letters)',
    async (say) => {
      const found = await stats();
      if (!found) return;
      say(found.queued, { state: 'queued' });
      say(found.dead, { state: 'dead' });
    },
  );
  registry.gauge(
    'anemos_sql_oldest_job_age_seconds',
    'Since when the oldest job of the queue waits; 0 when none does',
    async (say) => {
      const found = await stats();
      if (found) say(found.oldest);
    },
  );
  registry.gauge('anemos_sql_waits', '1 while alarm transitions wait for the database', async (say) => {
    const found = await stats();
    if (found) say(Number(found.trouble !== undefined));
  });
}
