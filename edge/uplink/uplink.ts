/** Owns the uplink as a whole: the connection that comes back by itself, what is remembered, how it is. */
import { setTimeout as delay } from 'node:timers/promises';
import type { UplinkState } from '../../runtime/edges/port.ts';
import type { Report } from '../../runtime/edges/protocol.ts';
import { messageOf, Unavailable } from '../../runtime/errors.ts';
import type { NumberedJournal } from '../../runtime/journal/port.ts';
import type { Log } from '../../runtime/log.ts';
import { pause } from '../../runtime/retry.ts';
import type { StateStore } from '../../runtime/state/port.ts';
import type { EpochMs, LedgerRow, Offset, UplinkModeRule } from '../../runtime/vocabulary.ts';
import type { Commands } from '../downlink/commands.ts';
import type { Documents } from '../downlink/documents.ts';
import { openConnection } from '../link/connection.ts';
import { alarmItems, ledgerItems } from './alarm-items.ts';
import { createConversation } from './conversation.ts';
import { Dealings } from './count.ts';
import { DerivedLane } from './derived-lane.ts';
import { Gauge } from './gauge.ts';
import { OrderedLane } from './lane.ts';
import { ModeHistory } from './mode-history.ts';
import { Pace } from './pace.ts';
import { handOverPlainly } from './plain.ts';
import { loadPosition, savePosition } from './position.ts';
import type { Lanes } from './pump.ts';
import { ReadingsLane } from './readings-lane.ts';
import { Wake } from './wake.ts';

/** Where to hand over, and how; runtime/config/schema.ts says what each means. */
export interface UplinkSettings {
  readonly edge: string;
  readonly url: string;
  readonly user?: string | undefined;
  readonly password: string;
  /** PEM. */
  readonly ca?: string | undefined;
  readonly format: 'anemos' | 'plain';
  readonly live: boolean;
  readonly backlogRate: number;
  readonly window?: number | undefined;
}

export interface UplinkOptions {
  readonly settings: UplinkSettings;
  readonly journal: NumberedJournal;
  readonly state: Pick<StateStore, 'document' | 'commit' | 'lane'>;
  readonly modes: readonly UplinkModeRule[];
  readonly commands: Commands;
  readonly documents: Documents;
  readonly lossesAfter: (range: {
    readonly n: number;
    readonly limit: number;
  }) => Promise<readonly LedgerRow[]>;
  /** The journal is not needed up to here by the uplink, not even after a crash. */
  readonly onDurable: (cursor: Offset) => void;
  readonly now: () => EpochMs;
  readonly log: Log;
}

export interface Uplink extends AsyncDisposable {
  /** The journal has grown. */
  committed(): void;
  /** The alarms' lane has grown. */
  transitions(): void;
  setModes(modes: readonly UplinkModeRule[]): Promise<void>;
  state(): UplinkState;
  /** Rejects when a bug has stopped it. */
  readonly failed: Promise<never>;
}

const SAVE_EVERY = 1000;
const WINDOW = 8;
/** A batch, and for a plain broker so many messages at once. */
const BATCH = { entries: 1000, values: 8000 };
const PLAIN_BATCH = { entries: 100, values: 8000 };
const PLAIN_WINDOW = 500;

/** Returns at once; the connection is made in the background, and again whenever it is lost. */
export async function openUplink(options: UplinkOptions): Promise<Uplink> {
  const running = new Running(options, await assemble(options));
  return running;
}

