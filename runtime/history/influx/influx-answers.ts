/** Owns what an answer of InfluxDB, or the lack of one, asks of us: give up the lines, try again, or stop as a bug. */
import { messageOf, Unavailable } from '../../errors.ts';

/** An answer other than success. */
export interface Answer {
  readonly status: number;
  readonly message: string;
  /** InfluxDB itself answers in JSON; a proxy or the wrong server on the port does not. */
  readonly json: boolean;
}

/** InfluxDB will not take these lines, however often they are sent. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/**
 * 400: a line cannot be parsed; 422: a point cannot be stored (its type, the bucket's retention); 413: too much at once.
 * The first two count only from InfluxDB itself: a web server that says 400 to everything must not empty the journal.
 */
export function refusal({ status, message, json }: Answer): Refusal | undefined {
  const refused = status === 413 || ((status === 400 || status === 422) && json);
  return refused ? { status, message } : undefined;
}

/** What to throw for an answer or an error: Unavailable, but for a request that InfluxDB calls malformed (a bug). */
export function failure(url: string, cause: unknown, answer?: Answer): Error {
  if (!answer) return new Unavailable(`InfluxDB at ${url} cannot be reached: ${reasonOf(cause)}`, { cause });
  const { status, message, json } = answer;
  const said = `InfluxDB at ${url} answered ${status}`;
  if (status === 401)
    return new Unavailable(`${said}: it does not know the token of history.token`, { cause });
  if (status === 403) return new Unavailable(`${said}: history.token may not do this: ${message}`, { cause });
  if (status === 404)
    return new Unavailable(`${said}: check history.org and history.bucket: ${message}`, { cause });
  if (refusal(answer) && json) return new Error(`${said}: ${message}`, { cause });
  return new Unavailable(`${said}: ${message}`, { cause });
}

/** `localhost` that refuses on IPv4 and IPv6 is an error with an empty message but a code. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return messageOf(error) || code || 'no reason given';
}
