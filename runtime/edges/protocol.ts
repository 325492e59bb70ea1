/**
 * Owns the words two nodes exchange beside batches: topics, and the small JSON messages with their checks. Pure.
 *
 * An edge logs in with a user name equal to its id; only that user may use `v1/$edge/{id}/…`.
 * - up    `up/hello` opens a conversation, `up/{lane}` carries a batch (envelope.ts), `up/report` says how it is
 * - down  `down/welcome` answers the hello, `down/refused` says why a batch is not taken, `down/commands` brings what
 *         operators did, `down/documents/{kind}` (retained) what the edge is to work by
 */
import { type EpochMs, LANES, type Lane } from '../vocabulary.ts';
import { isName, isRecord } from './envelope-checks.ts';
import { type Intervals, isIntervals } from './intervals.ts';
import { type Backlog, DOCUMENT_KINDS, type DocumentKind, type EdgeDocumentState } from './port.ts';

export const PROTOCOL = 1;

/** Opens every conversation; the cloud answers with what it has of this epoch. */
export interface Hello {
  readonly protocol: number;
  readonly epoch: string;
  /** The edge's clock. */
  readonly now: EpochMs;
}

export interface Welcome {
  readonly protocol: number;
  /** Of the edge, as in the hello. */
  readonly epoch: string;
  /** The epoch of the cloud's own journal: another one is another cloud, whose commands are numbered anew. */
  readonly cloud: string;
  /** The numbers of each lane that are durable at the cloud. */
  readonly received: Readonly<Record<Lane, Intervals>>;
}

/** What an operator did at the cloud to an alarm of this edge. */
export interface EdgeCommand {
  /** Its place in the cloud's lane; grows. */
  readonly n: number;
  readonly command: 'acknowledge' | 'clear';
  readonly alarm: string;
  readonly at: EpochMs;
  readonly by: string;
  readonly comment?: string;
}

/** How the edge is, every few seconds and after every change of a document. */
export interface Report {
  readonly epoch: string;
  readonly backlog: Backlog;
  readonly taken: number;
  readonly handedOver: number;
  readonly kept: number;
  readonly documents: readonly Omit<EdgeDocumentState, 'wanted'>[];
  /** The newest operator's act it has dealt with: `n` of this cloud's lane; 0 before the first. */
  readonly commands: number;
}

/** An edge that comes has said hello; it is gone when the last connection over which it has is. `at`: this node's clock. */
export type EdgeNotice = { readonly id: string; readonly at: EpochMs } & (
  | { readonly kind: 'connected' | 'disconnected' }
  | { readonly kind: 'hello'; readonly hello: Hello }
  | { readonly kind: 'report'; readonly report: Report }
);

/** What a topic below `v1/$edge/` is for. */
export type EdgePlace =
  | { readonly edge: string; readonly what: 'hello' | 'report' }
  | { readonly edge: string; readonly what: 'batch'; readonly lane: Lane };

const PREFIX = 'v1/$edge/';

export function isEdgeTopic(topic: string): boolean {
  return topic.startsWith(PREFIX);
}

/** The edge a topic or a filter belongs to; undefined when it names none. */
export function edgeOf(topic: string): string | undefined {
  const id = topic.slice(PREFIX.length).split('/', 1)[0];
  return isEdgeTopic(topic) && isName(id) ? id : undefined;
}

/** What is published there by an edge; undefined for any other topic. */
export function edgePlace(topic: string): EdgePlace | undefined {
  const edge = edgeOf(topic);
  if (edge === undefined) return undefined;
  const rest = topic.slice(PREFIX.length + edge.length + 1);
  if (rest === 'up/hello') return { edge, what: 'hello' };
  if (rest === 'up/report') return { edge, what: 'report' };
  const lane = LANES.find((name) => rest === `up/${name}`);
  return lane && { edge, what: 'batch', lane };
}

export function upTopic(edge: string, what: 'hello' | 'report' | Lane): string {
  return `${PREFIX}${edge}/up/${what}`;
}