async function assemble({ settings, journal, state, modes, lossesAfter }: UplinkOptions) {
  const [first] = journal.readNumbers(1, 1);
  const base = (first?.numbers[0] ?? journal.headNumber() + 1) - 1;
  const saved = await loadPosition(state, { epoch: journal.epoch, base });
  const history = new ModeHistory(saved.modes);
  const identity = { edge: settings.edge, epoch: journal.epoch };
  const dealings = new Dealings(saved.cursor, saved.count);
  const plain = settings.format === 'plain';
  // While modes change, no lane looks beyond what the change leaves alone.
  const ceiling = { number: Number.POSITIVE_INFINITY };
  const bounded = { ...journal, headNumber: () => Math.min(ceiling.number, journal.headNumber()) };
  const lanes: Lanes = {
    alarms: new OrderedLane('alarms', identity, alarmItems(state, settings.edge)),
    ledger: new OrderedLane('ledger', identity, ledgerItems(lossesAfter)),
    readings: new ReadingsLane({
      ...{ journal: bounded, identity, modes: history, dealings, base: saved.base },
      live: settings.live && !plain,
      most: plain ? PLAIN_BATCH : BATCH,
    }),
    derived: new DerivedLane({ journal: bounded, identity, modes: history, position: saved.derived }),
  };
  if (history.change(modes, saved.modes.length === 0 ? saved.base + 1 : journal.headNumber() + 1)) {
    await savePosition(state, { ...saved, modes: history.saved });
  }
  return { saved, history, identity, dealings, ceiling, lanes };
}

type Parts = Awaited<ReturnType<typeof assemble>>;

class Running implements Uplink {
  readonly failed: Promise<never>;
  readonly #options: UplinkOptions;
  readonly #parts: Parts;
  readonly #wake = new Wake();
  readonly #gauge = new Gauge();
  readonly #closing = new AbortController();
  readonly #work: Promise<unknown>;
  #link: { readonly connected: boolean; readonly since: EpochMs; readonly trouble?: string };
  #written = '';
  #plainAlarms: number;
  #reportSoon = () => {};

