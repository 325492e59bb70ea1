/** Owns handing lane items to the queue: cleaned so that Postgres takes them, position saved, none blocking others. */
import { messageOf } from '../errors.ts';
import type { LaneItem } from '../state/port.ts';
import type { AlarmQueue } from './queue.ts';
import { savePosition } from './sql/lane-cursor.ts';
import type { Sql } from './sql/port.ts';
import { isDataFault, unavailable } from './sql/sql-errors.ts';

/** An item that the queue can never take. */
export interface Refused {
  readonly n: number;
  readonly reason: string;
}

/**
 * Durable when resolved. The position is saved after the items: a crash between the two repeats an insert that
 * changes nothing. Throws Unavailable when the database is at fault: hand the same items over again.
 */
export async function handOver(
  { sql, queue }: { readonly sql: Sql; readonly queue: Pick<AlarmQueue, 'insert'> },
  lane: string,
  items: readonly LaneItem[],
): Promise<readonly Refused[]> {
  const last = items.at(-1);
  if (!last) return [];
  const refused = await insert(queue, items.map(storable));
  try {
    await savePosition(sql, lane, { n: last.n, transition: last.transition.id });
  } catch (error) {
    throw unavailable(error);
  }
  return refused;
}

/** Halves a batch that is refused until only the culprits are left. */
async function insert(
  queue: Pick<AlarmQueue, 'insert'>,
  items: readonly LaneItem[],
): Promise<readonly Refused[]> {
  try {
    await queue.insert(items);
    return [];
  } catch (error) {
    if (!isDataFault(error)) throw unavailable(error);
    const [first] = items;
    if (items.length === 1 && first) return [{ n: first.n, reason: messageOf(error) }];
    const half = Math.ceil(items.length / 2);
    return [...(await insert(queue, items.slice(0, half))), ...(await insert(queue, items.slice(half)))];
  }
}

/** Postgres has neither U+0000 nor lone surrogates; a device's code or message may. */
function storable(item: LaneItem): LaneItem {
  return JSON.parse(JSON.stringify(item), (_, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value,
  );
}
