/** Owns a log for tests that keeps its lines instead of printing them. */
import type { Log } from '../../log.ts';

export interface KeptLog extends Log {
  readonly lines: readonly { readonly level: string; readonly fields: object; readonly message: string }[];
}

export function keptLog(): KeptLog {
  const lines: { level: string; fields: object; message: string }[] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
