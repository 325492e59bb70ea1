/** Owns what is measured of the journal in the door thread: its commits, its size, how far its readers are. */
import type { JournalWriter } from '../journal/journal-writer.ts';
import { type Metrics, SECONDS_BUCKETS } from '../metrics/registry.ts';

export interface JournalLimits {
  /** Bytes. */
  readonly quota: number;
  /** ms. */
  readonly maxAge: number;
}

export interface CommitMetrics {
  synced(seconds: number): void;
  committed(messages: number, seconds: number): void;
}

export function journalMetrics(
  registry: Metrics,
  writer: () => JournalWriter,
  limits: JournalLimits,
): CommitMetrics {
  bookMetrics(registry, writer);
  sizeMetrics(registry, writer, limits);
  readerMetrics(registry, writer);
  const synced = registry.histogram(
    'anemos_journal_fsync_seconds',
    "The journal's writes to the disk with their fsync. Slow: the disk is busy or failing, or its cache is off",
    SECONDS_BUCKETS,
  );
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
  return {
    synced: (seconds) => synced.observe(seconds),
    committed(messages, seconds) {
      commits.observe(seconds);
      batch.observe(messages);
    },
  };
}

function bookMetrics(registry: Metrics, writer: () => JournalWriter): void {
  const books = {
    entries: 'Entries made durable since the journal was made',
    readings: 'Readings among them',
    values: 'Values of those readings',
  } as const;
  const counted = ['entries', 'readings', 'values'] as const;
  for (const key of counted) {
    registry.total(`anemos_journal_${key}_total`, books[key], (say) => say(writer().books[key]));
  }
  registry.gauge('anemos_journal_head', 'Offset of the newest commit', (say) => say(writer().books.head));
}

function sizeMetrics(registry: Metrics, writer: () => JournalWriter, { quota, maxAge }: JournalLimits): void {
  registry.gauge(
    'anemos_journal_bytes',
    'Bytes of commits held: what some reader still needs, and journal.keep. Near the quota: see which reader is behind',
    (say) => say(writer().heldBytes),
  );
  registry.gauge(
    'anemos_journal_quota_bytes',
    'Bytes the journal may hold, journal.quota; past it journal.whenFull decides',
    (say) => say(quota),
  );
  registry.gauge(
    'anemos_journal_oldest_age_seconds',
    'Age of the oldest commit that some reader still needs; 0 when none does',
    (say) => say(ageOf(writer().oldestAt)),
  );
  registry.gauge('anemos_journal_max_age_seconds', 'Age a commit may reach: journal.maxAge', (say) =>
    say(maxAge / 1000),
  );
}

function readerMetrics(registry: Metrics, writer: () => JournalWriter): void {
  registry.gauge(
    'anemos_reader_lag_entries',
    'Entries a reader has not finished for good: a restart would begin with them. Growing: its target is away or slow',
    (say) => {
      for (const { reader, entries } of writer().lags()) say(entries, { reader });
    },
  );
  registry.gauge(
    'anemos_reader_lag_seconds',
    'Since when the first of those entries waits; 0 when none does. Sensors are a few seconds behind at work',
    (say) => {
      for (const { reader, oldestAt } of writer().lags()) say(ageOf(oldestAt), { reader });
    },
  );
  registry.total(
    'anemos_lost_readings_total',
    'Readings a reader never got, since the journal was made. Each loss has a row in the ledger: GET /api/v1/ledger',
    (say) => {
      const lost = writer().readingsLost();
      for (const { reader } of writer().lags()) say(lost.get(reader) ?? 0, { reader });
    },
  );
}

function ageOf(at: number | undefined): number {
  return at === undefined ? 0 : Math.max(0, (Date.now() - at) / 1000);
}
