/** Owns what the door thread counts for /metrics. */
import type { JournalWriter } from '../journal/journal-writer.ts';
import { type Metrics, openMetrics, SECONDS_BUCKETS } from '../metrics/registry.ts';

export interface DoorMetrics {
  readonly registry: Metrics;
  committed(messages: number, seconds: number): void;
  refused(messages: number): void;
  refusedLogin(): void;
  oversized(): void;
  clientError(): void;
}

/** `connections` is asked whenever the metrics are read. */
export function openDoorMetrics(writer: JournalWriter, connections: () => number): DoorMetrics {
  const registry = openMetrics();
  const books = {
    received: 'MQTT messages taken in (acknowledged)',
    rejected: 'of them: nobody could read',
    other: 'of them: no measurement',
  };
  for (const [key, help] of Object.entries(books)) {
    if (!isBook(key)) continue;
    registry.gauge(`anemos_messages_${key}`, `${help}, since the journal was made`, {
      collect: (gauge) => gauge.set(writer.books[key]),
    });
  }
  registry.gauge('anemos_journal_readings', 'Readings made durable since the journal was made', {
    collect: (gauge) => gauge.set(writer.books.readings),
  });
  registry.gauge('anemos_journal_values', 'Values of readings made durable since the journal was made', {
    collect: (gauge) => gauge.set(writer.books.values),
  });
  registry.gauge('anemos_journal_head', 'Offset of the newest commit', {
    collect: (gauge) => gauge.set(writer.books.head),
  });
  registry.gauge('anemos_journal_bytes', 'Bytes of commits that some reader still needs', {
    collect: (gauge) => gauge.set(writer.heldBytes),
  });
  registry.gauge('anemos_mqtt_connections', 'Open MQTT connections', {
    collect: (gauge) => gauge.set(connections()),
  });
  const commits = registry.histogram(
    'anemos_journal_commit_seconds',
    'Time of one journal transaction with its fsync',
    SECONDS_BUCKETS,
  );
  const batch = registry.histogram(
    'anemos_journal_commit_messages',
    'Messages in one commit',
    [1, 10, 100, 1000, 10_000],
  );
  const refused = registry.counter(
    'anemos_messages_refused_total',
    'Messages not acknowledged because the journal refused them',
  );
  const logins = registry.counter(
    'anemos_mqtt_refused_logins_total',
    'Connections refused for their credentials',
  );
  const oversized = registry.counter(
    'anemos_mqtt_oversized_packets_total',
    'Connections closed for a packet over the limit',
  );
  const errors = registry.counter(
    'anemos_mqtt_client_errors_total',
    'Connections closed by an error, of the protocol or in the TLS handshake included',
  );
  return {
    registry,
    committed(messages, seconds) {
      commits.observe(seconds);
      batch.observe(messages);
    },
    refused: (messages) => refused.inc(messages),
    refusedLogin: () => logins.inc(),
    oversized: () => oversized.inc(),
    clientError: () => errors.inc(),
  };
}

function isBook(key: string): key is 'received' | 'rejected' | 'other' {
  return key === 'received' || key === 'rejected' || key === 'other';
}
