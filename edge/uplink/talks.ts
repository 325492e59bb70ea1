/** Owns what an uplink does while it is linked: a conversation with an Anemos cloud, or handing over to any other broker. */
import type { UplinkState } from '../../runtime/edges/port.ts';
import type { Report } from '../../runtime/edges/protocol.ts';
import { messageOf, Unavailable } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import { pause } from '../../runtime/retry.ts';
import type { Commands } from '../downlink/commands.ts';
import type { Documents } from '../downlink/documents.ts';
import { openConnection } from '../link/connection.ts';
import type { LinkOptions, Progress } from '../link/keep-linked.ts';
import { createConversation } from './conversation.ts';
import type { Memory } from './memory.ts';
import { Pace } from './pace.ts';
import { type Parts, PLAIN_BATCH } from './parts.ts';
import { handOverPlainly } from './plain.ts';
import type { PumpOptions } from './pump.ts';
import type { UplinkSettings } from './settings.ts';
import type { Wake } from './wake.ts';

export interface TalkOptions {
  readonly settings: UplinkSettings;
  readonly parts: Parts;
  readonly memory: Memory;
  readonly wake: Wake;
  readonly uplink: () => UplinkState;
  readonly onConfirmed: PumpOptions['onConfirmed'];
  readonly commands: Commands;
  readonly documents: Documents;
  readonly now: () => number;
  readonly log: Log;
}

type Talk = LinkOptions['talk'];

/** Batches on their way at once, and messages to a plain broker. */
const WINDOW = 8;
const PLAIN_WINDOW = 500;

export function anemosTalk(options: TalkOptions): Talk {
  const { settings, parts, uplink, commands, documents, now, log } = options;
  const report = async (cloud: string): Promise<Report> => {
    const { backlog, taken, handedOver, kept } = uplink();
    const said = { documents: documents.report(), commands: commands.dealtWith(cloud) };
    return { epoch: parts.identity.epoch, backlog, taken, handedOver, kept, ...said };
  };
  /** What comes down is dealt with one after the other, over all conversations. */
  let down: Promise<void> = Promise.resolve();
  return async (progress, signal) => {
    const bug = Promise.withResolvers<never>();
    bug.promise.catch(() => {});
    const inTurn = (work: () => Promise<void>) => {
      down = down.then(() => insist(work, { signal, log })).then(conversation.reportSoon, bug.reject);
    };
    const conversation = createConversation({
      ...pumping(options, progress, settings.window ?? WINDOW),
      identity: parts.identity,
      now,
      report,
      onWelcome: progress.ready,
      onCommands: (cloud, list) => inTurn(() => commands.carryOut(cloud, list)),
      onDocument: (kind, payload) => inTurn(() => documents.take(kind, payload)),
    });
    const { onMessage } = conversation;
    await using connection = await openConnection({ ...login(settings), onMessage, signal });
    await Promise.race([conversation.run(connection, signal), bug.promise]);
  };
}

/** Until the node's own files take it: nobody sends it again before the next hello. */
async function insist(
  work: () => Promise<void>,
  { signal, log }: { readonly signal: AbortSignal; readonly log: Log },
): Promise<void> {
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      if (attempt === 1) log.warn({ reason: messageOf(error) }, 'what the cloud has sent waits');
      await pause('state', attempt, signal);
    }
  }
}

export function plainTalk(options: TalkOptions): Talk {
  const { settings, parts, memory } = options;
  const window = Math.ceil((settings.window ?? PLAIN_WINDOW) / PLAIN_BATCH.entries);
  const positions = () => ({
    alarms: memory.alarms(),
    derived: parts.lanes.derived.position.cursor,
    readings: parts.dealings.settled,
  });
  return async (progress, signal) => {
    await using connection = await openConnection({ ...login(settings), onMessage: () => {}, signal });
    const pump = pumping(options, progress, window);
    await handOverPlainly({ ...pump, positions, onReady: progress.ready }, connection, signal);
  };
}

function pumping(
  { settings, parts, wake, onConfirmed }: TalkOptions,
  { worked }: Progress,
  window: number,
): Omit<PumpOptions, 'send'> {
  const pace = new Pace(settings.backlogRate);
  const confirmed: PumpOptions['onConfirmed'] = (batch, sentAt) => {
    onConfirmed(batch, sentAt);
    worked();
  };
  return { lanes: parts.lanes, wake, pace, window, onConfirmed: confirmed };
}

function login({ edge, url, password, ca, user = edge }: UplinkSettings) {
  return { url, clientId: `anemos-edge-${edge}`, user, password, ca };
}
