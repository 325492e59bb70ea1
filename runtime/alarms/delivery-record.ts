/** Owns what is known of the delivery: its counts, its health, and a log line when that changes. */
import type { Log } from '../log.ts';
import type { PartHealth } from '../ports.ts';
import type { AlarmNotice } from './database.ts';

export interface DeliveryCounts {
  /** Transitions whose rows this process has brought into SQL, repetitions included. */
  readonly delivered: number;
  /** In the queue, not in their rows yet. */
  readonly queued: number;
  /** Seconds the oldest of those in the queue has waited; 0 when there is none. */
  readonly oldest: number;
  /** Transitions that can never be stored. */
  readonly dead: number;
  /** Why transitions wait. */
  readonly trouble?: string;
}

export interface DeliveryRecord {
  /** What the alarms thread tells. */
  notice(notice: AlarmNotice): void;
  /** So many items went from the lane into the queue, or were there already. */
  handedOver(items: number): void;
  /** Why the lane waits; null when it does not. */
  laneTrouble(reason: string | null): void;
  counts(): DeliveryCounts;
  health(): PartHealth;
}

/** Who waits: the lane for the database, the queue's worker for it, the queue itself. In order of weight. */
const PLACES = ['lane', 'worker', 'queue'] as const;
type Place = (typeof PLACES)[number];

export function openDeliveryRecord(log: Log): DeliveryRecord {
  let [delivered, queued, oldestAt, dead] = [0, 0, 0, 0];
  const troubles = new Map<Place, string>([['lane', 'opening the alarm database']]);
  const set = (place: Place, reason: string | null | undefined) => {
    if (reason === undefined || (troubles.get(place) ?? null) === reason) return;
    if (reason === null) {
      troubles.delete(place);
      log.info({ place }, 'alarm transitions are delivered');
    } else {
      troubles.set(place, reason);
      log.warn({ place, reason }, 'alarm transitions wait');
    }
  };
  const trouble = () => PLACES.map((place) => troubles.get(place)).find((reason) => reason !== undefined);
  return {
    notice(notice) {
      delivered += notice.applied ?? 0;
      if (notice.counts) {
        ({ queued, dead } = notice.counts);
        oldestAt = Date.now() - notice.counts.oldest * 1000;
      }
      set('queue', notice.queue);
      set('worker', notice.counts?.queued === 0 ? null : notice.worker);
      for (const { id, output } of notice.dead ?? []) {
        log.error(
          { transition: id, output },
          'an alarm transition cannot be stored and went to the dead letters',
        );
      }
    },
    handedOver(items) {
      if (queued === 0) oldestAt = Date.now();
      queued += items;
    },
    laneTrouble: (reason) => set('lane', reason),
    counts() {
      const reason = trouble();
      const oldest = queued === 0 ? 0 : Math.max(0, (Date.now() - oldestAt) / 1000);
      return { delivered, queued, oldest, dead, ...(reason && { trouble: reason }) };
    },
    health() {
      const detail = trouble() ?? (dead > 0 ? `${dead} transitions in the dead letter queue` : undefined);
      return { part: 'alarms', state: detail ? 'degraded' : 'ok', ...(detail && { detail }) };
    },
  };
}
