/** Owns the order in which a request passes the parts of the API; opens no socket. */
import express, { type Express, type RequestHandler } from 'express';
import type { Log } from '../runtime/log.ts';
import type { NodePorts } from '../runtime/ports.ts';
import { type Access, authorize, requireIdentity } from './authentication.ts';
import { consolePages } from './console/console.ts';
import type { Supplies } from './container.ts';
import { holdToContract } from './contract.ts';
import { allowOrigins } from './cors.ts';
import { documentation } from './documentation.ts';
import { DOCUMENT_LIMIT } from './documents.ts';
import { answerProblem } from './failures.ts';
import { RegisterRoutes } from './generated/routes.ts';
import { secureHeaders } from './headers.ts';
import { liveStates } from './live-states.ts';
import { READ_ONLY, refuseMethod } from './methods.ts';
import { probes } from './probes.ts';
import { badRequest, notFound, ProblemError } from './problems.ts';
import { createRateLimits, type RateLimit } from './rate-limits.ts';
import { requestIds } from './request-ids.ts';
import { strictRouter } from './router.ts';
import { createSessions } from './sessions.ts';
import type { Streams } from './stream/streams.ts';

const BODY_LIMIT = 64 * 1024;
const JSON_TYPES = ['application/json', 'application/*+json'];

export interface AppOptions {
  readonly ports: NodePorts;
  /** Origins whose pages may ask. */
  readonly cors: readonly string[];
  readonly rateLimit: RateLimit;
  /** HTTPS is spoken here. */
  readonly secure: boolean;
  readonly streams: Streams;
  readonly log: Log;
}

export function app({ ports, cors, rateLimit, secure, streams, log }: AppOptions): Express {
  const application = express();
  application.disable('x-powered-by').enable('strict routing').enable('case sensitive routing');
  const sessions = createSessions(Date.now);
  const limits = createRateLimits(rateLimit, () => performance.now());
  application.locals.supplies = { ports, sessions, secure } satisfies Supplies;
  application.locals.access = { tokens: ports.tokens, sessions } satisfies Access;
  application.use(secureHeaders(), requestIds(), allowOrigins(cors), wellFormed);
  application.use(probes(ports, limits), documentation(), consolePages());
  application.use(
    '/api/v1',
    requireIdentity(limits),
    liveStates(ports.sensors),
    stream(streams),
    holdToContract(),
    operations(),
  );
  application.use(() => {
    throw notFound('There is no such resource.');
  });
  application.use(answerProblem(log));
  return application;
}

/** No operation of the OpenAPI document: an answer without an end; docs/asyncapi.yaml describes it. */
function stream(streams: Streams): RequestHandler {
  const router = strictRouter();
  router.get(
    '/stream',
    streams.serve((request) => authorize(request) !== undefined),
  );
  router.all('/stream', refuseMethod(READ_ONLY));
  return router;
}

function operations(): RequestHandler {
  const router = strictRouter();
  router.use((_request, response, next) => {
    response.set('cache-control', 'private, no-cache');
    next();
  });
  router.use(jsonOnly);
  // What has parsed a body leaves nothing for the next to parse.
  router.put('/edges/:id/documents/:kind', json(DOCUMENT_LIMIT, notEmpty));
  router.use(json(BODY_LIMIT));
  RegisterRoutes(router);
  return router;
}

function json(limit: number, verify?: typeof notEmpty): RequestHandler {
  return express.json({ limit, inflate: false, type: JSON_TYPES, ...(verify && { verify }) });
}

/** Express takes an empty body for `{}`, which may be a document. */
function notEmpty(_request: unknown, _response: unknown, body: Buffer): void {
  if (body.length === 0) throw badRequest([{ path: 'body', message: 'is required' }]);
}

/** What Node and Express let pass or would answer in their own way. */
const wellFormed: RequestHandler = (request, _response, next) => {
  if (request.headers.host === undefined && request.httpVersion === '1.1') {
    throw badRequest([{ path: 'header.host', message: 'is required (RFC 9112 section 3.2)' }]);
  }
  try {
    decodeURIComponent(request.url);
  } catch {
    throw badRequest([{ path: 'url', message: 'is not percent-encoded UTF-8' }]);
  }
  next();
};

const jsonOnly: RequestHandler = (request, _response, next) => {
  const empty = request.headers['content-length'] === '0' && !request.headers['transfer-encoding'];
  if (!empty && request.is(JSON_TYPES) === false) throw new ProblemError(415, { detail: 'Send JSON.' });
  next();
};
