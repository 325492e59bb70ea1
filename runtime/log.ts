/** Owns the log: JSON lines on stderr with constant messages; what varies goes into the fields, and what repeats is bounded. */
import { destination, pino } from 'pino';

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Lines of one message within so many ms; what is more is counted, and told as `withheld` when they are over. */
const MOST = 10;
const WITHIN = 60_000;

/** Lines below `level` are left out. `error` fields keep their stack; times are RFC 3339. */
export function openLog(level: LogLevel): Log {
  return boundRepeats(
    pino(
      {
        level,
        base: null,
        timestamp: () => `,"time":"${new Date().toISOString()}"`,
        formatters: { level: (label) => ({ level: label }) },
        serializers: { error: pino.stdSerializers.err },
      },
      destination({ dest: 2, sync: true }),
    ),
  );
}

/** Messages are constant, so they can be counted: no trouble, however long it lasts, fills a disk with lines. */
function boundRepeats(log: Log): Log {
  const lines = new Map<string, number>();
  const bounded = (level: LogLevel) => (fields: object, message: string) => {
    const before = lines.get(message) ?? 0;
    lines.set(message, before + 1);
    if (before < MOST) log[level](fields, message);
    if (before > 0) return;
    const over = () => {
      const withheld = (lines.get(message) ?? 0) - MOST;
      lines.delete(message);
      if (withheld > 0) log[level]({ withheld }, message);
    };
    setTimeout(over, WITHIN).unref();
  };
  return { debug: bounded('debug'), info: bounded('info'), warn: bounded('warn'), error: bounded('error') };
}
