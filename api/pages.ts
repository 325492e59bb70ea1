/** Owns cutting a list into pages: how many items are asked for and whether there is a next page. */

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
