/** Owns the uplink as a whole: what it is made of, and its face to the node. */
import type { UplinkState } from '../../runtime/edges/port.ts';
import type { Report } from '../../runtime/edges/protocol.ts';
import { messageOf, Unavailable } from '../../runtime/errors.ts';
import type { UplinkModeRule } from '../../runtime/vocabulary.ts';
import type { Commands } from '../downlink/commands.ts';
import type { Documents } from '../downlink/documents.ts';
import { openConnection } from '../link/connection.ts';
import { createLink } from '../link/keep-linked.ts';
import { createConversation } from './conversation.ts';
import { Gauge } from './gauge.ts';
import { createMemory, type Memory, type MemoryOptions } from './memory.ts';
import { Pace } from './pace.ts';
import { openParts, type Parts, type PartsOptions, PLAIN_BATCH } from './parts.ts';
import { handOverPlainly } from './plain.ts';
import type { PumpOptions } from './pump.ts';
import { Wake } from './wake.ts';

export interface UplinkOptions extends PartsOptions, Omit<MemoryOptions, 'parts' | 'state'> {
  readonly commands: Commands;
  readonly documents: Documents;
  readonly now: () => number;
}

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

/** Batches on their way at once, and messages to a plain broker. */
const WINDOW = 8;
const PLAIN_WINDOW = 500;

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
    talk: talk({ options, parts, memory, wake, state, onConfirmed: (entries) => gauge.confirmed(entries) }),
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
    committed: () => wake.wake(),
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

interface Talking {
  readonly options: UplinkOptions;
  readonly parts: Parts;
  readonly memory: Memory;
  readonly wake: Wake;
  readonly state: () => UplinkState;
  readonly onConfirmed: (entries: number) => void;
}

type Talk = (ready: () => void, signal: AbortSignal) => Promise<void>;

function anemosTalk({ options, parts, wake, state, onConfirmed }: Talking): Talk {
  const { settings, commands, documents, now, log } = options;
  const report = async (cloud: string): Promise<Report> => {
    const { backlog, taken, handedOver, kept } = state();
    const said = { documents: documents.report(), commands: commands.dealtWith(cloud) };
    return { epoch: parts.identity.epoch, backlog, taken, handedOver, kept, ...said };
  };
  /** What comes down is dealt with one after the other, over all conversations. */
  let down: Promise<void> = Promise.resolve();
  return async (ready, signal) => {
    const bug = Promise.withResolvers<never>();
    bug.promise.catch(() => {});
    const inTurn = (work: () => Promise<void>) => {
      down = down.then(work).then(conversation.reportSoon, (error: unknown) => {
        if (!(error instanceof Unavailable)) return bug.reject(error);
        // It comes again with the next report.
        log.warn({ reason: messageOf(error) }, 'what the cloud has sent waits');
      });
    };
    const conversation = createConversation({
      ...pumping({ options, parts, wake, onConfirmed }, settings.window ?? WINDOW),
      identity: parts.identity,
      now,
      report,
      onWelcome: ready,
      onCommands: (cloud, list) => inTurn(() => commands.carryOut(cloud, list)),
      onDocument: (kind, payload) => inTurn(() => documents.take(kind, payload)),
    });
    await using connection = await openConnection({ ...login(options), onMessage: conversation.onMessage });
    await Promise.race([conversation.run(connection, signal), bug.promise]);
  };
}

function plainTalk({ options, parts, memory, wake, onConfirmed }: Talking): Talk {
  const window = Math.ceil((options.settings.window ?? PLAIN_WINDOW) / PLAIN_BATCH.entries);
  const positions = () => ({
    alarms: memory.alarms(),
    derived: parts.lanes.derived.position.cursor,
    readings: parts.dealings.settled,
  });
  return async (ready, signal) => {
    await using connection = await openConnection({ ...login(options), onMessage: () => {} });
    const pump = pumping({ options, parts, wake, onConfirmed }, window);
    await handOverPlainly({ ...pump, positions, onReady: ready }, connection, signal);
  };
}

function pumping(
  { options, parts, wake, onConfirmed }: Pick<Talking, 'options' | 'parts' | 'wake' | 'onConfirmed'>,
  window: number,
): Omit<PumpOptions, 'send'> {
  return { lanes: parts.lanes, wake, pace: new Pace(options.settings.backlogRate), window, onConfirmed };
}

function login({ settings }: UplinkOptions) {
  const { edge, url, password, ca, user = edge } = settings;
  return { url, clientId: `anemos-edge-${edge}`, user, password, ca };
}
