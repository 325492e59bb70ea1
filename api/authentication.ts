/** Owns who asks: a bearer token (RFC 6750) or a session's cookie, and whether their scope will do. Keeps none of them. */
import type { Request, RequestHandler, Response } from 'express';
import { type Identity, SCOPES, type Scope, type Tokens } from '../runtime/access/port.ts';
import { ProblemError } from './problems.ts';
import type { RateLimits } from './rate-limits.ts';
import { type Sessions, sessionCookie } from './sessions.ts';

const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;
/** Change nothing, so that another site's page may cause them without harm. */
const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
/** A page of another origin cannot send it without asking first, which `api.cors` decides. */
const CONSOLE_FIELD = 'x-anemos-console';

/** What `authorize` works with; `app.ts` puts it into Express' locals. */
export interface Access {
  readonly tokens: Pick<Tokens, 'identify' | 'known'>;
  readonly sessions: Pick<Sessions, 'token'>;
}

/** Who a request comes from, for handlers outside the document as well. A cookie goes uncounted beside a bearer token. */
export function authorize(request: Request): Identity | undefined {
  const { tokens, sessions }: Access = request.app.locals.access;
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, secret] = BEARER.exec(authorization) ?? [];
    return secret === undefined ? undefined : tokens.identify(secret);
  }
  const cookie = sessionCookie(request.headers.cookie);
  const token = cookie === undefined ? undefined : sessions.token(cookie);
  return token === undefined ? undefined : tokens.known(token);
}

/** Lets nobody past who is unknown, asks too often, or may be another site's page; the caller goes to the locals. */
export function requireIdentity(limits: RateLimits): RequestHandler {
  return (request, response, next) => {
    const identity = identify(request, response, limits);
    // Who logs in again may have a cookie, good or over.
    if (!isLogin(request)) mustBeOurs(request, identity);
    response.locals.identity = identity;
    next();
  };
}

/** Who asks, counted against the limit of the token, or of the address: 429 beyond. Guessing is limited wherever a token counts. */
export function identify(request: Request, response: Response, limits: RateLimits): Identity | undefined {
  const identity = authorize(request);
  const address = request.socket.remoteAddress ?? '';
  response.set(limits.take(identity ? `token ${identity.id}` : `address ${address}`));
  return identity;
}

/** For handlers outside the document: 401 without a known caller. */
export function requireCaller(request: Request, response: Response, limits: RateLimits): void {
  if (!identify(request, response, limits)) throw unauthorized(request);
}

/** tsoa asks this for every operation that declares `@Security`; who asks was found out by `requireIdentity`. */
export async function expressAuthentication(
  request: Request,
  _scheme: string,
  scopes: readonly string[] = [],
): Promise<Identity> {
  const identity: Identity | undefined = request.res?.locals.identity;
  if (!identity) throw unauthorized(request);
  const missing = SCOPES.find((scope) => scopes.includes(scope) && !holds(identity.scope, scope));
  if (missing) throw insufficient(missing);
  return identity;
}

/** Every scope that `scope` holds. */
export function scopesOf(scope: Scope): readonly Scope[] {
  return SCOPES.slice(0, SCOPES.indexOf(scope) + 1);
}

function holds(scope: Scope, wanted: Scope): boolean {
  return scopesOf(scope).includes(wanted);
}

function isLogin({ method, path }: Request): boolean {
  return path === '/session' && (method === 'POST' || method === 'OPTIONS');
}

/** Known, and no other site's page: a browser sends the cookie whoever has asked it to. */
function mustBeOurs(request: Request, identity: Identity | undefined): void {
  const { method, headers } = request;
  if (!identity) throw unauthorized(request);
  if (headers.authorization !== undefined || SAFE_METHODS.includes(method)) return;
  if (headers[CONSOLE_FIELD] === '1') return;
  const detail = 'A change by session needs the field `X-Anemos-Console: 1`; a program sends a bearer token.';
  throw new ProblemError(403, { detail });
}

/** RFC 6750 section 3.1: the error code is for those who sent a token. */
function unauthorized({ headers }: Request): ProblemError {
  const sent = headers.authorization !== undefined;
  const over = sessionCookie(headers.cookie) === undefined ? '' : 'The session is over. ';
  return new ProblemError(401, {
    detail: sent
      ? 'The bearer token is wrong, expired or revoked.'
      : `${over}Send the token as \`Authorization: Bearer <token>\`.`,
    headers: { 'www-authenticate': `Bearer realm="anemos"${sent ? ', error="invalid_token"' : ''}` },
  });
}

function insufficient(scope: Scope): ProblemError {
  return new ProblemError(403, {
    detail: `This needs a token of scope ${scope}.`,
    headers: { 'www-authenticate': `Bearer realm="anemos", error="insufficient_scope", scope="${scope}"` },
  });
}
