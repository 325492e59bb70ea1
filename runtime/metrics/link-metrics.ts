/** Owns what is measured of the way between nodes: an edge's uplink, and at the cloud each of its edges. */
import type { EdgeState, Edges, UplinkState } from '../edges/port.ts';
import type { Asker } from './asker.ts';
import type { Metrics } from './registry.ts';

/** The books add up: taken = handed_over + kept + lost + backlog. */
export function uplinkMetrics(registry: Metrics, { state }: { state(): UplinkState }): void {
  registry.gauge('anemos_uplink_connected', '1 while the cloud answers', (say) =>
    say(Number(state().connected)),
  );
  registry.gauge(
    'anemos_uplink_entries',
    'Where the entries taken in are: taken = handed_over + kept + lost + backlog',
    (say) => {
      const { taken, handedOver, kept, lost, backlog } = state();
      const states = { taken, handed_over: handedOver, kept, lost, backlog: backlog.entries };
      for (const [name, count] of Object.entries(states)) say(count, { state: name });
    },
  );
  registry.gauge('anemos_uplink_backlog_bytes', 'Bytes of the journal that wait to be handed over', (say) =>
    say(state().backlog.bytes),
  );
  registry.gauge(
    'anemos_uplink_backlog_age_seconds',
    'Age of the oldest entry that waits; 0 when none does. Beyond journal.maxAge entries are lost, or refused',
    (say) => say(ageOf(state().backlog.oldestAt)),
  );
  registry.gauge('anemos_uplink_entries_per_second', 'Entries handed over per second, lately', (say) =>
    say(state().backlog.rate),
  );
  registry.gauge(
    'anemos_uplink_drain_seconds',
    'Until nothing waits, if it goes on as lately; 0 when unknown or none does',
    (say) => say((state().backlog.drainMs ?? 0) / 1000),
  );
}

/** Edges with samples of their own; there is one series of each metric for each. */
const MOST_EDGES = 1000;
const ALL_EDGES = 100_000;

export function edgeMetrics(registry: Metrics, edges: Pick<Edges, 'list'>, asker: Asker): void {
  const known = asker.question(() => edges.list({ limit: ALL_EDGES }));
  registry.gauge('anemos_edges', 'Edges known, by whether they are connected', async (say) => {
    const all = await known();
    if (!all) return;
    const connected = all.filter((edge) => edge.connected).length;
    say(connected, { connected: 'yes' });
    say(all.length - connected, { connected: 'no' });
  });
  const each = (name: string, help: string, of: (edge: EdgeState) => number) =>
    registry.gauge(name, help, async (say) => {
      for (const edge of ((await known()) ?? []).slice(0, MOST_EDGES)) say(of(edge), { edge: edge.id });
    });
  each('anemos_edge_connected', '1 while an edge is linked to this node', ({ connected }) =>
    Number(connected),
  );
  each(
    'anemos_edge_last_seen_timestamp_seconds',
    'When an edge was last heard of, seconds since 1970',
    ({ lastSeen }) => lastSeen / 1000,
  );
  each(
    'anemos_edge_clock_skew_seconds',
    "An edge's clock minus this node's when it last connected. Seconds apart: mend its NTP",
    ({ clockSkew }) => clockSkew / 1000,
  );
  each(
    'anemos_edge_backlog_entries',
    'Entries that wait at an edge, as it last said',
    ({ backlog }) => backlog.entries,
  );
  each('anemos_edge_backlog_age_seconds', 'Age of the oldest of them', ({ backlog }) =>
    ageOf(backlog.oldestAt),
  );
  registry.total(
    'anemos_edge_entries_total',
    'Entries of an edge: received, come twice (duplicate), or lost at the edge as its ledger says',
    async (say) => {
      for (const { id: edge, received, duplicates, lost } of ((await known()) ?? []).slice(0, MOST_EDGES)) {
        for (const [outcome, count] of Object.entries({ received, duplicate: duplicates, lost })) {
          say(count, { edge, outcome });
        }
      }
    },
  );
}

function ageOf(at: number | undefined): number {
  return at === undefined ? 0 : Math.max(0, (Date.now() - at) / 1000);
}
