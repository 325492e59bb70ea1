/** Owns the journey of what an edge sends: hello, report and batch to their places, and only then the acknowledgement. */
import type { Batch } from '../edges/batch.ts';
import { decodeBatch } from '../edges/envelope.ts';
import {
  type EdgeNotice,
  type EdgePlace,
  edgeOf,
  edgePlace,
  PROTOCOL,
  readHello,
  readReport,
  type Welcome,
} from '../edges/protocol.ts';
import { Unavailable } from '../errors.ts';
import type { EpochMs, Lane } from '../vocabulary.ts';
import { type Done, payloadOf } from './admission.ts';
import type { Client, PublishPacket } from './aedes-broker.ts';
import { createEdgeAnswers, type Refusal } from './edge-answers.ts';
import { createPresence } from './edge-presence.ts';
import type { GroupCommit } from './group-commit.ts';

export interface EdgeAdmissionOptions {
  readonly commit: GroupCommit;
  /** The epoch of this node's own journal. */
  readonly cloud: string;
  /** What of an edge's epoch is durable here. */
  readonly received: (edge: string, epoch: string) => Welcome['received'];
  readonly now: () => EpochMs;
  readonly userOf: (client: Client) => string | undefined;
  readonly tell: (notice: EdgeNotice) => void;
  readonly onRefused: (refusal: Refusal) => void;
}

/** Takes a message below `v1/$edge/`, or says why it is nobody's. */
export type EdgeAdmission = (client: Client | null, packet: PublishPacket, done: Done) => string | undefined;

const NOT_YOURS = 'what is below v1/$edge/{id}/ is published by the user with that name alone';

/** One message on its way. */
interface Turn {
  readonly client: Client;
  readonly edge: string;
  readonly lane?: Lane;
  readonly done: Done;
}

export function createEdgeAdmission(options: EdgeAdmissionOptions): EdgeAdmission {
  const { commit, cloud, received, now, tell } = options;
  const answers = createEdgeAnswers(options);
  const present = createPresence((id, kind) => tell({ id, kind, at: now() }));

  function refuse({ client, done, ...from }: Turn, reason: string): void {
    answers.refuse(client, { ...from, reason }, () => done(new Error(reason)));
  }

  /** Counted and acknowledged; only then `act` on it. */
  function take<T extends object>(turn: Turn, said: T | string, act: (said: T) => void): void {
    if (typeof said === 'string') return refuse(turn, said);
    commit.add([], (error) => {
      if (error) return refuse(turn, error.message);
      turn.done(null);
      act(said);
    });
  }

  function hello(turn: Turn, payload: Buffer): void {
    const { client, edge } = turn;
    take(turn, readHello(payload), (said) => {
      present(edge, client);
      tell({ id: edge, kind: 'hello', hello: said, at: now() });
      const { epoch } = said;
      answers.welcome(client, edge, { protocol: PROTOCOL, epoch, cloud, received: received(edge, epoch) });
    });
  }

  function batch(turn: Turn, payload: Buffer): void {
    const decoded = decodeBatch(payload);
    if (typeof decoded === 'string') return refuse(turn, decoded);
    if (decoded.edge !== turn.edge || decoded.lane !== turn.lane)
      return refuse(turn, 'the batch is of another edge or lane than its topic says');
    receive(commit, decoded, (error) => (error ? refuse(turn, error.message) : turn.done(null)));
  }

  return (client, packet, done) => {
    if (!client) return NOT_YOURS;
    const place = placeOf(packet.topic, options.userOf(client));
    if (typeof place === 'string') return place;
    const gone = () => done(new Error('what came before it was refused'));
    if (answers.isLeaving(client, gone)) return undefined;
    const { edge, what } = place;
    const payload = payloadOf(packet);
    if (what === 'batch') batch({ client, edge, lane: place.lane, done }, payload);
    else if (what === 'hello') hello({ client, edge, done }, payload);
    else
      take({ client, edge, done }, readReport(payload), (report) =>
        tell({ id: edge, kind: 'report', report, at: now() }),
      );
    return undefined;
  };
}

/** Where it belongs, or why the user may not publish there. */
function placeOf(topic: string, user: string | undefined): EdgePlace | string {
  if (user === undefined || user !== edgeOf(topic)) return NOT_YOURS;
  return (
    edgePlace(topic) ??
    'there is no such topic below v1/$edge/{id}/; there is up/ with hello, report and the lanes'
  );
}

/** A throw in Aedes' hook would end the thread. */
function receive(commit: GroupCommit, batch: Batch, settle: (error: Error | null) => void): void {
  try {
    commit.receive(batch, batch.replayed, settle);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    settle(error);
  }
}
