/** Owns talking HTTP to InfluxDB through its official client; knows neither lines nor Flux. */
import { HttpError, InfluxDB, type ParameterizedQuery, UNKNOWN_COLUMN } from '@influxdata/influxdb-client';
import type { HistoryConfig } from '../../config/schema.ts';
import { Unavailable } from '../../errors.ts';
import { type Answer, failure, type Refusal, refusal } from './influx-answers.ts';

export type InfluxConfig = Extract<HistoryConfig, { driver: 'influxdb' }>;

export interface Row {
  readonly time: string;
  readonly field: string;
  readonly value: number;
}

/** Every call throws Unavailable when InfluxDB or the way to it is at fault. */
export interface InfluxClient {
  /** Resolves undefined when all lines are stored (204 and nothing else). */
  write(lines: readonly string[]): Promise<Refusal | undefined>;
  query(query: ParameterizedQuery): Promise<readonly Row[]>;
  /** Both ends are inclusive, RFC 3339. */
  delete(deletion: {
    readonly start: string;
    readonly stop: string;
    readonly predicate: string;
  }): Promise<void>;
}

/** Bodies above it are worth the time to compress, in bytes. */
const GZIP_THRESHOLD = 1000;

/** Longest that a Retry-After is obeyed, in s. */
const MAX_RETRY_AFTER = 300;

/**
 * Writes go through the client's transport, not its WriteApi: that one takes a 201 (partly stored) for success, has
 * buffers and retries of its own, and cannot be cancelled. A request ends after `timeout`, or when `closing` aborts.
 */
export function createInfluxClient(config: InfluxConfig, closing: AbortSignal): InfluxClient {
  const { url, org, bucket } = config;
  const target = `org=${encodeURIComponent(org)}&bucket=${encodeURIComponent(bucket)}`;
  let pausedUntil = 0;

  const post = (path: string, body: string, contentType: string): Promise<number | undefined> =>
    withClient(config, closing, async ({ transport }) => {
      const options = {
        method: 'POST',
        headers: { 'content-type': contentType },
        gzipThreshold: GZIP_THRESHOLD,
      };
      let status: number | undefined;
      await transport.request(path, body, options, (_, code) => {
        status = code;
      });
      return status;
    });

  return {
    async write(lines) {
      if (performance.now() < pausedUntil) throw new Unavailable(`InfluxDB at ${url} asked for a pause`);
      try {
        const path = `/api/v2/write?${target}&precision=ns`;
        const status = await post(path, lines.join('\n'), 'text/plain; charset=utf-8');
        if (status === 204) return undefined;
        throw new Unavailable(`InfluxDB at ${url} answered ${status} to a write, not 204`);
      } catch (error) {
        pausedUntil = performance.now() + askedPause(error);
        const answer = answerIn(error);
        const refused = answer && refusal(answer);
        if (refused) return refused;
        throw error instanceof Unavailable ? error : failure(url, error, answer);
      }
    },

    query: (query) =>
      withClient(config, closing, (influx) => rowsOf(influx, org, query)).catch((error) => {
        throw error instanceof Unavailable ? error : failure(url, error, answerIn(error));
      }),

    delete: (deletion) =>
      post(`/api/v2/delete?${target}`, JSON.stringify(deletion), 'application/json').then(
        () => {},
        (error) => {
          throw error instanceof Unavailable ? error : failure(url, error, answerIn(error));
        },
      ),
  };
}

/** One client a request: only its options carry the signal that tears down what hangs. */
async function withClient<T>(
  { url, token, timeout }: InfluxConfig,
  closing: AbortSignal,
  request: (influx: InfluxDB) => Promise<T>,
): Promise<T> {
  const cancel = new AbortController();
  const stop = (): void => cancel.abort();
  const timer = setTimeout(stop, timeout);
  closing.addEventListener('abort', stop);
  if (closing.aborted) stop();
  try {
    const { signal } = cancel;
    return await request(new InfluxDB({ url, token, timeout, transportOptions: { signal } }));
  } catch (cause) {
    if (!cancel.signal.aborted) throw cause;
    const why = closing.aborted ? 'was left, the node is closing' : `did not answer within ${timeout} ms`;
    throw new Unavailable(`InfluxDB at ${url} ${why}`, { cause });
  } finally {
    clearTimeout(timer);
    closing.removeEventListener('abort', stop);
  }
}

/** A query that fails half-way ends in a table with an `error` column; the client would pass it on as data. */
async function rowsOf(influx: InfluxDB, org: string, query: ParameterizedQuery): Promise<readonly Row[]> {
  let failed: string | undefined;
  const rows = await influx.getQueryApi(org).collectRows(query, (values, table): Row | undefined => {
    // Nothing in here may throw: it would be thrown into a socket's event.
    if (table.column('error', false) !== UNKNOWN_COLUMN) {
      failed = String(table.get(values, 'error'));
      return undefined;
    }
    return {
      time: String(table.get(values, '_time')),
      field: String(table.get(values, '_field')),
      value: Number(table.get(values, '_value')),
    };
  });
  if (failed !== undefined) throw new Unavailable(`InfluxDB broke off a query: ${failed}`);
  return rows;
}

function answerIn(error: unknown): Answer | undefined {
  if (!(error instanceof HttpError)) return undefined;
  return { status: error.statusCode, message: error.message, json: error.json !== undefined };
}

/** What Retry-After asks for, in ms. */
function askedPause(error: unknown): number {
  return error instanceof HttpError ? Math.min(error.retryAfter(), MAX_RETRY_AFTER) * 1000 : 0;
}
