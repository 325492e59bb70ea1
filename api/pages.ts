/** Owns cutting a list into pages: how many items are asked for and whether there is a next page. */
import { readCursor, writeCursor } from './cursors.ts';
import { badRequest, type ProblemError } from './problems.ts';

export const DEFAULT_LIMIT = 100;

/** What every list takes. */
export interface PageQuery {
  /**
   * Most items in one answer.
   * @isInt must be an integer
   * @minimum 1 must be at least 1
   * @maximum 1000 must be at most 1000
   * @default 100
   */
  limit?: number;
  /**
   * `nextCursor` of the page before.
   * @maxLength 8192 must be at most 8192 characters long
   */
  cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/**
 * One page of at most `limit` items. `read` gets one more than that, so that the last page is known as such;
 * `cursorOf` names the position of the last item shown.
 */
export async function page<S, T>(
  limit: number,
  list: {
    read(count: number): readonly S[] | Promise<readonly S[]>;
    show(item: S): T;
    cursorOf(last: S): string;
  },
): Promise<Page<T>> {
  const found = await list.read(limit + 1);
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const more = found.length > limit && last !== undefined;
  return { items: shown.map((item) => list.show(item)), nextCursor: more ? list.cursorOf(last) : null };
}

/** A page of a list that is in memory as a whole, sorted by a key of its items, which tells them apart. */
export function listed<S, T>(
  name: string,
  all: readonly S[],
  { query, keyOf, show }: { query: PageQuery; keyOf(item: S): string; show(item: S): T },
): Promise<Page<T>> {
  const { cursor, limit = DEFAULT_LIMIT } = query;
  const after = cursor === undefined ? [] : readCursor(name, ['string'], cursor);
  if (!after) throw notOfThisList();
  const [behind] = after;
  const sorted = all.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  return page(limit, {
    read: (count) => sorted.filter((item) => behind === undefined || keyOf(item) > behind).slice(0, count),
    show,
    cursorOf: (last) => writeCursor(name, [keyOf(last)]),
  });
}

/** A page of numbered rows, newest first. */
export function numbered<S extends { readonly n: number }, T>(
  name: string,
  { cursor, limit = DEFAULT_LIMIT }: PageQuery,
  { read, show }: { read(range: NumberedRange): Promise<readonly S[]>; show(row: S): T },
): Promise<Page<T>> {
  const after = cursor === undefined ? [] : readCursor(name, ['number'], cursor);
  if (!after) throw notOfThisList();
  const [before] = after;
  return page(limit, {
    read: (count) => read({ limit: count, ...(before !== undefined && { before }) }),
    show,
    cursorOf: ({ n }) => writeCursor(name, [n]),
  });
}

interface NumberedRange {
  readonly limit: number;
  readonly before?: number;
}

export function notOfThisList(): ProblemError {
  return badRequest([{ path: 'query.cursor', message: 'is not a cursor of this list' }]);
}
