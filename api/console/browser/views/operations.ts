/** Owns the operations page: how the node is, whether its books balance, how far its readers are, what was lost or set aside. */
import type { Loss } from '../../../ledger-resources.ts';
import type { View } from '../console-parts.ts';
import { h, renew, setText } from '../dom.ts';
import { counted } from '../format.ts';
import type { NodeFigures } from '../node-figures.ts';
import {
  booksCard,
  type DeadLetterShown,
  lettersCard,
  lossesCard,
  partsCard,
  queueCard,
  ROWS,
  readersCard,
} from '../operations-cards.ts';
import { poll } from '../poll.ts';
import { ask, type Page, troubleOf } from '../rest.ts';

const EVERY = 3000;

export const operationsView: View = (_parts, _route, signal) => {
  const summary = h('p', { class: 'summary', role: 'status' }, 'Asking the node …');
  const place = h('div', { class: 'cards' });
  const look = async () => {
    const [node, losses, letters] = await Promise.all([
      ask<NodeFigures>('node', { signal }),
      ask<Page<Loss>>(`ledger?limit=${ROWS}`, { signal }),
      ask<Page<DeadLetterShown>>(`dead-letters?limit=${ROWS}`, { signal }),
    ]);
    if (signal.aborted) return;
    setText(
      summary,
      `${node.role} ${node.version} · ${counted(node.sensors, 'sensor')} · ${counted(node.connections, 'MQTT connection')}`,
    );
    renew(
      place,
      booksCard(node),
      readersCard(node),
      partsCard(node),
      queueCard(node),
      lossesCard(losses),
      lettersCard(node, letters.items),
    );
  };
  poll(look, { every: EVERY, signal, failed: (error) => setText(summary, troubleOf(error)) });
  return h('div', {}, h('div', { class: 'head' }, h('h1', {}, 'Operations'), summary), place);
};
