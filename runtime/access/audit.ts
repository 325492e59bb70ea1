/** Owns the audit in state.db: who changed what. Decides nothing about what counts as a change. */
import { Unavailable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { StateStore } from '../state/port.ts';
import type { Audit } from './port.ts';

export interface AuditOptions {
  readonly state: Pick<StateStore, 'commit' | 'audit'>;
  readonly log: Log;
}

/** A row that cannot be written, its change being made, goes to the log as a whole: it is nowhere else then. */
export function createAudit({ state, log }: AuditOptions): Audit {
  return {
    async record(note) {
      try {
        await state.commit({ audit: [note] });
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        log.error({ error, ...note }, 'a change is not in the audit');
      }
    },
    list: (query) => state.audit(query),
  };
}
