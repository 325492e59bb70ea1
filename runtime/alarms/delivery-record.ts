/** Owns what is known of the delivery: its counts, its health, and a log line when that changes. */
import type { Log } from '../log.ts';
import type { PartHealth } from '../ports.ts';
import type { AlarmNotice } from './database.ts';

export interface DeliveryCounts {
  /** Transitions whose rows this process has brought into SQL, repetitions included. */
  readonly delivered: number;
  /** In the queue, not in their rows yet. */
  readonly queued: number;
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
  /** Why the lane waits. */
  laneTrouble(reason: string): void;
  counts(): DeliveryCounts;
  health(): PartHealth;
}

export function openDeliveryRecord(log: Log): DeliveryRecord {
  let [delivered, queued, dead] = [0, 0, 0];
  const troubles: { lane?: string | undefined; queue?: string | undefined } = {
    lane: 'opening the alarm database',
  };
  const set = (place: 'lane' | 'queue', trouble: string | undefined) => {
    if (troubles[place] === trouble) return;
    troubles[place] = trouble;
    if (trouble) log.warn({ place, reason: trouble }, 'alarm transitions wait');
    else log.info({ place }, 'alarm transitions are delivered');
  };
  const trouble = () => troubles.lane ?? troubles.queue;
  return {
    notice(notice) {
      delivered += notice.applied ?? 0;
      ({ queued, dead } = notice.counts ?? { queued, dead });
      if (notice.trouble !== undefined) set('queue', notice.trouble ?? undefined);
      for (const { id, output } of notice.dead ?? []) {
        log.error(
          { transition: id, output },
          'an alarm transition cannot be stored and went to the dead letters',
        );
      }
    },
    handedOver(items) {
      queued += items;
      set('lane', undefined);
    },
    laneTrouble: (reason) => set('lane', reason),
    counts() {
      const reason = trouble();
      return { delivered, queued, dead, ...(reason && { trouble: reason }) };
    },
    health() {
      const detail = trouble() ?? (dead > 0 ? `${dead} transitions in the dead letter queue` : undefined);
      return { part: 'alarms', state: detail ? 'degraded' : 'ok', ...(detail && { detail }) };
    },
  };
}
