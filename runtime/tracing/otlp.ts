/** Owns the library that speaks OTLP over HTTP; loaded only on a node that traces. It compresses and authenticates as OTEL_EXPORTER_OTLP_* say. */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Span } from './span.ts';

export interface OtlpOptions {
  /** Of the collector's traces, e.g. `http://collector:4318/v1/traces`. */
  readonly url: string;
  /** `service.name`, `service.version`, … */
  readonly resource: Readonly<Record<string, string>>;
}

export interface Otlp extends AsyncDisposable {
  /** Resolves when the collector has them; rejects when it will not have them. */
  send(spans: readonly Span[]): Promise<void>;
}

type ReadableSpan = Parameters<OTLPTraceExporter['export']>[0][number];
type SpanContext = ReturnType<ReadableSpan['spanContext']>;

/** ms, with the library's own tries within it. Their timers hold up the end of the process: no longer than this. */
const TIMEOUT = 2000;
const SAMPLED = 1;

export function openOtlp({ url, resource: attributes }: OtlpOptions): Otlp {
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: TIMEOUT, concurrencyLimit: 1 });
  const resource = resourceFromAttributes(attributes);
  return {
    send: (spans) =>
      new Promise((resolve, reject) =>
        exporter.export(
          spans.map((span) => readable(span, resource)),
          ({ code, error }) => (code === 0 ? resolve() : reject(error ?? new Error('not exported'))),
        ),
      ),
    [Symbol.asyncDispose]: () => exporter.shutdown(),
  };
}

function readable(span: Span, resource: ReadableSpan['resource']): ReadableSpan {
  const { trace, id, parent, name, start, end, attributes, link } = span;
  const context = contextOf(trace, id);
  return {
    name,
    kind: 0,
    spanContext: () => context,
    ...(parent !== undefined && { parentSpanContext: contextOf(trace, parent) }),
    startTime: timeOf(start),
    endTime: timeOf(Math.max(start, end)),
    duration: timeOf(Math.max(0, end - start)),
    status: { code: 0 },
    attributes: { ...attributes },
    links: link ? [{ context: contextOf(link.trace, link.span) }] : [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: 'anemos' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function contextOf(traceId: string, spanId: string): SpanContext {
  return { traceId, spanId, traceFlags: SAMPLED };
}

/** ms -> [s, ns]. */
function timeOf(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
