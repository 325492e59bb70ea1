/** Owns asking a node from TypeScript: one typed call per operation of the OpenAPI document. Retries nothing. */
import { type Operations, PLACES, type Problem } from '../generated/client-types.ts';

export interface ClientOptions {
  /** Where the node is, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly token: string;
}

type Input<K extends keyof Operations> = Operations[K]['input'];
/** An operation that needs nothing is called with nothing. */
type Arguments<K extends keyof Operations> =
  Readonly<Record<never, never>> extends Input<K> ? [input?: Input<K>] : [input: Input<K>];

export interface Client {
  /** Throws ApiError when the node answers with a problem, TypeError when it does not answer. */
  call<K extends keyof Operations>(operation: K, ...input: Arguments<K>): Promise<Operations[K]['answer']>;
}

/** Thrown when a node answers with anything but success. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly problem: Problem;
  constructor(status: number, problem: Problem) {
    super(`${status} ${problem.detail ?? problem.title}`);
    this.status = status;
    this.problem = problem;
  }
}

/** What an input may hold, whatever the operation. */
interface Sent {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export function createClient({ url, token }: ClientOptions): Client {
  return {
    async call(operation, ...[input]) {
      const { path = {}, query = {}, header = {}, body }: Sent = input ?? {};
      const { method, path: template } = PLACES[operation];
      const place = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name] ?? ''));
      const response = await fetch(`${url}/api/v1${place}${queryText(query)}`, {
        method,
        headers: {
          ...header,
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new ApiError(response.status, await problemOf(response));
      return response.status === 204 ? undefined : JSON.parse(await response.text());
    },
  };
}

function queryText(query: Readonly<Record<string, unknown>>): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) if (one !== undefined) pairs.append(name, String(one));
  }
  return pairs.size === 0 ? '' : `?${pairs}`;
}

/** Something between may answer in its own way. */
async function problemOf(response: Response): Promise<Problem> {
  const { status, statusText: title } = response;
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('application/problem+json')) return JSON.parse(await response.text());
  return { type: 'about:blank', title, status };
}
