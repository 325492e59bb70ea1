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

/** What a talk tells of how it goes. */
export interface Progress {
  /** The other side answers. */
  ready(): void;
  /** It has taken something. */
  worked(): void;
}

export interface LinkOptions {
  /** Connects and works until `signal` aborts. Throws Unavailable when it breaks. */
  readonly talk: (progress: Progress, signal: AbortSignal) => Promise<void>;
  readonly now: () => EpochMs;
  /** Told of each change: the reason, or undefined when it works. */
  readonly onChange: (trouble: string | undefined) => void;
}

export interface Link {
  state(): LinkState;
  /** Until `signal` aborts; rejects with a bug. */
  keep(signal: AbortSignal): Promise<void>;
}

/** ms after which a talk has proven itself, with nothing to hand over. */
const LASTING = 10_000;

export function createLink({ talk, now, onChange }: LinkOptions): Link {
  let state: LinkState = { connected: false, since: now() };
  let told: string | undefined | null = null;
  const set = (connected: boolean, trouble?: string) => {
    const since = connected === state.connected ? state.since : now();
    state = { connected, since, ...(trouble !== undefined && { trouble }) };
  };
  const tell = (trouble: string | undefined) => {
    if (trouble !== told) onChange(trouble);
    told = trouble;
  };
  return {
    state: () => state,
    async keep(signal) {
      let attempt = 0;
      /** A welcome that each time ends in the same refusal is no news, and no reason to hurry. */
      let proven = true;
      while (!signal.aborted) {
        let timer: NodeJS.Timeout | undefined;
        const worked = () => {
          attempt = 0;
          proven = true;
          tell(undefined);
        };
        const ready = () => {
          set(true);
          if (proven) worked();
          proven = false;
          timer = setTimeout(worked, LASTING);
        };
        try {
          await talk({ ready, worked }, signal);
        } catch (error) {
          if (!(error instanceof Unavailable)) throw error;
          if (signal.aborted) return;
          set(false, messageOf(error));
          tell(messageOf(error));
        } finally {
          clearTimeout(timer);
        }
        await pause('uplink', ++attempt, signal);
      }
    },
  };
}
