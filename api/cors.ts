/** Owns which other origins' pages a browser lets ask this API: those that are configured, and none else. */
import type { RequestHandler } from 'express';

const METHODS = 'GET, HEAD, POST, PUT, DELETE';
const ASKED_WITH = 'authorization, content-type, if-match, if-none-match, last-event-id, x-request-id';
const ANSWERED_WITH = 'etag, location, ratelimit, ratelimit-policy, retry-after, x-request-id';
/** s that a browser may keep the answer to a preflight. */
const KEPT = '600';

/** Before who asks is looked at: a preflight carries no token. Cookies stay with our own origin. */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  return (request, response, next) => {
    if (origins.length > 0) response.vary('origin');
    const { origin } = request.headers;
    if (origin === undefined || !origins.includes(origin)) return next();
    response.set({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': ANSWERED_WITH,
      'cross-origin-resource-policy': 'cross-origin',
    });
    const preflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'];
    if (!preflight) return next();
    response
      .status(204)
      .set({
        'access-control-allow-methods': METHODS,
        'access-control-allow-headers': ASKED_WITH,
        'access-control-max-age': KEPT,
      })
      .end();
  };
}
