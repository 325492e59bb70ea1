/** Owns the log: JSON lines on stderr with constant messages; what varies goes into the fields. */
import { destination, pino } from 'pino';

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Lines below `level` are left out. `error` fields keep their stack; times are RFC 3339. */
export function openLog(level: LogLevel): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
    },
    destination({ dest: 2, sync: true }),
  );
}
