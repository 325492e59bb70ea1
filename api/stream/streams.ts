/** Owns `GET /api/v1/stream` as HTTP: how many may be open, the fields of the answer, heartbeats, and ending them all. */
import type { Request, RequestHandler, Response } from 'express';
import type { Log } from '../../runtime/log.ts';
import type { Tail } from '../../runtime/ports.ts';
import { ProblemError } from '../problems.ts';
import { Connection, type Patience } from './connection.ts';
import { Session } from './session.ts';
import { readStreamQuery } from './stream-query.ts';

/** ms. */
export interface StreamPace extends Patience {
  readonly heartbeat: number;
}

export interface StreamOptions {
  readonly tail: Tail;
  readonly log: Log;
  readonly pace?: Partial<StreamPace>;
}

export interface Streams extends Disposable {
  /** Serves requests that are let in; `authentic` is asked again at every heartbeat: a stream does not outlive the right to it. */
  serve(authentic: (request: Request) => boolean): RequestHandler;
}

const PACE: StreamPace = { heartbeat: 15_000, stalled: 30_000, goodbye: 5000 };
/** Each may cost some 500 KB when it stands still. */
export const MOST_STREAMS = 100;
const FIELDS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would gather what it passes on.
  'x-accel-buffering': 'no',
};

export function createStreams({ tail, log, pace }: StreamOptions): Streams {
  const { heartbeat, ...patience } = { ...PACE, ...pace };
  const { meter } = tail;
  const allowed = new Map<Connection, () => boolean>();
  let session: Session | undefined;
  let stopped = false;

  function current(): Session {
    if (session) return session;
    const begun = new Session({
      tail,
      onFault: (error) => log.error({ error }, 'the stream cannot read the journal or the lane of alarms'),
      onOver() {
        clearInterval(beats);
        if (session === begun) session = undefined;
      },
    });
    const beats = setInterval(() => {
      begun.beat((connection) => allowed.get(connection)?.() ?? false).catch(() => {});
    }, heartbeat);
    session = begun;
    return begun;
  }

  function open(request: Request, response: Response, authentic: (request: Request) => boolean): void {
    const { filter, after } = readStreamQuery(request);
    if (stopped || allowed.size >= MOST_STREAMS) {
      meter.refused();
      const detail = stopped ? 'The node stops.' : `${MOST_STREAMS} streams are open, and no more may be.`;
      throw new ProblemError(503, { detail, headers: { 'retry-after': '5' } });
    }
    response.status(200).set(FIELDS).flushHeaders();
    const connection = new Connection(response, filter, { patience, meter });
    const joined = current();
    allowed.set(connection, () => authentic(request));
    meter.opened();
    response.once('close', () => {
      allowed.delete(connection);
      meter.closed();
      joined.remove(connection);
    });
    joined.add(connection, after);
  }

  return {
    serve: (authentic) => (request, response) => {
      if (request.method === 'HEAD') response.status(200).set(FIELDS).end();
      else open(request, response, authentic);
    },
    [Symbol.dispose]() {
      stopped = true;
      session?.end('stop');
    },
  };
}
