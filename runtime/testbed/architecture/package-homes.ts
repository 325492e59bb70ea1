/** Owns the table of who may import which third-party package; the house rules enforce it. */

/**
 * The only files that import a package: at most two, nact one. A glob stands where a package's form forces it
 * (decorators sit on every controller). Elsewhere in a home's top folder its types may be imported, never its values.
 */
export const PACKAGE_HOMES: Readonly<Record<string, readonly string[]>> = {
  '@grafana/grafana-foundation-sdk': ['grafana/*.ts'],
  '@influxdata/flux-lsp-node': ['runtime/history/testbed/flux-checker.ts'],
  '@influxdata/influxdb-client': [
    'runtime/history/influx/influx-client.ts',
    'runtime/history/influx/flux-queries.ts',
  ],
  '@electric-sql/pglite': ['runtime/alarms/sql/pglite.ts', 'runtime/alarms/sql/pglite-fs.ts'],
  '@opentelemetry/exporter-trace-otlp-http': ['runtime/tracing/otlp.ts'],
  '@opentelemetry/resources': ['runtime/tracing/otlp.ts'],
  '@tsoa/runtime': ['api/*-controller.ts', 'api/failures.ts'],
  aedes: ['runtime/broker/aedes-broker.ts'],
  'aedes-persistence-level': ['runtime/broker/sessions.ts'],
  'classic-level': ['runtime/broker/sessions.ts'],
  express: ['api/app.ts', 'api/router.ts'],
  helmet: ['api/headers.ts'],
  'ml-knn': ['actors/models/warning/knn.ts'],
  mqtt: ['edge/publisher.ts', 'edge/link/connection.ts'],
  'mqtt-packet': ['runtime/broker/aedes-broker.ts'],
  nact: ['actors/sensor-actor.ts'],
  pg: ['runtime/alarms/sql/postgres.ts'],
  'pg-boss': ['runtime/alarms/queue.ts', 'runtime/alarms/sql/pglite.ts'],
  pino: ['runtime/log.ts'],
  'prom-client': ['runtime/metrics/registry.ts'],
  'swagger-ui-dist': ['api/documentation.ts'],
  uplot: ['api/console/console.ts', 'api/console/browser/chart-library.d.ts'],
  uuid: ['runtime/alarms/identity.ts'],
  yaml: ['runtime/config/config-file.ts'],
  zod: ['runtime/config/*schema.ts', 'runtime/config/explain.ts'],
};

/** What tests, testbeds and benchmarks may import besides, wherever they are: the test runner, clients, peers. */
export const PROOF_PACKAGES: readonly string[] = [
  '@asyncapi/specs',
  '@redocly/openapi-core',
  'aedes',
  'ajv',
  'ajv-formats',
  'dclint',
  'dockerfile-utils',
  'express',
  'fast-check',
  'kubernetes-models',
  'axe-core',
  'ml-knn',
  'mqtt',
  'pg',
  'playwright-core',
  'tsoa',
  'vitest',
  'yaml',
  'zod',
];
