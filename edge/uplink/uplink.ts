/** Owns the uplink as a whole: what it is made of, and its face to the node. */
import type { UplinkState } from '../../runtime/edges/port.ts';
import type { UplinkModeRule } from '../../runtime/vocabulary.ts';
import { createLink } from '../link/keep-linked.ts';
import { Gauge } from './gauge.ts';
import { createMemory, type MemoryOptions } from './memory.ts';
import { openParts, type PartsOptions } from './parts.ts';
import { anemosTalk, plainTalk, type TalkOptions } from './talks.ts';
import { Wake } from './wake.ts';

export type UplinkOptions = PartsOptions &
  Omit<MemoryOptions, 'parts' | 'state'> &
  Pick<TalkOptions, 'commands' | 'documents' | 'now'> & {
    /** The cloud has this batch on disk. */
    readonly onHandedOver?: TalkOptions['onConfirmed'];
  };

export interface Uplink extends AsyncDisposable {
  /** The journal has grown. */
  committed(): void;
  /** The alarms' lane has grown. */
  transitions(): void;
  /** Resolves when it is durable: from the journal's head on these modes count. */
  setModes(modes: readonly UplinkModeRule[]): Promise<void>;
  state(): UplinkState;
  /** Rejects when a bug has stopped it. */
  readonly failed: Promise<never>;
}

/** Returns at once; the connection is made in the background, and again whenever it is lost. */
export async function openUplink(options: UplinkOptions): Promise<Uplink> {
  const { settings, journal, now, log } = options;
  const parts = await openParts(options);
  const { dealings, lanes, ceiling, modes } = parts;
  const memory = createMemory({ ...options, parts });
  const wake = new Wake();
  const gauge = new Gauge();
  const state = (): UplinkState => {
    const taken = journal.headNumber();
    const entries = dealings.missing(taken);
    const held = entries === 0 ? { bytes: 0 } : journal.held(dealings.cursor + 1);
    const backlog = { entries, ...held, ...gauge.read(entries) };
    return { edge: settings.edge, url: settings.url, ...link.state(), backlog, taken, ...dealings.total };
  };
  const talk = settings.format === 'plain' ? plainTalk : anemosTalk;
  const link = createLink({
    now,
    talk: talk({
      ...options,
      parts,
      memory,
      wake,
      uplink: state,
      onConfirmed(batch, sentAt) {
        gauge.confirmed(batch.entries.length);
        options.onHandedOver?.(batch, sentAt);
      },
    }),
    onChange(reason) {
      const { edge, url } = settings;
      if (reason === undefined) log.info({ edge, url }, 'the uplink works');
      else log.warn({ edge, url, reason }, 'the uplink waits');
    },
  });
  const closing = new AbortController();
  const { signal } = closing;
  const work = Promise.all([link.keep(signal), memory.keep(signal)]).catch((error: unknown) => {
    closing.abort();
    throw error;
  });
  const failed = work.then(() => new Promise<never>(() => {}));
  failed.catch(() => {});
  return {
    committed: () => wake.soon(),
    transitions() {
      lanes.alarms.wake();
      wake.wake();
    },
    async setModes(rules) {
      const head = journal.headNumber();
      ceiling.number = head;
      try {
        if (modes.change(rules, head + 1)) await memory.save();
      } finally {
        ceiling.number = Number.POSITIVE_INFINITY;
        wake.wake();
      }
    },
    state,
    failed,
    async [Symbol.asyncDispose]() {
      closing.abort();
      wake.wake();
      await work.catch(() => {});
    },
  };
}
