/** Owns `/openapi.json`, `/asyncapi.yaml` and the Swagger UI at `/docs`, served from this machine without any other network. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Router } from 'express';
import document from './generated/openapi.json' with { type: 'json' };
import { documentationHeaders } from './headers.ts';
import { READ_ONLY, refuseMethod } from './methods.ts';
import { notFound } from './problems.ts';
import { strictRouter } from './router.ts';

const require = createRequire(import.meta.url);
const SWAGGER_UI = dirname(require.resolve('swagger-ui-dist/package.json'));
const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** Beside the sources, and one folder further up from where they are compiled to. */
const ASYNC_API = ['../docs/asyncapi.yaml', '../../docs/asyncapi.yaml']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(path));

/** Relative addresses, so that a proxy may put the node under a prefix. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Anemos API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" type="image/png" href="docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  queryConfigEnabled: false,
});
`;

export function documentation(): Router {
  const router = strictRouter();
  router.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  router.get('/asyncapi.yaml', (_request, response) => {
    if (ASYNC_API === undefined) throw notFound('docs/asyncapi.yaml was not installed with this node.');
    response.type('application/yaml').sendFile(ASYNC_API);
  });
  router.use('/docs', documentationHeaders());
  router.get('/docs', (_request, response) => {
    response.type('html').send(PAGE);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('js').send(START);
  });
  for (const asset of ASSETS) {
    router.get(`/docs/${asset}`, (_request, response) => {
      response.sendFile(join(SWAGGER_UI, asset));
    });
  }
  for (const path of ['/', '/docs/']) {
    router.get(path, (_request, response) => {
      response
        .status(302)
        .location(path === '/' ? 'docs' : '../docs')
        .end();
    });
  }
  const paths = [
    '/',
    '/openapi.json',
    '/asyncapi.yaml',
    '/docs',
    '/docs/',
    '/docs/start.js',
    ...ASSETS.map((a) => `/docs/${a}`),
  ];
  router.all(paths, refuseMethod(READ_ONLY));
  return router;
}
