/** Owns what the demo tells of the cloud: sensors and alarms as its REST shows them, and a status line now and then. */
import { keepLooking } from './look.ts';
import { createAlarmNews, createSensorNews, isOpen, line } from './news.ts';
import type { Rest, ShownAlarm, ShownSensor } from './rest.ts';

export interface WatchOptions {
  readonly cloud: Rest;
  /** What the cloud shows already, which is no news. */
  readonly known: { readonly sensors: readonly ShownSensor[]; readonly alarms: readonly ShownAlarm[] };
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Messages that the simulator and the replay have had acknowledged. */
  readonly acked: () => number;
}

/** ms between two looks, and looks between two status lines. */
const LOOK_EVERY = 500;
const STATUS_EVERY = 20;

/** Until `signal` aborts. */
export async function watchCloud({ cloud, known, acked, signal, say }: WatchOptions): Promise<void> {
  const news = { alarms: createAlarmNews(), sensors: createSensorNews() };
  news.sensors(known.sensors);
  news.alarms(known.alarms, Date.now());
  let looks = 0;
  await keepLooking({ who: 'cloud', every: LOOK_EVERY, signal, say }, async () => {
    const [alarms, sensors] = [await cloud.alarms(), await cloud.sensors()];
    const lines = [...news.sensors(sensors), ...news.alarms(alarms, Date.now())];
    looks++;
    return looks % STATUS_EVERY === 0 ? [...lines, statusOf(sensors, alarms, acked())] : lines;
  });
}

function statusOf(sensors: readonly ShownSensor[], alarms: readonly ShownAlarm[], acked: number): string {
  const readings = sensors.reduce((sum, sensor) => sum + sensor.readings, 0);
  const open = alarms.filter(isOpen).length;
  return line(
    'at the cloud',
    `${sensors.length} sensors, ${readings} readings, ${open} open alarms; the edge took ${acked} messages`,
  );
}
