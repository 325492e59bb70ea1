/**
 * Owns the short way to one sensor's live state: the same answer as `SensorsController.getSensor` without `at`, at half
 * its price, for this is what dashboards ask all day. Anything unusual goes the long way.
 */
import type { Request, RequestHandler, Response } from 'express';
import type { Identity } from '../runtime/access/port.ts';
import type { SensorDirectory } from '../runtime/ports.ts';
import { showSensor } from './presentation.ts';

const ONE_SENSOR = /^\/sensors\/([^/?]{1,3072})$/;

/** Mounted behind `requireIdentity`: every scope may read. */
export function liveStates(sensors: Pick<SensorDirectory, 'get'>): RequestHandler {
  return (request, response, next) => {
    const [, level] = request.method === 'GET' ? (ONE_SENSOR.exec(request.url) ?? []) : [];
    const identity: Identity | undefined = response.locals.identity;
    const plain = request.headers['content-length'] ?? request.headers['transfer-encoding'] ?? '0';
    if (level === undefined || !identity || plain !== '0') return next();
    const state = sensors.get(decodeURIComponent(level));
    if (!state) return next();
    answer(request, response, JSON.stringify(showSensor(state)));
  };
}

/** Text goes out in one piece with its fields, which Express' own way, a buffer, would not. */
function answer(request: Request, response: Response, text: string): void {
  const etagOf: (text: string) => string = request.app.get('etag fn');
  const etag = etagOf(text);
  response.set({ 'cache-control': 'private, no-cache', etag });
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  response.set({
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
  });
  response.end(text);
}
