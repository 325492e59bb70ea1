/** Owns what is measured of the journal's readers in the main thread: live state, actors, how far each is, and the books of history. */
import type { Offset } from '../vocabulary.ts';
import type { Asker } from './asker.ts';
import type { Metrics } from './registry.ts';

export interface ReaderSources {
  readonly journal: { head(): Offset };
  readonly door: {
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
      readonly trouble?: string;
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
      readonly replayed: number;
      readonly trouble?: string;
    };
    mailboxes(): { readonly waiting: number; readonly fullest: number };
  };
}

export function readerMetrics(registry: Metrics, sources: ReaderSources, asker: Asker): void {
  sensorMetrics(registry, sources);
  progressMetrics(registry, sources);
  const books = asker.question(async () => {
    const { cursor, stored, duplicate, deadLettered } = sources.history.stats();
    const { taken, inFlight, lost } = await sources.door.balance({ reader: 'history', cursor });
    return { taken, stored, duplicate, dead_lettered: deadLettered, in_flight: inFlight, lost };
  });
  registry.gauge(
    'anemos_history_values',
    'Where the values taken in are, since the journal was made: taken = stored + duplicate + dead_lettered + in_flight + lost',
    async (say) => {
      for (const [state, count] of Object.entries((await books()) ?? {})) say(count, { state });
    },
  );
  registry.gauge(
    'anemos_history_imbalance_values',
    'taken minus all the others of anemos_history_values. Other than 0 for minutes: report a bug, and keep the files',
    async (say) => {
      const found = await books();
      if (!found) return;
      const { taken, stored, duplicate, dead_lettered: dead, in_flight: inFlight, lost } = found;
      say(taken - stored - duplicate - dead - inFlight - lost);
    },
  );
}

function sensorMetrics(registry: Metrics, { sensors }: ReaderSources): void {
  registry.gauge('anemos_sensors', 'Sensors known, each with its actor', (say) =>
    say(sensors.stats().sensors),
  );
  registry.gauge(
    'anemos_sensors_quarantined',
    'Sensors set aside after repeated failures: GET /api/v1/sensors says why',
    (say) => say(sensors.stats().quarantined),
  );
  registry.total(
    'anemos_sensor_readings_total',
    'Readings the sensors reader has handled since the start: live, or in history only (late, duplicate, skewed)',
    (say) => {
      const { readings, late, duplicates, skewed } = sensors.stats();
      const outcomes = { live: readings, late, duplicate: duplicates, skewed };
      for (const [outcome, count] of Object.entries(outcomes)) say(count, { outcome });
    },
  );
  registry.total(
    'anemos_sensor_readings_replayed_total',
    'Readings among them that an edge handed on behind newer ones',
    (say) => say(sensors.stats().replayed),
  );
  registry.gauge('anemos_actor_mailbox_entries', "Entries that wait in the actors' mailboxes now", (say) =>
    say(sensors.mailboxes().waiting),
  );
  registry.gauge(
    'anemos_actor_mailbox_entries_max',
    'Most entries in one mailbox of the last batch. Near 1024: one sensor sends nearly all there is',
    (say) => say(sensors.mailboxes().fullest),
  );
}

/** As the readers are at work; what a restart would find is the door's anemos_reader_lag_entries. */
function progressMetrics(registry: Metrics, { history, journal, sensors }: ReaderSources): void {
  registry.gauge('anemos_reader_lag_commits', 'Commits a reader has not finished at work', (say) => {
    say(journal.head() - sensors.stats().position, { reader: 'sensors' });
    say(journal.head() - history.stats().cursor, { reader: 'history' });
  });
  registry.gauge(
    'anemos_reader_waits',
    '1 while a reader waits for its store to work again; the log and GET /readyz say for what',
    (say) => {
      say(Number(sensors.stats().trouble !== undefined), { reader: 'sensors' });
      say(Number(history.stats().trouble !== undefined), { reader: 'history' });
    },
  );
}
