/** Owns what is measured of the way between nodes: an edge's uplink, and at the cloud all edges together. */
import type { Edges, UplinkState } from '../edges/port.ts';
import type { Metrics } from './registry.ts';

/** The books add up: taken = handed_over + kept + lost + backlog. */
export function uplinkMetrics(registry: Metrics, { state }: { state(): UplinkState }): void {
  registry.gauge('anemos_uplink_connected', '1 while the cloud answers', {
    collect: (gauge) => gauge.set(Number(state().connected)),
  });
  registry.gauge('anemos_uplink_entries', 'Where the entries taken in are; the others add up to taken', {
    labels: ['state'],
    collect(gauge) {
      const { taken, handedOver, kept, lost, backlog } = state();
      const states = { taken, handed_over: handedOver, kept, lost, backlog: backlog.entries };
      for (const [name, count] of Object.entries(states)) gauge.set({ state: name }, count);
    },
  });
  registry.gauge('anemos_uplink_backlog_bytes', 'Bytes of the journal that wait to be handed over', {
    collect: (gauge) => gauge.set(state().backlog.bytes),
  });
  registry.gauge(
    'anemos_uplink_backlog_age_seconds',
    'Age of the oldest entry that waits; 0 when none does',
    {
      collect(gauge) {
        const { oldestAt } = state().backlog;
        gauge.set(oldestAt === undefined ? 0 : Math.max(0, (Date.now() - oldestAt) / 1000));
      },
    },
  );
  registry.gauge('anemos_uplink_entries_per_second', 'Entries handed over per second, lately', {
    collect: (gauge) => gauge.set(state().backlog.rate),
  });
  registry.gauge(
    'anemos_uplink_drain_seconds',
    'Until nothing waits, if it goes on as lately; 0 when unknown or none does',
    {
      collect: (gauge) => gauge.set((state().backlog.drainMs ?? 0) / 1000),
    },
  );
}

const MOST_EDGES = 100_000;

export function edgeMetrics(registry: Metrics, edges: Pick<Edges, 'list'>): void {
  const all = () => edges.list({ limit: MOST_EDGES });
  registry.gauge('anemos_edges', 'Edges known, by whether they are connected', {
    labels: ['connected'],
    async collect(gauge) {
      const known = await all();
      const connected = known.filter((edge) => edge.connected).length;
      gauge.set({ connected: 'yes' }, connected);
      gauge.set({ connected: 'no' }, known.length - connected);
    },
  });
  registry.gauge(
    'anemos_edge_entries',
    'Entries of all edges: taken in, come twice, lost at the edge, waiting there',
    {
      labels: ['state'],
      async collect(gauge) {
        const known = await all();
        const sum = (of: (edge: (typeof known)[number]) => number) =>
          known.reduce((total, edge) => total + of(edge), 0);
        gauge.set(
          { state: 'received' },
          sum(({ received }) => received),
        );
        gauge.set(
          { state: 'duplicate' },
          sum(({ duplicates }) => duplicates),
        );
        gauge.set(
          { state: 'lost' },
          sum(({ lost }) => lost),
        );
        gauge.set(
          { state: 'backlog' },
          sum(({ backlog }) => backlog.entries),
        );
      },
    },
  );
}
