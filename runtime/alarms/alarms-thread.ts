/** Owns the thread that talks to SQL, so that neither PGlite's work nor pg-boss's weighs on the main loop. */
import type { MessagePort } from 'node:worker_threads';
import type { SqlConfig } from '../config/schema.ts';
import { Unavailable } from '../errors.ts';
import type { OperationsSample } from '../operations/port.ts';
import type { LaneItem } from '../state/port.ts';
import { type AlarmDatabase, type AlarmNotice, openAlarmDatabase } from './database.ts';

export interface AlarmsThreadData {
  readonly config: SqlConfig;
  readonly dataDir: string;
}

function handlers({ config, dataDir }: AlarmsThreadData, tell: (notice: AlarmNotice) => void) {
  let database: AlarmDatabase | undefined;
  const opened = () => {
    if (!database) throw new Error('the alarm database is not open');
    return database;
  };
  return {
    /** Once more after Unavailable; does nothing when it is open. */
    async open(): Promise<void> {
      database ??= await openAlarmDatabase({
        config,
        dataDir,
        tell,
        // Outside of any call, so that it ends the thread.
        onBroken: (error) =>
          setImmediate(() => {
            throw error;
          }),
      });
    },
    position: (lane: string) => opened().position(lane),
    handOver: ({ lane, items }: { readonly lane: string; readonly items: readonly LaneItem[] }) =>
      opened().handOver(lane, items),
    /** Nobody has opened it, or could: the sample is lost. */
    async record(sample: OperationsSample) {
      if (!database) throw new Unavailable('the database is not open');
      return await database.record(sample);
    },
    close: async () => await database?.[Symbol.asyncDispose](),
  };
}

export type AlarmsHandlers = ReturnType<typeof handlers>;

export function start(port: MessagePort, data: AlarmsThreadData): AlarmsHandlers {
  return handlers(data, (notice) => port.postMessage(notice));
}
