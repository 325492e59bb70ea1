/** Owns how one edge, or this edge's own uplink, looks on the page. */
import type { Backlog, Edge, EdgeDocumentState, Uplink } from '../../edge-resources.ts';
import { age } from './ages.ts';
import type { BacklogCurves } from './backlog-curve.ts';
import { h } from './dom.ts';
import { formatBytes, formatCount, formatDuration, formatNumber } from './format.ts';
import { fact, healthMark } from './marks.ts';

/** ms; less is what clocks differ by anyway. */
const WORTH_TELLING = 1000;

export function edgeCard(edge: Edge, curves: BacklogCurves): HTMLElement {
  const { id, connected, lastSeen, clockSkewMs, backlog, books, documents } = edge;
  const seen = connected ? 'linked' : 'not linked';
  const facts = backlogFacts(backlog);
  if (Math.abs(clockSkewMs) > WORTH_TELLING) {
    const direction = clockSkewMs > 0 ? 'ahead' : 'behind';
    facts.append(fact('Clock', `${formatDuration(Math.abs(clockSkewMs))} ${direction}`));
  }
  return h(
    'article',
    { class: `card ${connected ? '' : 'unlinked'}`, 'data-edge': id },
    h(
      'div',
      { class: 'title' },
      h('h2', {}, id),
      healthMark(connected ? 'good' : 'bad', seen),
      h('span', { class: 'seen' }, 'heard of ', age(lastSeen)),
    ),
    waiting(id, backlog, curves),
    facts,
    bookFacts({ ...books, backlog: backlog.entries }, [
      ['Received here', books.received],
      ['Came twice', books.duplicates],
    ]),
    documentList(documents),
  );
}

export function uplinkCard(uplink: Uplink, curves: BacklogCurves): HTMLElement {
  const { edge, url, connected, since, trouble, backlog, books } = uplink;
  const state = connected ? 'linked' : 'not linked';
  const title = h(
    'div',
    { class: 'title' },
    h('h2', {}, edge),
    healthMark(connected ? 'good' : 'bad', state),
  );
  title.append(h('span', { class: 'seen' }, `${url} `, age(since)));
  return h(
    'article',
    { class: `card ${connected ? '' : 'unlinked'}`, 'data-edge': edge },
    title,
    trouble !== undefined && h('p', { class: 'wrong' }, trouble),
    waiting(edge, backlog, curves),
    backlogFacts(backlog),
    bookFacts({ ...books, backlog: backlog.entries }, []),
  );
}

function waiting(id: string, { entries }: Backlog, curves: BacklogCurves): HTMLElement {
  const words = h(
    'p',
    { class: 'big' },
    h('b', { 'data-backlog': id }, formatCount(entries)),
    ' entries wait',
  );
  return h('div', { class: 'waiting-curve' }, words, curves.draw(id, entries));
}

function backlogFacts({ entries, bytes, oldestAt, ratePerSecond, drainSeconds }: Backlog): HTMLElement {
  const drain =
    drainSeconds === undefined
      ? entries > 0
        ? 'not draining'
        : 'nothing waits'
      : formatDuration(drainSeconds * 1000);
  return h(
    'dl',
    { class: 'facts' },
    fact('Held in', formatBytes(bytes)),
    fact('Oldest', oldestAt === undefined ? '–' : age(oldestAt)),
    fact('Rate', `${formatNumber(ratePerSecond)} entries/s`),
    fact('Drained in', drain),
  );
}

interface Balance {
  readonly taken: number;
  readonly handedOver: number;
  readonly kept: number;
  readonly lost: number;
  readonly backlog: number;
}

/** taken = handed over + kept + lost + what waits; what the edge last said of each may be seconds apart. */
function bookFacts(
  { taken, handedOver, kept, lost, backlog }: Balance,
  more: readonly (readonly [string, number])[],
): HTMLElement {
  const rows = [
    ['Taken in', taken],
    ['Handed over', handedOver],
    ['Kept there', kept],
    ['Waiting', backlog],
    ['Lost', lost],
    ...more,
  ] as const;
  const cells = rows.map(([name, count]) =>
    fact(name, h('span', { class: name === 'Lost' && count > 0 ? 'bad' : '' }, formatCount(count))),
  );
  return h('dl', { class: 'facts books' }, ...cells);
}

function documentList(documents: readonly EdgeDocumentState[]): HTMLElement | undefined {
  const set = documents.filter(({ wanted, applied }) => wanted > 0 || applied > 0);
  if (set.length === 0) return undefined;
  return h('ul', { class: 'documents' }, ...set.map(documentItem));
}

function documentItem({ kind, wanted, applied, refused }: EdgeDocumentState): HTMLElement {
  if (refused && refused.version === wanted) {
    return h('li', {}, healthMark('bad', `${kind} ${wanted} refused: ${refused.reason}`));
  }
  if (applied === wanted) return h('li', {}, healthMark('good', `${kind} ${applied} applied`));
  return h('li', {}, healthMark('unknown', `${kind} ${wanted} on its way, works by ${applied}`));
}
