/** Owns a collector of traces for tests: it takes OTLP over HTTP as JSON, and nothing that OTLP does not allow. Tests only. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

const nanoseconds = z.string().regex(/^\d{18,20}$/);
const traceId = z.string().regex(/^(?!0+$)[0-9a-f]{32}$/);
const spanId = z.string().regex(/^(?!0+$)[0-9a-f]{16}$/);
const attributes = z.array(
  z.strictObject({
    key: z.string().min(1),
    value: z.union([
      z.strictObject({ stringValue: z.string() }),
      z.strictObject({ intValue: z.int() }),
      z.strictObject({ doubleValue: z.number() }),
    ]),
  }),
);
const span = z
  .looseObject({
    traceId,
    spanId,
    parentSpanId: spanId.optional(),
    name: z.string().min(1).max(40),
    kind: z.int().min(1).max(5),
    startTimeUnixNano: nanoseconds,
    endTimeUnixNano: nanoseconds,
    attributes,
    links: z.array(z.looseObject({ traceId, spanId })),
  })
  .refine(({ startTimeUnixNano: start, endTimeUnixNano: end }) => BigInt(start) <= BigInt(end));
const request = z.strictObject({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(span) })),
    }),
  ),
});

export interface CollectedSpan {
  readonly service: string;
  readonly trace: string;
  readonly id: string;
  readonly parent: string | undefined;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Traces it is linked to. */
  readonly links: readonly string[];
}

export interface Collector extends AsyncDisposable {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** What it could not read, and why. */
  readonly faults: readonly string[];
  /** Answers with this status from now on. */
  answer(status: number): void;
}

export async function openCollector(): Promise<Collector> {
  const [spans, faults]: [CollectedSpan[], string[]] = [[], []];
  let status = 200;
  const server = createServer(async (incoming, response) => {
    const { method, url, headers } = incoming;
    const body = await text(incoming);
    if (method !== 'POST' || url !== '/v1/traces' || headers['content-type'] !== 'application/json') {
      faults.push(`${method} ${url} ${headers['content-type']}`);
    }
    const read = request.safeParse(JSON.parse(body));
    if (!read.success) faults.push(z.prettifyError(read.error));
    else if (status === 200) spans.push(...collected(read.data));
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    spans,
    faults,
    answer(code) {
      status = code;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function collected({ resourceSpans }: z.output<typeof request>): readonly CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) =>
      scope.spans.map((each) => ({
        service: String(record(resource.attributes)['service.name']),
        trace: each.traceId,
        id: each.spanId,
        parent: each.parentSpanId,
        name: each.name,
        attributes: record(each.attributes),
        links: each.links.map((link) => link.traceId),
      })),
    ),
  );
}

function record(list: z.output<typeof attributes>): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]));
}
