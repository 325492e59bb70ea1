/** Owns the id of a request: the caller's when it is a decent one, else ours; it is in the answer and in the audit. */
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

const DECENT = /^[A-Za-z0-9._:-]{1,64}$/;

export function requestIds(): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const id = given !== undefined && DECENT.test(given) ? given : randomUUID();
    response.locals.request = id;
    response.set('x-request-id', id);
    next();
  };
}
