/** Owns the edges: of each its link, what waits there, and how far it is with what it should work by; on an edge its own uplink. */
import type { Edge, Uplink } from '../../../edge-resources.ts';
import { type BacklogCurves, createBacklogCurves } from '../backlog-curve.ts';
import type { View } from '../console-parts.ts';
import { h, renew, setText } from '../dom.ts';
import { edgeCard, uplinkCard } from '../edge-card.ts';
import { formatCount } from '../format.ts';
import { emptyState } from '../marks.ts';
import { poll } from '../poll.ts';
import { askAll, askIfThere, troubleOf } from '../rest.ts';

const EVERY = 2000;
const MOST_EDGES = 1000;

export const edgesView: View = (_parts, _route, signal) => {
  const summary = h('p', { class: 'summary', role: 'status' }, 'Asking the node …');
  const cards = h('div', { class: 'cards' });
  const curves = createBacklogCurves();
  const look = async () => {
    const edges = await askAll<Edge>('edges', MOST_EDGES, signal);
    // A node that has edges is a cloud, which has no uplink of its own.
    const uplink = edges.length > 0 ? undefined : await askIfThere<Uplink>('uplink', signal);
    if (signal.aborted) return;
    setText(summary, uplink ? 'This node is an edge itself.' : summaryOf(edges));
    renew(cards, ...(uplink ? [uplinkCard(uplink, curves)] : shown(edges, curves)));
  };
  poll(look, { every: EVERY, signal, failed: (error) => setText(summary, troubleOf(error)) });
  return h('div', {}, h('div', { class: 'head' }, h('h1', {}, 'Edges'), summary), cards);
};

/** The unlinked first, then those with the most waiting. */
function shown(edges: readonly Edge[], curves: BacklogCurves): readonly HTMLElement[] {
  if (edges.length === 0) return [none()];
  const worstFirst = [...edges].sort(
    (a, b) =>
      Number(a.connected) - Number(b.connected) ||
      b.backlog.entries - a.backlog.entries ||
      a.id.localeCompare(b.id),
  );
  return worstFirst.map((edge) => edgeCard(edge, curves));
}

function summaryOf(edges: readonly Edge[]): string {
  const linked = edges.filter(({ connected }) => connected).length;
  const waiting = edges.reduce((sum, { backlog }) => sum + backlog.entries, 0);
  return `${formatCount(linked)} of ${formatCount(edges.length)} linked · ${formatCount(waiting)} entries wait`;
}

function none(): HTMLElement {
  return emptyState(
    'No edge has ever linked to this node',
    'Make one a user here, ',
    h('code', {}, 'npm start -- --add-user pi7'),
    ', and start it beside the sensors: ',
    h('code', {}, 'npm run edge -- --config edge.yaml'),
    '. Its sensors publish here directly until then.',
  );
}
