/**
 * Owns what one MQTT message means to the journal: which entries it is, or why it is none. Pure but for a
 * running number; runs for every message in the door's thread. Journal, acks and answers are not its business.
 */
import type { MappingConfig } from '../config/schema.ts';
import type { Entry, EpochMs, SensorId } from '../vocabulary.ts';
import { bareAlarm } from './device-alarm.ts';
import { deviceTime } from './device-time.ts';
import { type Arrival, readMessage, type Said } from './message.ts';
import { shown } from './names.ts';
import { bareNumber, isObject, jsonOf, looksLikeJson, textOf } from './payload-text.ts';
import { createTopics, type Place } from './topics.ts';

/** Never a mix: one unreadable item of a batch rejects the whole message. */
export type Ingested =
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  /** Not a measurement (`…/config`, `…/error`, `$…`, a status taken back): the broker's business only. */
  | { readonly kind: 'other' }
  | {
      readonly kind: 'rejected';
      /** Absent when the topic names no usable sensor. */
      readonly sensor?: SensorId;
      /** One sentence for the person who sent it; at most a few hundred characters. */
      readonly reason: string;
      /** Where that person looks for the answer. */
      readonly errorTopic: string;
    };

type SensorPlace = Extract<Place, { kind: 'sensor' }>;

const MAX_ITEMS = 10_000;
/** Readings without a time are told apart by a number that runs below this, from a random start. */
const RUNNING_BELOW = 1_000_000;

/** A function from message to meaning; never throws. Give `receivedAt` in whole ms. */
export function createIngest(
  mappings: readonly MappingConfig[],
): (topic: string, payload: Buffer, receivedAt: EpochMs) => Ingested {
  const placeOf = createTopics(mappings);
  let running = Math.floor(Math.random() * RUNNING_BELOW);
  const nextSeq = () => {
    running = (running + 1) % RUNNING_BELOW;
    return running;
  };
  return (topic, payload, receivedAt) => {
    const place = placeOf(topic);
    if (place.kind !== 'sensor') return place;
    const { sensor, metric, channel, errorTopic } = place;
    const text = textOf(payload);
    const entries =
      text === undefined
        ? 'the payload is not UTF-8'
        : channel === 'status'
          ? status(text, sensor, receivedAt)
          : said(text, place, { sensor, metric, receivedAt, alarmTopic: channel === 'alarm', nextSeq });
    if (typeof entries === 'string') return { kind: 'rejected', sensor, reason: entries, errorTopic };
    return entries === undefined ? { kind: 'other' } : { kind: 'entries', entries };
  };
}

function said(text: string, { format }: SensorPlace, arrival: Arrival): readonly Said[] | string {
  const json = looksLikeJson(text);
  if (format === 'number' && json) return 'this mapping takes a bare number, not JSON';
  if (format === 'json' && !json) return `this mapping takes JSON, not ${shown(text)}`;
  if (!json) return bare(text, arrival);
  const message = jsonOf(text);
  if (typeof message === 'string') return message;
  const entries: Said[] = [];
  const problem = isObject(message)
    ? readMessage(message, arrival, entries)
    : readBatch(message, arrival, entries);
  return problem ?? entries;
}

function bare(text: string, arrival: Arrival): readonly Said[] | string {
  const { sensor, receivedAt } = arrival;
  if (arrival.alarmTopic) {
    const alarm = bareAlarm(text);
    return typeof alarm === 'string'
      ? alarm
      : [{ kind: 'device-alarm', sensor, ts: receivedAt, receivedAt, ...alarm }];
  }
  const value = bareNumber(text);
  if (typeof value === 'string') return value;
  const values = { [arrival.metric]: value };
  return [
    { kind: 'reading', sensor, ts: receivedAt, receivedAt, seq: arrival.nextSeq(), stamped: true, values },
  ];
}

function readBatch(items: readonly unknown[], arrival: Arrival, into: Said[]): string | undefined {
  if (items.length === 0) return 'the array is empty';
  if (items.length > MAX_ITEMS) return `the array has more than ${MAX_ITEMS} items`;
  for (const [index, item] of items.entries()) {
    const problem = isObject(item) ? readMessage(item, arrival, into) : 'is not a JSON object';
    if (problem) return `item ${index}: ${problem}`;
  }
  return undefined;
}

/** `{"state":"online"}` or the bare word; an empty payload takes a retained status back. */
function status(text: string, sensor: SensorId, receivedAt: EpochMs): readonly Entry[] | undefined | string {
  if (text === '') return undefined;
  const message = looksLikeJson(text) ? jsonOf(text) : { state: text };
  if (typeof message === 'string') return message;
  const { state, ts, timestamp, time } = isObject(message) ? message : {};
  if (state !== 'online' && state !== 'offline')
    return 'a status is {"state":"online"} or {"state":"offline"}';
  const at = deviceTime(ts ?? timestamp ?? time);
  if (typeof at === 'string') return at;
  return [{ kind: 'status', sensor, ts: at?.ts ?? receivedAt, receivedAt, state }];
}
