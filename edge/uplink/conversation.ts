/** Owns one conversation with an Anemos cloud: hello, welcome, then batches up, reports up, and what comes down. */
import { encodeBatch } from '../../runtime/edges/envelope.ts';
import { DOCUMENT_KINDS, type DocumentKind } from '../../runtime/edges/port.ts';
import {
  downFilter,
  downOf,
  type EdgeCommand,
  PROTOCOL,
  type Report,
  readCommands,
  readWelcome,
  upTopic,
  type Welcome,
} from '../../runtime/edges/protocol.ts';
import { Unavailable } from '../../runtime/errors.ts';
import type { EpochMs } from '../../runtime/vocabulary.ts';
import type { Connection } from '../link/connection.ts';
import type { Identity } from './lane.ts';
import { type PumpOptions, pump } from './pump.ts';

export interface ConversationOptions extends Omit<PumpOptions, 'send'> {
  readonly identity: Identity;
  readonly now: () => EpochMs;
  readonly report: (cloud: string) => Promise<Report>;
  /** The cloud has answered: from here on it works. */
  readonly onWelcome: (welcome: Welcome) => void;
  /** Operators' acts have come; the report says when they are dealt with. */
  readonly onCommands: (cloud: string, commands: readonly EdgeCommand[]) => void;
  readonly onDocument: (kind: DocumentKind, payload: Buffer) => void;
}

export interface Conversation {
  onMessage(topic: string, payload: Buffer): void;
  /** Until `signal` aborts or the connection ends. Throws Unavailable with the reason. */
  run(connection: Connection, signal: AbortSignal): Promise<void>;
  /** Something the cloud should know has changed. */
  reportSoon(): void;
}

const WELCOME_WITHIN = 10_000;
/** ms; also how a link is tried on which nothing else is on its way. */
const REPORT_EVERY = 4000;

export function createConversation(options: ConversationOptions): Conversation {
  const { identity, lanes, now } = options;
  const { edge, epoch } = identity;
  const welcomed = Promise.withResolvers<Welcome>();
  welcomed.promise.catch(() => {});
  const refused = Promise.withResolvers<string>();
  let cloud = '';
  let reporting = Promise.withResolvers<void>();

  const take = (topic: string, payload: Buffer) => {
    const what = downOf(edge, topic);
    if (what === 'welcome') {
      const welcome = readWelcome(payload);
      if (typeof welcome === 'string') refused.resolve(welcome);
      else if (welcome.epoch === epoch) welcomed.resolve(welcome);
    } else if (what === 'refused') refused.resolve(reasonOf(payload));
    else if (what === 'commands') {
      const commands = readCommands(payload);
      if (typeof commands === 'string') refused.resolve(commands);
      else if (cloud) options.onCommands(cloud, commands);
    } else {
      const kind = DOCUMENT_KINDS.find((name) => what === `documents/${name}`);
      if (kind) options.onDocument(kind, payload);
    }
  };

  const keepReporting = async (connection: Connection, signal: AbortSignal) => {
    while (!signal.aborted) {
      reporting = Promise.withResolvers();
      await connection.publish(upTopic(edge, 'report'), JSON.stringify(await options.report(cloud)));
      lanes.ledger.wake();
      options.wake.wake();
      const timer = setTimeout(reporting.resolve, REPORT_EVERY);
      await reporting.promise;
      clearTimeout(timer);
    }
  };

  return {
    onMessage: take,
    reportSoon: () => reporting.resolve(),
    async run(connection, signal) {
      const ending = new AbortController();
      const stop = () => {
        ending.abort();
        options.wake.wake();
        reporting.resolve();
      };
      signal.addEventListener('abort', stop, { once: true });
      const ended = Promise.race([
        connection.ended,
        refused.promise.then((reason) => `the cloud refuses: ${reason}`),
      ]);
      const broken = ended.then((reason) => {
        stop();
        throw new Unavailable(reason);
      });
      broken.catch(() => {});
      let work: Promise<unknown> = Promise.resolve();
      try {
        await Promise.race([connection.subscribe(downFilter(edge)), broken]);
        const hello = { protocol: PROTOCOL, epoch, now: now() };
        await Promise.race([connection.publish(upTopic(edge, 'hello'), JSON.stringify(hello)), broken]);
        const welcome = await Promise.race([welcomed.promise, broken, late(WELCOME_WITHIN, ending.signal)]);
        cloud = welcome.cloud;
        for (const lane of ['alarms', 'ledger', 'readings', 'derived'] as const) {
          await lanes[lane].begin(welcome.received[lane]);
        }
        options.onWelcome(welcome);
        const send = (batch: Parameters<PumpOptions['send']>[0]) =>
          connection.publish(upTopic(edge, batch.lane), encodeBatch(batch));
        work = Promise.all([
          pump({ ...options, send }, ending.signal),
          keepReporting(connection, ending.signal),
        ]);
        await Promise.race([work, broken]);
      } finally {
        signal.removeEventListener('abort', stop);
        stop();
        // The lanes begin anew with the next conversation: nobody may be asking them any more.
        await work.catch(() => {});
        await lanes.readings.rest();
      }
    },
  };
}

async function late(ms: number, signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const text = `the cloud has not answered the hello within ${ms / 1000} s: is it an Anemos cloud? Another broker needs uplink.format: plain`;
  const timer = setTimeout(() => reject(new Unavailable(text)), ms);
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return await promise;
}

function reasonOf(payload: Buffer): string {
  try {
    const value: unknown = JSON.parse(payload.toString());
    if (typeof value === 'object' && value !== null && 'reason' in value) return String(value.reason);
  } catch {
    // What it says instead is all there is to tell.
  }
  return payload.toString().slice(0, 200);
}
