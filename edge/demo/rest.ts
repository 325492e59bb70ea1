/** Owns asking a node over REST, and that its answers have the shape the demo goes by. */
import type { Alarm, SensorId } from '../../runtime/vocabulary.ts';

export interface Rest {
  /** The newest, at most `NEWEST`. */
  alarms(): Promise<readonly ShownAlarm[]>;
  sensors(): Promise<readonly ShownSensor[]>;
  observations(sensor: SensorId, span: Span): Promise<readonly ShownObservation[]>;
  uplink(): Promise<ShownUplink>;
}

/** RFC 3339, `to` exclusive. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

export interface ShownAlarm
  extends Pick<Alarm, 'id' | 'sensor' | 'rule' | 'severity' | 'status' | 'message'> {
  readonly raisedAt: string;
  readonly clearedAt?: string;
}

export interface ShownSensor {
  readonly id: SensorId;
  readonly readings: number;
}

export interface ShownObservation {
  readonly ts: string;
  readonly seq?: number;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface ShownUplink {
  readonly connected: boolean;
  readonly since: string;
  readonly backlog: { readonly entries: number; readonly oldestAt?: string };
}

const NEWEST = 100;
const PAGE = 1000;

export function createRest(apiUrl: string, token: string, signal: AbortSignal): Rest {
  const get = async (path: string): Promise<Fields> => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${apiUrl}/api/v1/${path}`, { headers, signal });
    const answer: unknown = await response.json();
    if (response.ok && isRecord(answer)) return answer;
    throw new Error(`${response.status} to ${path}`);
  };
  const pages = async <T>(path: string, isItem: (item: unknown) => item is T): Promise<readonly T[]> => {
    const all: T[] = [];
    for (let cursor: unknown = ''; cursor !== null; ) {
      const page = await get(`${path}limit=${PAGE}${cursor && `&cursor=${cursor}`}`);
      all.push(...items(page).filter(isItem));
      cursor = page.nextCursor ?? null;
    }
    return all;
  };
  return {
    alarms: async () => items(await get(`alarms?limit=${NEWEST}`)).filter(isAlarm),
    sensors: () => pages('sensors?', isSensor),
    observations: (sensor, { from, to }) =>
      pages(`sensors/${sensor}/observations?from=${from}&to=${to}&`, isObservation),
    async uplink() {
      const answer = await get('uplink');
      if (isUplink(answer)) return answer;
      throw new Error('the uplink is not shown as it should be');
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

function items({ items: found }: Fields): readonly unknown[] {
  return Array.isArray(found) ? found : [];
}

function isAlarm(item: unknown): item is ShownAlarm {
  const texts = ['id', 'sensor', 'rule', 'severity', 'status', 'message', 'raisedAt'];
  return isRecord(item) && texts.every((key) => typeof item[key] === 'string');
}

function isSensor(item: unknown): item is ShownSensor {
  return isRecord(item) && typeof item.id === 'string' && typeof item.readings === 'number';
}

function isObservation(item: unknown): item is ShownObservation {
  return isRecord(item) && typeof item.ts === 'string' && isRecord(item.values);
}

function isUplink(answer: Fields): answer is Fields & ShownUplink {
  const { connected, since, backlog } = answer;
  return (
    typeof connected === 'boolean' &&
    typeof since === 'string' &&
    isRecord(backlog) &&
    typeof backlog.entries === 'number'
  );
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
