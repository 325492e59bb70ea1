/** Owns the episodes of the alarms a device itself declares, one rule `device:<code>` per code. */
import { alarmId } from '../../runtime/alarms/identity.ts';
import type { DeviceAlarm, EpochMs } from '../../runtime/vocabulary.ts';
import { isSkewed, MAX_AHEAD_MS, standing } from './clocks.ts';
import { justRaised, otherAtEdge } from './edge-alarms.ts';
import { emit, type Folding } from './folding.ts';
import { type DeviceFold, MAX_DEVICE_CODES } from './sensor-fold.ts';

/**
 * The first active word of a code raises, repeats raise nothing, an inactive one clears; the next active one is a new
 * episode, also after an operator's clear. An alarm is never lost to a wrong clock: one that is off by more than a
 * day is dated by the door. Older words than the newest about the code change nothing and are dead-lettered.
 */
export function foldDeviceAlarm(folding: Folding, entry: DeviceAlarm): void {
  const { devices } = folding.draft;
  let index = devices.findIndex(({ code }) => code === entry.code);
  const known = devices[index];
  const ts = trustedTime(known, entry);
  if (known?.lastStart === ts && entry.active) return;
  if (known && standing(known.ts, { ...entry, ts }) === 'late') {
    folding.refusals.push({ entry, reason: 'the device has said something newer about this alarm code' });
    return;
  }
  if (known === undefined) {
    if (!entry.active) return;
    index = roomFor(devices);
    if (index < 0) {
      const reason = `a sensor has at most ${MAX_DEVICE_CODES} device alarms open at once`;
      folding.refusals.push({ entry, reason });
      return;
    }
  }
  devices[index] = stepped(folding, entry, { code: entry.code, ts, was: known });
}

function stepped(
  folding: Folding,
  entry: DeviceAlarm,
  { code, ts, was }: { readonly code: string; readonly ts: EpochMs; readonly was: DeviceFold | undefined },
): DeviceFold {
  const rule = `device:${code}`;
  const { receivedAt, severity } = entry;
  const open = was?.alarm ?? null;
  const said = entry.message === undefined ? '' : `: ${entry.message}`;
  if (entry.active && open === null) {
    const id = alarmId(folding.draft.id, rule, ts);
    const atEdge = otherAtEdge(folding.draft, rule, id);
    // One that began later is of an edge that is ahead of what is read here.
    if (atEdge && atEdge.raisedAt <= ts) {
      const { rule: _, ...alarm } = atEdge;
      return { code, ts, lastStart: alarm.raisedAt, alarm };
    }
    const message = `device alarm ${code}${said}`;
    emit(folding, { alarm: id, kind: 'raised', rule, severity, at: ts, receivedAt, message });
    return { code, ts, lastStart: ts, alarm: justRaised(folding.draft, { id, severity, raisedAt: ts }) };
  }
  if (!entry.active && open !== null) {
    const message = `device alarm ${code} is over${said}`;
    emit(folding, {
      alarm: open.id,
      kind: 'cleared',
      rule,
      severity: open.severity,
      at: ts,
      receivedAt,
      message,
    });
  }
  return { code, ts, lastStart: was?.lastStart ?? null, alarm: entry.active ? open : null };
}

function trustedTime(known: DeviceFold | undefined, entry: DeviceAlarm): EpochMs {
  const farBehind = known !== undefined && known.ts - entry.ts > MAX_AHEAD_MS;
  return farBehind || isSkewed(entry) ? entry.receivedAt : entry.ts;
}

/** Where a new code goes: behind the others, else in place of the one that has been over for longest; -1 when all are open. */
function roomFor(devices: readonly DeviceFold[]): number {
  if (devices.length < MAX_DEVICE_CODES) return devices.length;
  let oldest = -1;
  for (const [i, { alarm, ts }] of devices.entries()) {
    if (alarm === null && ts < (devices[oldest]?.ts ?? Number.POSITIVE_INFINITY)) oldest = i;
  }
  return oldest;
}
