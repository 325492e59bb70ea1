/** Owns what the derived readings depend on beside the entries, as plain JSON to keep with a cursor. */
import type { SavedTracked } from './changes.ts';
import type { SavedSummarised } from './sensor-windows.ts';

/** The order of sensors is part of it. */
export interface DeriverState {
  readonly version: typeof VERSION;
  readonly summaries: readonly SavedSummarised[];
  readonly changes: readonly SavedTracked[];
}

/** Grows when the shape changes. */
const VERSION = 1;

export const EMPTY_STATE: DeriverState = { version: VERSION, summaries: [], changes: [] };

/** Whether what this program kept once, parsed, is of the shape it knows now. */
export function isDeriverState(value: unknown): value is DeriverState {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION;
}