export type Down = 'welcome' | 'refused' | 'commands' | `documents/${DocumentKind}`;

export function downTopic(edge: string, what: Down): string {
  return `${PREFIX}${edge}/down/${what}`;
}

/** All that goes down to an edge. */
export function downFilter(edge: string): string {
  return `${PREFIX}${edge}/down/#`;
}

/** What a topic that goes down to `edge` brings. */
export function downOf(edge: string, topic: string): Down | undefined {
  const all: readonly Down[] = [
    'welcome',
    'refused',
    'commands',
    ...DOCUMENT_KINDS.map((kind) => `documents/${kind}` as const),
  ];
  return all.find((what) => downTopic(edge, what) === topic);
}

export function readHello(payload: Buffer): Hello | string {
  const value = parsed(payload);
  if (!isRecord(value)) return 'the hello is not a JSON object';
  const { protocol, epoch, now } = value;
  if (protocol !== PROTOCOL) return otherProtocol(protocol);
  if (!isName(epoch)) return 'the hello has no epoch';
  if (!isCount(now)) return 'the hello has no time';
  return { protocol: PROTOCOL, epoch, now };
}

export function readWelcome(payload: Buffer): Welcome | string {
  const value = parsed(payload);
  if (!isRecord(value) || !isRecord(value.received)) return 'the welcome is not a JSON object';
  const { protocol, epoch, cloud, received } = value;
  if (protocol !== PROTOCOL) return otherProtocol(protocol);
  if (!isName(epoch) || !isName(cloud)) return 'the welcome lacks an epoch';
  const of = (lane: Lane): Intervals => {
    const set = received[lane];
    if (!isIntervals(set)) throw new TypeError(`received.${lane} is no set of numbers`);
    return set;
  };
  try {
    const [alarms, ledger, readings, derived] = [of('alarms'), of('ledger'), of('readings'), of('derived')];
    return { protocol: PROTOCOL, epoch, cloud, received: { alarms, ledger, readings, derived } };
  } catch (error) {
    return `the welcome: ${error instanceof Error ? error.message : error}`;
  }
}

export function readCommands(payload: Buffer): readonly EdgeCommand[] | string {
  const value = parsed(payload);
  return Array.isArray(value) && value.every(isCommand) ? value : 'the commands are not what this node knows';
}

export function readReport(payload: Buffer): Report | string {
  const value = parsed(payload);
  return isReport(value) ? value : 'the report is not what this node knows';
}

function isCommand(value: unknown): value is EdgeCommand {
  if (!isRecord(value)) return false;
  const { n, command, alarm, at, by, comment } = value;
  if (!isCount(n) || !Number.isSafeInteger(at)) return false;
  if (typeof alarm !== 'string' || typeof by !== 'string') return false;
  if (command !== 'acknowledge' && command !== 'clear') return false;
  return comment === undefined || typeof comment === 'string';
}

function isReport(value: unknown): value is Report {
  if (!isRecord(value) || !isRecord(value.backlog) || !Array.isArray(value.documents)) return false;
  const { epoch, backlog, taken, handedOver, kept, documents, commands } = value;
  const { entries, bytes, oldestAt, rate, drainMs } = backlog;
  const counts = [entries, bytes, taken, handedOver, kept, oldestAt ?? 0, commands];
  return (
    isName(epoch) &&
    counts.every(isCount) &&
    isSize(rate) &&
    isSize(drainMs ?? 0) &&
    documents.every(isDocument)
  );
}

function isDocument(value: unknown): boolean {
  if (!isRecord(value) || !DOCUMENT_KINDS.some((kind) => kind === value.kind) || !isCount(value.applied))
    return false;
  const { refused } = value;
  if (refused === undefined) return true;
  return isRecord(refused) && isCount(refused.version) && typeof refused.reason === 'string';
}

function otherProtocol(protocol: unknown): string {
  return `the other node speaks protocol ${protocol}, this one ${PROTOCOL}: bring both to one release`;
}

function parsed(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isSize(value: unknown): boolean {
  return Number.isFinite(value) && Number(value) >= 0;
}
