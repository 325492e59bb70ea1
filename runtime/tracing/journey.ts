/** Owns what the node tells of the way of entries and transitions through it: always how long alarms take, and traces where they are asked for. */
import type { TracingConfig } from '../config/schema.ts';
import type { Batch } from '../edges/batch.ts';
import type { Log } from '../log.ts';
import { AlarmLatency } from '../metrics/alarm-latency.ts';
import type { Metrics } from '../metrics/registry.ts';
import type { EpochMs, Offset, Transition } from '../vocabulary.ts';
import { EntrySpans } from './entry-spans.ts';
import type { Marked } from './span.ts';
import { openSpanQueue } from './span-queue.ts';
import { createSampler } from './trace-ids.ts';
import { TransitionSpans } from './transition-spans.ts';

/** A transition as the queue had it: anybody who may write to its table may have put it there. */
export interface StoredTransition {
  readonly id: string;
  readonly receivedAt: EpochMs;
  readonly edge?: string;
}

export interface Journey extends AsyncDisposable {
  readonly latency: AlarmLatency;
  measure(registry: Metrics): void;
  /** Traced entries are durable; `folded` resolves when their sensors have seen them. */
  marked(marked: Marked, folded: Promise<void>): void;
  recorded(cursor: Offset): void;
  handedOver(batch: Batch, sentAt: EpochMs): void;
  durable(transitions: readonly Transition[]): void;
  queued(transitions: readonly { readonly id: string }[]): void;
  stored(transitions: readonly StoredTransition[]): void;
}

export interface JourneyOptions {
  /** Absent = no traces, and nothing of them loaded. */
  readonly tracing: TracingConfig | undefined;
  readonly role: 'cloud' | 'edge';
  /** Of this node's journal. */
  readonly epoch: string;
  readonly log: Log;
}

export function openJourney(options: JourneyOptions): Journey {
  const latency = new AlarmLatency();
  const traces = options.tracing && openTraces(options, options.tracing);
  return {
    latency,
    measure: (registry) => traces?.measure(registry),
    marked: (marked, folded) => traces?.entries.marked(marked, folded),
    recorded: (cursor) => traces?.entries.recorded(cursor),
    handedOver: (batch, sentAt) => traces?.entries.handedOver(batch, sentAt),
    durable(transitions) {
      latency.madeDurable(transitions, Date.now());
      traces?.transitions.durable(transitions);
    },
    queued: (transitions) => traces?.transitions.queued(transitions),
    stored(transitions) {
      latency.madeRows(transitions, Date.now());
      traces?.transitions.stored(transitions);
    },
    async [Symbol.asyncDispose]() {
      traces?.transitions.flush();
      await traces?.queue[Symbol.asyncDispose]();
    },
  };
}

function openTraces({ role, epoch, log }: JourneyOptions, { url, sample, service }: TracingConfig) {
  const resource = { 'service.name': service, 'service.instance.id': epoch, 'anemos.role': role };
  const queue = openSpanQueue({
    open: async () => (await import('./otlp.ts')).openOtlp({ url, resource }),
    onTrouble(reason) {
      if (reason === undefined) log.info({}, 'traces are taken again');
      else log.warn({ reason }, 'traces are lost: the collector does not take them');
    },
  });
  const spans = {
    epoch,
    sampled: createSampler(epoch, sample),
    now: Date.now,
    emit: queue.add,
    skipped: queue.skipped,
  };
  const entries = new EntrySpans(spans);
  const measure = (registry: Metrics) =>
    registry.total(
      'anemos_trace_spans_total',
      'Spans sent to the collector, and dropped: it does not take them, or there were too many at once',
      (say) => {
        for (const [outcome, count] of Object.entries(queue.counts())) say(count, { outcome });
      },
    );
  return { queue, entries, transitions: new TransitionSpans(spans, entries), measure };
}
