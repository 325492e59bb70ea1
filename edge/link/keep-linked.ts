/** Owns that a link comes back: talk until it breaks, wait by the table, talk again; and how it is. */
import { messageOf, Unavailable } from '../../runtime/errors.ts';
import { pause } from '../../runtime/retry.ts';
import type { EpochMs } from '../../runtime/vocabulary.ts';

export interface LinkState {
  readonly connected: boolean;
  /** When it came or went. */
  readonly since: EpochMs;
  /** Why it is not there. */
  readonly trouble?: string;
}

export interface LinkOptions {
  /** Connects and works until `signal` aborts; calls `ready` when the other side answers. Throws Unavailable when it breaks. */
  readonly talk: (ready: () => void, signal: AbortSignal) => Promise<void>;
  readonly now: () => EpochMs;
  /** Told of each change: the reason, or undefined when it works. */
  readonly onChange: (trouble: string | undefined) => void;
}

export interface Link {
  state(): LinkState;
  /** Until `signal` aborts; rejects with a bug. */
  keep(signal: AbortSignal): Promise<void>;
}

export function createLink({ talk, now, onChange }: LinkOptions): Link {
  let state: LinkState = { connected: false, since: now() };
  const set = (connected: boolean, trouble?: string) => {
    const changed = connected !== state.connected || trouble !== state.trouble;
    const since = connected === state.connected ? state.since : now();
    state = { connected, since, ...(trouble !== undefined && { trouble }) };
    if (changed) onChange(trouble);
  };
  return {
    state: () => state,
    async keep(signal) {
      for (let attempt = 0; !signal.aborted; ) {
        const ready = () => {
          attempt = 0;
          set(true);
        };
        try {
          await talk(ready, signal);
        } catch (error) {
          if (!(error instanceof Unavailable)) throw error;
          if (signal.aborted) return;
          set(false, messageOf(error));
          await pause('uplink', ++attempt, signal);
        }
      }
    },
  };
}
