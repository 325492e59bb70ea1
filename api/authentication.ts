/** Owns who may ask: one bearer token (RFC 6750), compared in constant time and never logged. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { ProblemError } from './problems.ts';

/** What an operator's command is signed with. */
const CALLER = 'token:operator';
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/** True when the request carries `token`; takes equally long for every wrong one. */
export type Authenticator = (request: Request) => boolean;

export function bearerToken(token: string): Authenticator {
  const expected = digest(token);
  return (request) => {
    const [, given] = BEARER.exec(request.headers.authorization ?? '') ?? [];
    return given !== undefined && timingSafeEqual(digest(given), expected);
  };
}

/** Lets nobody past without the token; the caller's name goes to `response.locals.caller`. */
export function requireToken(authentic: Authenticator): RequestHandler {
  return (request, response, next) => {
    if (!authentic(request)) throw unauthorized(request);
    response.locals.caller = CALLER;
    next();
  };
}

/** tsoa asks this for every operation that declares `@Security`; the work is done by `requireToken` before it. */
export async function expressAuthentication(request: Request): Promise<string> {
  const caller: unknown = request.res?.locals.caller;
  if (typeof caller !== 'string') throw unauthorized(request);
  return caller;
}

/** RFC 6750 section 3.1: the error code is for those who sent a token. */
function unauthorized(request: Request): ProblemError {
  const sent = request.headers.authorization !== undefined;
  return new ProblemError(401, {
    detail: sent ? 'The bearer token is wrong.' : 'Send the token as `Authorization: Bearer <token>`.',
    headers: { 'www-authenticate': `Bearer realm="anemos"${sent ? ', error="invalid_token"' : ''}` },
  });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
