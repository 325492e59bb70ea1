/** Owns what the door thread counts for /metrics: messages and their acknowledgement, connections; the journal's are journal-metrics.ts's. */
import type { JournalWriter } from '../journal/journal-writer.ts';
import { type Metrics, openMetrics, SECONDS_BUCKETS } from '../metrics/registry.ts';
import type { EpochMs } from '../vocabulary.ts';
import { DeviceClocks } from './device-clocks.ts';
import { type JournalLimits, journalMetrics } from './journal-metrics.ts';

export interface DoorMetrics {
  readonly registry: Metrics;
  readonly clocks: DeviceClocks;
  synced(seconds: number): void;
  committed(messages: number, seconds: number): void;
  acknowledged(seconds: number, messages: number): void;
  refused(messages: number): void;
  refusedLogin(): void;
  oversized(): void;
  clientError(): void;
}

export interface DoorMetricsSources {
  readonly writer: () => JournalWriter;
  readonly limits: JournalLimits;
  readonly maxConnections: number;
  readonly connections: () => number;
  readonly certificateValidTo: () => EpochMs | undefined;
}

/** The sources are asked whenever the metrics are read. */
export function openDoorMetrics(sources: DoorMetricsSources): DoorMetrics {
  const registry = openMetrics();
  const journal = journalMetrics(registry, sources.writer, sources.limits);
  const refused = messageMetrics(registry, sources.writer);
  connectionMetrics(registry, sources);
  const acknowledged = registry.histogram(
    'anemos_puback_seconds',
    'From a message being read off its connection to its acknowledgement. Slow: look at anemos_journal_fsync_seconds',
    SECONDS_BUCKETS,
  );
  return {
    registry,
    ...journal,
    acknowledged: (seconds, messages) => acknowledged.observe(seconds, messages),
    refused: (messages) => {
      refused.messages += messages;
    },
    clocks: clockMetrics(registry),
    ...closingMetrics(registry),
  };
}

function messageMetrics(registry: Metrics, writer: () => JournalWriter): { messages: number } {
  const refused = { messages: 0 };
  const help =
    'Messages by what became of them: measured, rejected (nobody could read it), other (no measurement), all since the ' +
    'journal was made; refused (not acknowledged, the journal was full or the disk failed) since the start';
  registry.total('anemos_messages_total', help, (say) => {
    const { received, rejected, other } = writer().books;
    say(received - rejected - other, { outcome: 'measured' });
    say(rejected, { outcome: 'rejected' });
    say(other, { outcome: 'other' });
    say(refused.messages, { outcome: 'refused' });
  });
  return refused;
}

function connectionMetrics(registry: Metrics, sources: DoorMetricsSources): void {
  registry.gauge('anemos_mqtt_connections', 'Open MQTT connections', (say) => say(sources.connections()));
  registry.gauge('anemos_mqtt_connections_limit', 'MQTT connections allowed: mqtt.maxConnections', (say) =>
    say(sources.maxConnections),
  );
  registry.gauge(
    'anemos_mqtt_certificate_expiry_timestamp_seconds',
    'When the certificate of the TLS listener ends; nothing without TLS. Put a renewed one in its place before',
    (say) => {
      const validTo = sources.certificateValidTo();
      if (validTo !== undefined) say(validTo / 1000);
    },
  );
}

function closingMetrics(registry: Metrics): Pick<DoorMetrics, 'refusedLogin' | 'oversized' | 'clientError'> {
  const logins = registry.counter(
    'anemos_mqtt_refused_logins_total',
    'Connections refused for their credentials',
  );
  const oversized = registry.counter(
    'anemos_mqtt_oversized_packets_total',
    'Connections closed for a packet over mqtt.maxPacket',
  );
  const errors = registry.counter(
    'anemos_mqtt_client_errors_total',
    'Connections closed by an error, of the protocol or in the TLS handshake included',
  );
  return {
    refusedLogin: () => logins.inc(),
    oversized: () => oversized.inc(),
    clientError: () => errors.inc(),
  };
}

function clockMetrics(registry: Metrics): DeviceClocks {
  const clocks = new DeviceClocks();
  registry.histogram(
    'anemos_device_clock_skew_seconds',
    "The door's clock minus the time in a reading: negative when the device is ahead. Positive is also time on the way",
    clocks.skew,
  );
  registry.gauge(
    'anemos_device_clock_skew_worst_seconds',
    'Largest skew of the last minutes, ahead and behind. What is ahead is in history but never live: mend its clock',
    (say) => {
      for (const [direction, seconds] of Object.entries(clocks.worst(Date.now())))
        say(seconds, { direction });
    },
  );
  return clocks;
}