  constructor(options: UplinkOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#link = { connected: false, since: options.now() };
    this.#plainAlarms = parts.saved.alarms;
    this.#release();
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => {});
    this.failed = failed.promise;
    const fail = (error: unknown) => {
      this.#closing.abort();
      failed.reject(error);
    };
    this.#work = Promise.all([this.#keepLinked().catch(fail), this.#keepSaved().catch(fail)]);
  }

  committed(): void {
    this.#wake.wake();
  }

  transitions(): void {
    this.#parts.lanes.alarms.wake();
    this.#wake.wake();
  }

  async setModes(modes: readonly UplinkModeRule[]): Promise<void> {
    const { ceiling, history } = this.#parts;
    const head = this.#options.journal.headNumber();
    ceiling.number = head;
    try {
      if (history.change(modes, head + 1)) await this.#save();
    } finally {
      ceiling.number = Number.POSITIVE_INFINITY;
      this.#wake.wake();
    }
  }

  state(): UplinkState {
    const { dealings } = this.#parts;
    const { settings, journal } = this.#options;
    const taken = journal.headNumber();
    const entries = dealings.missing(taken);
    const held = entries === 0 ? { bytes: 0 } : journal.held(dealings.cursor + 1);
    const backlog = { entries, ...held, ...this.#gauge.read(entries) };
    return { edge: settings.edge, url: settings.url, ...this.#link, backlog, taken, ...dealings.total };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#wake.wake();
    await this.#work;
    await this.#save().catch((error: unknown) => {
      if (!(error instanceof Unavailable)) throw error;
    });
  }

  async #keepLinked(): Promise<void> {
    const { log, settings } = this.#options;
    const { signal } = this.#closing;
    for (let attempt = 0; !signal.aborted; ) {
      try {
        await this.#talk(() => {
          attempt = 0;
        });
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        const trouble = messageOf(error);
        if (this.#link.trouble !== trouble)
          log.warn({ edge: settings.edge, reason: trouble }, 'the uplink waits');
        this.#setLink(false, trouble);
        await pause('uplink', ++attempt, signal);
      }
    }
  }

  async #talk(onReady: () => void): Promise<void> {
    const { settings, log } = this.#options;
    const { lanes } = this.#parts;
    const plain = settings.format === 'plain';
    const ready = () => {
      onReady();
      this.#setLink(true);
      log.info({ edge: settings.edge, url: settings.url }, 'the uplink works');
    };
    const common = {
      ...{ lanes, wake: this.#wake, pace: new Pace(settings.backlogRate) },
      window: plain
        ? Math.ceil((settings.window ?? PLAIN_WINDOW) / PLAIN_BATCH.entries)
        : (settings.window ?? WINDOW),
      onConfirmed: (entries: number) => this.#gauge.confirmed(entries),
    };
    const conversation = this.#conversation(common, ready);
    await using connection = await openConnection({
      ...{
        url: settings.url,
        clientId: `anemos-edge-${settings.edge}`,
        password: settings.password,
        ca: settings.ca,
      },
      user: settings.user ?? settings.edge,
      onMessage: conversation.onMessage,
    });
    const { signal } = this.#closing;
    if (signal.aborted) return;
    if (!plain) return await conversation.run(connection, signal);
    const positions = () => ({
      alarms: this.#plainAlarms,
      derived: lanes.derived.position.cursor,
      readings: this.#parts.dealings.settled,
    });
    await handOverPlainly({ ...common, positions, onReady: ready }, connection, signal);
  }

  #conversation(
    common: Pick<
      Parameters<typeof createConversation>[0],
      'lanes' | 'pace' | 'wake' | 'window' | 'onConfirmed'
    >,
    ready: () => void,
  ) {
    const { commands, documents, now } = this.#options;
    const conversation = createConversation({
      ...common,
      identity: this.#parts.identity,
      now,
      report: async (cloud) => this.#report(cloud),
      onWelcome: ready,
      onCommands: (cloud, list) => this.#inTurn(() => commands.carryOut(cloud, list)),
      onDocument: (kind, payload) => this.#inTurn(() => documents.take(kind, payload)),
    });
    this.#reportSoon = conversation.reportSoon;
    return conversation;
  }

  /** What comes down is dealt with one after the other; what fails for now comes again with the next report. */
  #down: Promise<void> = Promise.resolve();
  #inTurn(work: () => Promise<void>): void {
    this.#down = this.#down.then(work).then(
      () => this.#reportSoon(),
      (error: unknown) => {
        if (error instanceof Unavailable)
          this.#options.log.warn({ reason: messageOf(error) }, "the cloud's word waits");
        else throw error;
      },
    );
  }

  #report(cloud: string): Report {
    const { backlog, taken, handedOver, kept } = this.state();
    const { commands, documents } = this.#options;
    return {
      ...{ epoch: this.#parts.identity.epoch, backlog, taken, handedOver, kept },
      documents: documents.report(),
      commands: commands.dealtWith(cloud),
    };
  }

  #setLink(connected: boolean, trouble?: string): void {
    const since = connected === this.#link.connected ? this.#link.since : this.#options.now();
    this.#link = { connected, since, ...(trouble !== undefined && { trouble }) };
  }

  async #keepSaved(): Promise<void> {
    const { signal } = this.#closing;
    while (await delay(SAVE_EVERY, true, { signal }).catch(() => false)) {
      await this.#save().catch((error: unknown) => {
        if (!(error instanceof Unavailable)) throw error;
        this.#options.log.warn({ reason: messageOf(error) }, 'the position of the uplink could not be saved');
      });
    }
  }

  async #save(): Promise<void> {
    const { dealings, lanes, history, identity, saved } = this.#parts;
    const { position: derived } = lanes.derived;
    history.forget(Math.min(dealings.cursor, derived.cursor));
    this.#plainAlarms = Math.max(this.#plainAlarms, lanes.alarms.confirmed);
    const position = {
      ...{
        epoch: identity.epoch,
        base: saved.base,
        cursor: dealings.cursor,
        count: dealings.passed,
        derived,
      },
      ...{ modes: history.saved, alarms: this.#plainAlarms },
    };
    const text = JSON.stringify(position);
    if (text === this.#written) return;
    await savePosition(this.#options.state, position);
    this.#written = text;
    this.#release();
  }

  #release(): void {
    const { dealings, lanes } = this.#parts;
    const through = Math.min(dealings.cursor, lanes.derived.position.cursor);
    const offset = this.#options.journal.offsetThrough(through);
    if (offset > 0) this.#options.onDurable(offset);
  }
}
