/** Owns turning whatever was thrown into a problem; what it does not know is a bug and stays inside. */
import { ValidateError } from '@tsoa/runtime';
import type { ErrorRequestHandler } from 'express';
import { Rejected, Unavailable } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { badRequest, PROBLEM_JSON, ProblemError } from './problems.ts';

/** What a client should wait before it tries again, in s; the node's own retries are at most 10 s apart. */
const RETRY_AFTER = '5';

/** Answers every error as RFC 9457; the last handler of the application. */
export function answerProblem(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const where = { method: request.method, path: request.path.slice(0, 256) };
    const { problem, headers } = known(error) ?? new ProblemError(500);
    if (problem.status === 503) log.warn({ error, ...where }, 'a request met a store that is away');
    if (problem.status === 500) log.error({ error, ...where }, 'a request met a bug');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.status(problem.status).set(headers).type(PROBLEM_JSON).send(JSON.stringify(problem));
  };
}

function known(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (error instanceof ValidateError) return badRequest(wrongInputs(error));
  if (error instanceof Rejected) return new ProblemError(400, { detail: error.message });
  if (error instanceof Unavailable) {
    const detail = 'A store that this answer needs is away; nothing is lost, try again.';
    return new ProblemError(503, { detail, headers: { 'retry-after': RETRY_AFTER } });
  }
  return fromExpress(error);
}

/** Express' router and body parser throw errors with a 4xx `status`; their messages may quote the input. */
function fromExpress(error: unknown): ProblemError | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const { status } = error;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  const parseFailed = 'type' in error && error.type === 'entity.parse.failed';
  if (parseFailed) return badRequest([{ path: 'body', message: 'must be JSON' }]);
  const limit = 'limit' in error ? Number(error.limit) : Number.NaN;
  return new ProblemError(status, { detail: detailOf(status, limit) });
}

/** `limit` is the body's, in bytes. */
function detailOf(status: number, limit: number): string | undefined {
  if (status === 413) return `The body must be at most ${limit / 1024} KiB.`;
  if (status === 415) return 'The body must be JSON in UTF-8, without a content encoding.';
  return undefined;
}

/** Parameters that are levels of a path; no query parameter is called so. */
const LEVELS = ['id', 'kind', 'name'];
/** Lists within a body; all others are query parameters. */
const BODY_LIST = /^kinds\b/;

/** tsoa names path parameters bare and forgets the parent of array items: `id`, `status.$0`. */
function wrongInputs({ fields }: ValidateError): { path: string; message: string }[] {
  return Object.entries(fields).map(([field, { message }]) => {
    const place = LEVELS.includes(field) ? 'path' : BODY_LIST.test(field) ? 'body' : 'query';
    const path = /^(query|body)\b/.test(field) ? field : `${place}.${field}`;
    return { path: path.slice(0, 128), message: plain(message) };
  });
}

/** tsoa complains of a word that is none of several as of so many failed matches, in JSON. */
function plain(message: string): string {
  const words = Array.from(message.matchAll(ONE_WORD), ([, word = '']) => word);
  return words.length > 0 ? `must be one of ${words.join(', ')}` : message;
}

const ONE_WORD = /"message":"should be one of the following; \['([^']*)'\]"/g;
