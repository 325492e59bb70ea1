/** Owns what an error looks like to a client (RFC 9457) and the one error class the API throws; sends nothing. */
import { STATUS_CODES } from './node-http.ts';

export const PROBLEM_JSON = 'application/problem+json';
/** Describes the `default` answer of every operation in the OpenAPI document. */
export const FAILURE =
  'Any other failure: 400 with `errors`, 401, 403, 413, 415, 429 and 503 with Retry-After, 500.';

/** What is wrong with one input. */
export interface InputError {
  /**
   * Where the input is.
   * @example "query.limit"
   */
  readonly path: string;
  /** What it must be. */
  readonly message: string;
}

/** RFC 9457 problem details. */
export interface Problem {
  readonly type: string;
  /** The HTTP status in words. */
  readonly title: string;
  /**
   * The HTTP status.
   * @isInt
   */
  readonly status: number;
  /** What happened this time, for a person. */
  readonly detail?: string;
  /** Every input that is wrong, when the request is at fault. */
  readonly errors?: readonly InputError[];
  /**
   * The version that is there now, 0 for none, when it is not the one asked for.
   * @isInt
   */
  readonly version?: number;
}

interface More {
  readonly detail?: string | undefined;
  readonly errors?: readonly InputError[];
  readonly version?: number;
  /** HTTP fields that belong to this status, e.g. `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by the API where a request ends in anything but success; `headers` go out with it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, { headers = {}, ...more }: More = {}) {
    const described = problem(status, more);
    super(described.detail ?? described.title);
    this.problem = described;
    this.headers = headers;
  }
}

export function problem(status: number, { detail, errors, version }: Omit<More, 'headers'> = {}): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    ...(detail !== undefined && { detail }),
    ...(errors !== undefined && { errors }),
    ...(version !== undefined && { version }),
  };
}

export function notFound(detail: string): ProblemError {
  return new ProblemError(404, { detail });
}

export function badRequest(errors: readonly InputError[]): ProblemError {
  return new ProblemError(400, { detail: errors.map((e) => `${e.path} ${e.message}`).join('; '), errors });
}
