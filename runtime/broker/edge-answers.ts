/** Owns what the connection of an edge is told: welcome, or refused and then gone, so that the edge keeps what it sent. */
import { finished } from 'node:stream';
import { downTopic, type Welcome } from '../edges/protocol.ts';
import type { EpochMs, Lane } from '../vocabulary.ts';
import type { Client } from './aedes-broker.ts';
import { CLOSE_GRACE } from './limits.ts';

export interface Refusal {
  readonly edge: string;
  readonly reason: string;
  /** Absent when it was no batch. */
  readonly lane?: Lane;
}

export interface EdgeAnswersOptions {
  readonly now: () => EpochMs;
  /** Told of each reason once a minute for each edge. */
  readonly onRefused: (refusal: Refusal) => void;
}

export interface EdgeAnswers {
  welcome(client: Client, edge: string, welcome: Welcome): void;
  /** Calls `then` when the connection is gone. */
  refuse(client: Client, refusal: Refusal, then: () => void): void;
  /** True, and as above, for a connection that was refused something already. */
  isLeaving(client: Client, then: () => void): boolean;
}

const TELL_EVERY = 60_000;

export function createEdgeAnswers({ now, onRefused }: EdgeAnswersOptions): EdgeAnswers {
  /** What to call when the connection is gone. */
  const leaving = new WeakMap<Client, (() => void)[]>();
  /** Edge and reason -> when it was told, oldest first. */
  const told = new Map<string, EpochMs>();

  function tell(refusal: Refusal): void {
    const at = now();
    for (const [key, since] of told) {
      if (at - since < TELL_EVERY) break;
      told.delete(key);
    }
    const key = `${refusal.edge} ${refusal.reason}`;
    if (told.has(key)) return;
    told.set(key, at);
    onRefused(refusal);
  }

  function isLeaving(client: Client, then: () => void): boolean {
    return leaving.get(client)?.push(then) !== undefined;
  }

  return {
    welcome: (client, edge, welcome) => say(client, downTopic(edge, 'welcome'), welcome),
    refuse(client, refusal, then) {
      tell(refusal);
      if (isLeaving(client, then)) return;
      const waiting = [then];
      leaving.set(client, waiting);
      const { edge, reason, lane } = refusal;
      say(client, downTopic(edge, 'refused'), { reason, lane }, () =>
        part(client.conn, () => {
          for (const each of waiting) each();
        }),
      );
    },
    isLeaving,
  };
}

/** Ends a connection so that what was written to it arrives. */
function part(conn: Client['conn'], then: () => void): void {
  const timer = setTimeout(() => conn.destroy(), CLOSE_GRACE);
  finished(conn, () => {
    clearTimeout(timer);
    then();
  });
  // Read on: closing over unread bytes resets the connection, and the reason may be lost on its way.
  conn.removeAllListeners('readable');
  conn.resume();
  conn.end();
}

/** To this connection only, whether it has subscribed or not. */
function say(client: Client, topic: string, document: object, then: () => void = () => {}): void {
  const payload = JSON.stringify(document);
  client.publish({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false }, then);
}
