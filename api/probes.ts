/** Owns what machines ask a node: is it alive, is it ready, what does it measure. */
import type { Router } from 'express';
import type { NodePorts } from '../runtime/ports.ts';
import { identify, requireCaller } from './authentication.ts';
import { READ_ONLY, refuseMethod } from './methods.ts';
import type { RateLimits } from './rate-limits.ts';
import { strictRouter } from './router.ts';

/**
 * `/livez` and `/readyz` are open, as an orchestrator has no token; why a part is down is told only to those who
 * have it. `/metrics` wants one too (Prometheus: `authorization.credentials_file`).
 */
export function probes(ports: Pick<NodePorts, 'health' | 'metrics'>, limits: RateLimits): Router {
  const router = strictRouter();
  router.use(['/livez', '/readyz', '/metrics'], (_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  router.get('/livez', (_request, response) => {
    const alive = ports.health.live();
    response.status(alive ? 200 : 503).json({ status: alive ? 'alive' : 'dead' });
  });
  router.get('/readyz', async (request, response) => {
    // An orchestrator has no token, and asks as often as it likes.
    const sent = request.headers.authorization ?? request.headers.cookie;
    const known = sent !== undefined && identify(request, response, limits) !== undefined;
    const parts = await ports.health.parts();
    const ready = parts.every(({ state }) => state !== 'down');
    const shown = known ? parts : parts.map(({ part, state }) => ({ part, state }));
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not-ready', parts: shown });
  });
  router.get('/metrics', async (request, response) => {
    requireCaller(request, response, limits);
    const { contentType, body } = await ports.metrics();
    response.set('content-type', contentType).send(body);
  });
  router.all(['/livez', '/readyz', '/metrics'], refuseMethod(READ_ONLY));
  return router;
}
