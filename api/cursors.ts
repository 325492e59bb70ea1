/** Owns the opaque text of paging cursors; what a position means belongs to the list that gives it out. */

type Part = string | number;

/** What a cursor holds, in order: `string` or finite `number`. */
type Shape = readonly ('string' | 'number')[];
type Parts<S extends Shape> = { [K in keyof S]: S[K] extends 'string' ? string : number };

/** `list` names the list the cursor is for, so that one of another list is refused. */
export function writeCursor(list: string, parts: readonly Part[]): string {
  return Buffer.from(JSON.stringify([list, ...parts])).toString('base64url');
}

/** The parts behind `list`, or undefined when `text` is no cursor of this list and shape. */
export function readCursor<const S extends Shape>(
  list: string,
  shape: S,
  text: string,
): Parts<S> | undefined {
  const [name, ...parts] = decode(text);
  return name === list && fits(shape, parts) ? parts : undefined;
}

function decode(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function fits<S extends Shape>(shape: S, parts: readonly unknown[]): parts is Parts<S> {
  return (
    parts.length === shape.length &&
    parts.every((part, i) => typeof part === shape[i] && (typeof part !== 'number' || Number.isFinite(part)))
  );
}
