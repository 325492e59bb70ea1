/** Owns what becomes of a method that a resource does not know. */
import type { RequestHandler } from 'express';
import { ProblemError } from './problems.ts';

/** OPTIONS is answered with what is allowed; anything else with 405 (RFC 9110 section 15.5.6). */
export function refuseMethod(allowed: readonly string[]): RequestHandler {
  const allow = [...allowed, 'OPTIONS'].join(', ');
  return (request, response) => {
    if (request.method !== 'OPTIONS') {
      throw new ProblemError(405, { detail: `This resource knows ${allow}.`, headers: { allow } });
    }
    response.status(204).set({ allow }).end();
  };
}

export const READ_ONLY = ['GET', 'HEAD'] as const;
