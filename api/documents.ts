/** Owns what a document from outside may be before anyone looks into it: its size, and how deep it is nested. */

/** In bytes. */
export const DOCUMENT_LIMIT = 1024 * 1024;
export const MOST_LEVELS = 32;

/** True beyond `MOST_LEVELS`. Walks level by level: recursion, as in JSON.stringify, dies of a million brackets. */
export function tooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === MOST_LEVELS) return true;
    level = level.flatMap(inside);
  }
  return false;
}

function inside(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).filter(isGroup) : [];
}

function isGroup(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
