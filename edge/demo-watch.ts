/** Owns what the demo tells while it runs: alarms and sensors as REST shows them, and a status line now and then. */
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../runtime/errors.ts';
import type { Alarm } from '../runtime/vocabulary.ts';

export interface WatchOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Messages that the simulator and the replay have had acknowledged. */
  readonly acked: () => number;
}

type ShownAlarm = Pick<Alarm, 'id' | 'sensor' | 'rule' | 'severity' | 'status' | 'message'>;
interface ShownSensor {
  readonly id: string;
  readonly readings: number;
}

/** ms between two looks, and looks between two status lines. */
const LOOK_EVERY = 500;
const STATUS_EVERY = 20;
const NEWEST = 100;

/** Until `signal` aborts; of looks that fail in a row the first is told. */
export async function watchNode(options: WatchOptions): Promise<void> {
  const { signal } = options;
  const say = (line: string) => options.say(`${new Date().toTimeString().slice(0, 8)}  ${line}`);
  const seen = { alarms: new Map<string, boolean>(), sensors: new Set<string>() };
  let looks = 0;
  let failing = false;
  for (; !signal.aborted; await delay(LOOK_EVERY, undefined, { signal }).catch(() => {})) {
    try {
      const alarms = (await items(options, `alarms?limit=${NEWEST}`)).filter(isAlarm);
      const sensors = (await items(options, `sensors?limit=${NEWEST}`)).filter(isSensor);
      const news = [...alarmNews(alarms, seen.alarms), ...sensorNews(sensors, seen.sensors)];
      // What was there at the first look is nobody's news.
      if (looks++ > 0) for (const line of news) say(line);
      if (looks % STATUS_EVERY === 0) say(statusOf(sensors, alarms, options.acked()));
      failing = false;
    } catch (error) {
      if (!failing && !signal.aborted) say(`REST does not answer: ${messageOf(error)}`);
      failing = true;
    }
  }
}

/** One line for each alarm raised or cleared since the last look, oldest first. */
function alarmNews(alarms: readonly ShownAlarm[], seen: Map<string, boolean>): string[] {
  return alarms.toReversed().flatMap((alarm) => {
    const { id, sensor, rule, severity, message } = alarm;
    const before = seen.get(id);
    const open = isOpen(alarm);
    seen.set(id, open);
    const raised = before === undefined ? [`alarm raised   ${sensor} ${rule} ${severity}: ${message}`] : [];
    return open || before === false ? raised : [...raised, `alarm cleared  ${sensor} ${rule}`];
  });
}

function sensorNews(sensors: readonly ShownSensor[], seen: Set<string>): string[] {
  const fresh = sensors.filter(({ id }) => !seen.has(id));
  for (const { id } of fresh) seen.add(id);
  return fresh.map(({ id }) => `new sensor     ${id}`);
}

function statusOf(sensors: readonly ShownSensor[], alarms: readonly ShownAlarm[], acked: number): string {
  const readings = sensors.reduce((sum, sensor) => sum + sensor.readings, 0);
  const open = alarms.filter(isOpen).length;
  return `sensors ${sensors.length}, readings ${readings}, acknowledged messages ${acked}, open alarms ${open}`;
}

function isOpen({ status }: ShownAlarm): boolean {
  return status.startsWith('ACTIVE');
}

async function items({ apiUrl, token, signal }: WatchOptions, path: string): Promise<readonly unknown[]> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${apiUrl}/api/v1/${path}`, { headers, signal });
  const page: unknown = await response.json();
  if (response.ok && isRecord(page) && Array.isArray(page.items)) return page.items;
  throw new Error(`${response.status} to ${path}`);
}

function isAlarm(item: unknown): item is ShownAlarm {
  return (
    isRecord(item) &&
    ['id', 'sensor', 'rule', 'severity', 'status', 'message'].every((key) => typeof item[key] === 'string')
  );
}

function isSensor(item: unknown): item is ShownSensor {
  return isRecord(item) && typeof item.id === 'string' && typeof item.readings === 'number';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
