/** Owns the cards of the operations page. Asks nothing. */
import type { Loss } from '../../ledger-resources.ts';
import { age } from './ages.ts';
import { h } from './dom.ts';
import { formatBytes, formatCount, formatDuration } from './format.ts';
import { fact, healthMark } from './marks.ts';
import { imbalanceOf, type NodeFigures } from './node-figures.ts';
import type { Page } from './rest.ts';
import { table } from './table.ts';

/** Rows of a list; REST has the others. */
export const ROWS = 20;

export interface DeadLetterShown {
  readonly at: string;
  readonly reader: string;
  readonly sensor: string;
  readonly reason: string;
}

function card(title: string, ...content: readonly (Node | undefined)[]): HTMLElement {
  return h('article', { class: 'card' }, h('h2', {}, title), ...content);
}

export function booksCard({ books }: NodeFigures): HTMLElement {
  const difference = imbalanceOf(books);
  const verdict =
    difference === 0
      ? healthMark('good', 'the books balance: every value is accounted for')
      : healthMark('unknown', `${formatCount(Math.abs(difference))} values on their way between two counts`);
  const names = ['Stored', 'Duplicate', 'Dead-lettered', 'In flight', 'Lost'];
  const { stored, duplicate, deadLettered, inFlight, lost } = books;
  const counts = [stored, duplicate, deadLettered, inFlight, lost];
  const equation = h('div', { class: 'equation' }, term('Taken in', books.taken, '='));
  equation.append(...names.map((name, i) => term(name, counts[i] ?? 0, i < names.length - 1 ? '+' : '')));
  return h(
    'article',
    { class: 'card wide' },
    h('h2', {}, 'Balance of the books, in values'),
    equation,
    verdict,
  );
}

function term(name: string, count: number, sign: string): HTMLElement {
  const bad = count > 0 && (name === 'Lost' || name === 'Dead-lettered');
  return h(
    'span',
    { class: 'term' },
    h('b', { class: bad ? 'bad' : '' }, formatCount(count)),
    h('span', {}, name),
    sign !== '' && h('i', { 'aria-hidden': 'true' }, sign),
  );
}

export function readersCard({ readers }: NodeFigures): HTMLElement {
  const rows = readers.map(({ reader, cursor, head, lag }) => [
    reader,
    formatCount(cursor),
    formatCount(head),
    formatCount(lag),
    healthMark('good', lag === 0 ? 'at the head' : 'reading'),
  ]);
  return card('Readers of the journal', table(['Reader', 'Cursor', 'Head', 'Lag, commits', 'State'], rows));
}

const HEALTH = { ok: 'good', degraded: 'unknown', down: 'bad' } as const;

export function partsCard({ health, startedAt, files }: NodeFigures): HTMLElement {
  const rows = health.map(({ part, state, detail }) => [
    part,
    healthMark(HEALTH[state], detail ? `${state}: ${detail}` : state),
  ]);
  const facts = h('dl', { class: 'facts' }, fact('Started', age(startedAt)));
  facts.append(...Object.entries(files).map(([name, bytes]) => fact(name, formatBytes(bytes))));
  return card('Health', table(['Part', 'State'], rows), facts);
}

export function queueCard({ queue }: NodeFigures): HTMLElement {
  if (!queue)
    return card(
      'Queue of alarm transitions',
      h(
        'p',
        { class: 'hint' },
        'This node keeps its alarms in a file of its own: there is no SQL, and no queue to it.',
      ),
    );
  const { pending, queued, dead, oldestSeconds } = queue;
  const facts = h(
    'dl',
    { class: 'facts' },
    fact('Not in SQL yet', formatCount(pending)),
    fact('Queued', formatCount(queued)),
    fact('Given up on', h('span', { class: dead > 0 ? 'bad' : '' }, formatCount(dead))),
    fact('Oldest waits', queued === 0 ? '–' : formatDuration(oldestSeconds * 1000)),
  );
  return card('Queue of alarm transitions', facts);
}

export function lossesCard({ items, nextCursor }: Page<Loss>): HTMLElement {
  if (items.length === 0)
    return card('Loss ledger', healthMark('good', 'nothing was ever lost here, nor at an edge'));
  const rows = items.map(({ at, edge = 'this node', readings, reader, reason }) => [
    age(at),
    edge,
    formatCount(readings),
    reader,
    reason,
  ]);
  const more =
    nextCursor === null
      ? undefined
      : h('p', { class: 'hint' }, `The newest ${ROWS}; all of them: GET /api/v1/ledger`);
  return card('Loss ledger', table(['When', 'Where', 'Readings', 'Reader', 'Why'], rows), more);
}

export function lettersCard({ deadLetters }: NodeFigures, letters: readonly DeadLetterShown[]): HTMLElement {
  if (deadLetters === 0)
    return card('Dead letters', healthMark('good', 'none: everything could be processed'));
  const count = h('p', {}, h('b', { class: 'bad' }, formatCount(deadLetters)), ' inputs were set aside.');
  const rows = letters.map(({ at, reader, sensor, reason }) => [age(at), reader, sensor, reason]);
  return card(
    'Dead letters',
    count,
    rows.length > 0 ? table(['When', 'Reader', 'Sensor', 'Why'], rows) : undefined,
  );
}
