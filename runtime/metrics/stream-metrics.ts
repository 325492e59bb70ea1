/** Owns what is measured of the API's streams: how many, what they carry, why they end. */
import { STREAM_ENDS, type StreamMeter } from '../ports.ts';
import type { Metrics } from './registry.ts';

export interface StreamCounts extends StreamMeter {
  measure(registry: Metrics): void;
}

export function countStreams(): StreamCounts {
  let [open, refused, events] = [0, 0, 0];
  const ended = new Map(STREAM_ENDS.map((why) => [why, 0]));
  return {
    opened: () => void open++,
    closed: () => void open--,
    refused: () => void refused++,
    sent(count) {
      events += count;
    },
    ended: (why) => void ended.set(why, (ended.get(why) ?? 0) + 1),
    measure(registry) {
      registry.gauge('anemos_streams_open', 'Readers of the stream of events that are connected', (say) =>
        say(open),
      );
      registry.total(
        'anemos_stream_events_total',
        'Events sent to readers of the stream, each counted for every reader it went to',
        (say) => say(events),
      );
      registry.total(
        'anemos_streams_ended_total',
        'Streams the node has ended. slow: the reader did not take what was sent, look at it or its network; fault: see the log',
        (say) => {
          for (const [reason, count] of ended) say(count, { reason });
        },
      );
      registry.total(
        'anemos_streams_refused_total',
        'Streams refused because as many were open as there may be; growing: a reader opens them and does not close them',
        (say) => say(refused),
      );
    },
  };
}
