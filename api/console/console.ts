/** Owns serving the console: its page at `/` and what that loads below `/console/`, all from this machine. Knows no data. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NextFunction, Response, Router } from 'express';
import { consoleHeaders } from '../headers.ts';
import { READ_ONLY, refuseMethod } from '../methods.ts';
import { notFound } from '../problems.ts';
import { strictRouter } from '../router.ts';

const require = createRequire(import.meta.url);
const UPLOT = join(dirname(require.resolve('uplot/package.json')), 'dist');
/** What browsers run is compiled: from api/console/console.ts it lies in `dist` as well. */
const PAGES = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/api/console/browser' : 'browser', import.meta.url),
);

/** Of the chart library, which is served as it was published. */
const LIBRARY: Readonly<Record<string, string>> = {
  'uplot.js': 'uPlot.esm.js',
  'uplot.css': 'uPlot.min.css',
};
/** Modules, one style sheet, one picture; nothing else that may lie beside them. */
const SERVED = /^(?:[a-z0-9-]+\/)?[a-z0-9-]+\.(?:js|css|svg)$/;

export function consolePages(): Router {
  const router = strictRouter();
  router.use(['/console', /^\/$/], consoleHeaders());
  router.get('/', (_request, response, next) => send(response, { root: PAGES, name: 'index.html' }, next));
  for (const [name, published] of Object.entries(LIBRARY)) {
    router.get(`/console/${name}`, (_request, response, next) =>
      send(response, { root: UPLOT, name: published }, next),
    );
  }
  router.get('/console/*path', (request, response, next) => {
    const name = request.path.slice('/console/'.length);
    if (!SERVED.test(name)) throw noFile();
    send(response, { root: PAGES, name }, next);
  });
  router.all(['/', '/console/*path'], refuseMethod(READ_ONLY));
  return router;
}

/** A new build is seen at the next load: browsers ask whether what they have is still true. */
function send(
  response: Response,
  { root, name }: { readonly root: string; readonly name: string },
  next: NextFunction,
): void {
  response.sendFile(name, { root, headers: { 'cache-control': 'no-cache' } }, (error) => {
    if (error && !response.headersSent) next(noFile());
  });
}

function noFile(): Error {
  return notFound('The console has no such file. After a change to it: npm run build');
}
