/**
 * Owns what a topic means: which sensor it names, and what its payload is about. Reads no payload.
 *
 * In this order: `$…` and `…/error` are never read; configured mappings; `v1/{site}/{sensor}/{channel}`; then
 * any other topic is a sensor, its levels joined by `:` (empty levels do not count, so `/a/b` is `a:b`).
 * Answers go to `v1/{site}/{sensor}/error`, or to `<topic>/error` for a topic of another shape.
 */
import type { MappingConfig } from '../config/schema.ts';
import type { Format, SensorId } from '../vocabulary.ts';
import { compileMapping } from './mapping.ts';
import { metricNameProblem, sensorIdProblem, shown } from './names.ts';

/** What a topic is for. */
export type Place =
  | {
      readonly kind: 'sensor';
      readonly sensor: SensorId;
      readonly channel: 'telemetry' | 'status' | 'alarm';
      /** Name for a value that brings none of its own. */
      readonly metric: string;
      readonly format: Format;
      readonly errorTopic: string;
    }
  | { readonly kind: 'other' }
  | { readonly kind: 'rejected'; readonly reason: string; readonly errorTopic: string };

/** Bounds what inventors of topics can make us remember: about 64k topics, none of them long. */
const MAX_REMEMBERED = 65_536;
const MAX_REMEMBERED_LENGTH = 256;
/** MQTT 3.1.1, 1.5.3: a topic has at most 65,535 bytes; `/error` has to fit behind it. */
const MAX_ANSWERED_BYTES = 65_535 - '/error'.length;

const OTHER: Place = { kind: 'other' };

/** A function from topic to place that remembers what it has found, oldest forgotten first. */
export function createTopics(mappings: readonly MappingConfig[]): (topic: string) => Place {
  const resolve = resolver(mappings);
  const remembered = new Map<string, Place>();
  return (topic) => {
    const known = remembered.get(topic);
    if (known) return known;
    const place = resolve(topic);
    if (topic.length > MAX_REMEMBERED_LENGTH) return place;
    const [oldest] = remembered.size >= MAX_REMEMBERED ? remembered.keys() : [];
    if (oldest !== undefined) remembered.delete(oldest);
    remembered.set(topic, place);
    return place;
  };
}

function resolver(mappings: readonly MappingConfig[]): (topic: string) => Place {
  const compiled = mappings.map((mapping) => ({ name: compileMapping(mapping), format: mapping.format }));
  return (topic) => {
    const levels = topic.split('/');
    if (topic.startsWith('$') || levels.findLast((level) => level !== '') === 'error') return OTHER;
    for (const { name, format } of compiled) {
      const named = name(levels);
      if (named)
        return sited(named.site, named.sensor, { ...telemetry(topic), metric: named.metric, format });
    }
    return levels[0] === 'v1' ? ours(topic, levels) : anyOther(topic, levels);
  };
}

type SensorPlace = Extract<Place, { kind: 'sensor' }>;
type Unnamed = Omit<SensorPlace, 'sensor'>;

function ours(topic: string, levels: readonly string[]): Place {
  const [, site = '', sensor = '', channel = ''] = levels;
  if (site === '$edge') return OTHER;
  const errorTopic = levels.length === 4 ? `v1/${site}/${sensor}/error` : answerTopic(topic);
  const place = { ...telemetry(topic), errorTopic };
  if (levels.length === 4) {
    if (channel === 'config') return OTHER;
    if (channel === 'telemetry' || channel === 'status' || channel === 'alarm') {
      return sited(site, sensor, { ...place, channel });
    }
  }
  const reason = `no such topic below v1/; there is v1/{site}/{sensor}/ with telemetry, status, alarm, config, error`;
  return { kind: 'rejected', reason, errorTopic };
}

function anyOther(topic: string, levels: readonly string[]): Place {
  return checked(levels.filter((level) => level !== '').join(':'), telemetry(topic));
}

function telemetry(topic: string): Unnamed {
  return {
    kind: 'sensor',
    channel: 'telemetry',
    metric: 'value',
    format: 'auto',
    errorTopic: answerTopic(topic),
  };
}

function sited(site: string, sensor: string, place: Unnamed): Place {
  const { errorTopic } = place;
  if (site === '' || sensor === '') {
    return { kind: 'rejected', reason: 'the topic names no site or no sensor', errorTopic };
  }
  if (site.includes(':'))
    return { kind: 'rejected', reason: `site ${shown(site)} holds a colon`, errorTopic };
  return checked(`${site}:${sensor}`, place);
}

function checked(sensor: SensorId, place: Unnamed): Place {
  const reason = sensorIdProblem(sensor) ?? metricNameProblem(place.metric);
  return reason === undefined
    ? { ...place, sensor }
    : { kind: 'rejected', reason, errorTopic: place.errorTopic };
}

function answerTopic(topic: string): string {
  return Buffer.byteLength(topic) > MAX_ANSWERED_BYTES ? 'error' : `${topic.replace(/\/+$/, '')}/error`;
}
