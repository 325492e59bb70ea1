/** Shows how traces are asked for: in a file, or by OpenTelemetry's own variables. */
import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { load } from './testbed/load.ts';

const of = async (env: Record<string, string>) => (await loadConfig({ env })).tracing;

test('one collector for all signals, one for traces alone, which goes first', async () => {
  const all = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };
  const url = 'http://collector:4318/v1/traces';
  expect(await of(all)).toEqual({ url, sample: 0.01, service: 'anemos' });
  const traces = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://tempo/otlp/v1/traces' };
  expect(await of({ ...traces, ...all })).toMatchObject({ url: 'https://tempo/otlp/v1/traces' });
  const more = { OTEL_TRACES_SAMPLER_ARG: '0.25', OTEL_SERVICE_NAME: 'farm' };
  expect(await of({ ...all, ...more })).toEqual({ url, sample: 0.25, service: 'farm' });
});

test('no traces without an endpoint, whatever else is set for other programs', async () => {
  expect(await of({ OTEL_SERVICE_NAME: 'another', OTEL_TRACES_SAMPLER_ARG: '1' })).toBeUndefined();
});

test('the file, and what it gets wrong', async () => {
  const { config } = await load('tracing: { url: "http://127.0.0.1:4318/v1/traces", sample: 0.5 }', {
    OTEL_TRACES_SAMPLER_ARG: '1',
  });
  expect(config?.tracing).toEqual({ url: 'http://127.0.0.1:4318/v1/traces', sample: 1, service: 'anemos' });
  const wrong = await load('tracing: { url: "grpc://collector:4317", sample: 2, headers: {} }');
  expect(wrong.lines.join('\n')).toMatch(/tracing\.url: .*a URL such as.*tracing\.sample.*headers/s);
});
