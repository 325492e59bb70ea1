/** Owns how an event looks on the wire (HTML, section 9.2, server-sent events) and what of an entry it shows. */
import type { LaneItem } from '../../runtime/state/port.ts';
import type { Entry, EpochMs, Reading, SensorStatus } from '../../runtime/vocabulary.ts';
import { showAlarm } from '../presentation.ts';
import { timestamp } from '../times.ts';
import { idOf, type Position } from './position.ts';

/** What the stream shows of the journal; what the other entries lead to comes as alarms. */
export type Shown = Reading | SensorStatus;

export function isShown(entry: Entry): entry is Shown {
  return entry.kind === 'reading' || entry.kind === 'status';
}

export function showEntry(entry: Shown): object {
  const { sensor, replayed } = entry;
  const ts = timestamp(entry.ts);
  const late = replayed && { replayed };
  if (entry.kind === 'status') return { sensor, ts, state: entry.state, ...late };
  const { values, seq } = entry;
  return { sensor, ts, receivedAt: timestamp(entry.receivedAt), values, seq, ...late };
}

/** The alarm as it was after this transition. */
export function showTransition({ transition, alarm }: LaneItem): object {
  return { ...showAlarm(alarm), transition: transition.kind };
}

/** One block; `position` is where a reader stands that has seen it. JSON has no line breaks of its own. */
export function block(event: string, data: object, position?: Position): string {
  const id = position ? `id: ${idOf(position)}\n` : '';
  return `${id}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

const GAPS = {
  trimmed:
    'some of what came since is no longer in the journal, which keeps journal.keep of what all its readers have',
  unknown: 'the id is of another journal, or of this one before it was set back; it goes on with what is new',
};

/** What was asked for is not there. `from`: when the first entry that is there was taken in. */
export function gap(why: keyof typeof GAPS, position: Position, from?: EpochMs): string {
  const remedy = 'Fill in from GET /api/v1/sensors/{id}/observations and GET /api/v1/alarms.';
  const data = { reason: GAPS[why], ...(from !== undefined && { from: timestamp(from) }), remedy };
  return block('gap', data, position);
}

/** The last thing on a stream that the node ends. */
export function bye(reason: string): string {
  return block('bye', { reason });
}

/** A comment keeps the connection. */
export const HEARTBEAT = ': alive\n\n';

/** With an id it moves on a reader whom no event has reached for long: it comes back to here. */
export function heartbeat(position: Position): string {
  return `: alive\nid: ${idOf(position)}\n\n`;
}

/** ms a browser waits before it comes back. */
const COME_BACK = 2000;

/** The first thing on every stream, so that a client knows at once that it is open. */
export function opening(position: Position): string {
  return `: open\nretry: ${COME_BACK}\nid: ${idOf(position)}\n\n`;
}
