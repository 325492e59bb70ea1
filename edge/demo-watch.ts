/** Owns what the demo tells while it runs: alarms and sensors as REST shows them, and a status line now and then. */
import { setTimeout as delay } from 'node:timers/promises';
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

/** Until `signal` aborts. A look that fails is left out: whether the node lives is its process' business. */
export async function watchNode(options: WatchOptions): Promise<void> {
  const { signal, say } = options;
  const seen = { alarms: new Map<string, boolean>(), sensors: new Set<string>() };
  for (let look = 0; !signal.aborted; look++) {
    const alarms = (await items(options, `alarms?limit=${NEWEST}`)).filter(isAlarm);
    const sensors = (await items(options, `sensors?limit=${NEWEST}`)).filter(isSensor);
    // What was there at the first look is nobody's news.
    const news = [...alarmNews(alarms, seen.alarms), ...sensorNews(sensors, seen.sensors)];
    if (look > 0) for (const line of news) say(`${clock()}  ${line}`);
    if (look % STATUS_EVERY === STATUS_EVERY - 1) {
      say(`${clock()}  ${statusOf(sensors, alarms, options.acked())}`);
    }
    await delay(LOOK_EVERY, undefined, { signal }).catch(() => {});
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
  return `${sensors.length} sensors, ${acked} messages acknowledged, ${readings} readings in all, ${open} alarms open`;
}

function isOpen({ status }: ShownAlarm): boolean {
  return status.startsWith('ACTIVE');
}

async function items({ apiUrl, token, signal }: WatchOptions, path: string): Promise<readonly unknown[]> {
  try {
    const response = await fetch(`${apiUrl}/api/v1/${path}`, {
      headers: { authorization: `Bearer ${token}` },
      signal,
    });
    const page: unknown = await response.json();
    const found = isRecord(page) ? page.items : undefined;
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
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

function clock(): string {
  return new Date().toTimeString().slice(0, 8);
}
