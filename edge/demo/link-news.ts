/** Owns what is new about the link, seen from the edge: it goes, a backlog grows, it comes, the backlog goes. Asks nobody. */
import type { EpochMs } from '../../runtime/vocabulary.ts';
import { line } from './news.ts';
import type { ShownUplink, Span } from './rest.ts';

/**
 * - new    the link has not been there yet
 * - up     it is there
 * - down   it has gone at `at`
 * - again  it is there again since `at`, and what waited meanwhile is being handed over
 */
type State =
  | { readonly is: 'new' }
  | { readonly is: 'up' }
  | { readonly is: 'down'; readonly at: EpochMs; readonly told: EpochMs; readonly waiting: number }
  | { readonly is: 'again'; readonly at: EpochMs; readonly downAt: EpochMs; readonly waited: number };

export interface LinkNews {
  readonly lines: readonly string[];
  readonly down: boolean;
  /** Set when all that waited is handed over: the time without a link, and a little before. */
  readonly healed?: Span;
}

/** ms between two lines about the backlog. */
const TELL_EVERY = 5000;
/** ms before the link was seen to go that belong to the time without it: what was on its way. */
const ON_ITS_WAY = 2000;

export function createLinkNews(edge: string): (uplink: ShownUplink, now: EpochMs) => LinkNews {
  let state: State = { is: 'new' };
  return (uplink, now) => {
    const before = state;
    const found = next(before, uplink, now);
    state = found.state;
    const lines = found.text === undefined ? [] : [line(...found.text)];
    const healed = before.is === 'again' && state.is === 'up' && spanOf(before);
    return {
      lines: lines.map((text) => text.replace('$edge', edge)),
      down: state.is === 'down',
      ...(healed && { healed }),
    };
  };
}

interface Step {
  readonly state: State;
  readonly text?: readonly [string, string];
}

function next(state: State, uplink: ShownUplink, now: EpochMs): Step {
  const { connected, backlog } = uplink;
  const since = Date.parse(uplink.since);
  const waiting = backlog.entries;
  if (state.is === 'new') {
    return connected
      ? { state: { is: 'up' }, text: ['link up', '$edge hands over to the cloud'] }
      : { state };
  }
  if (state.is === 'down') return connected ? again(state, since) : stillDown(state, uplink, now);
  if (!connected) {
    const at = state.is === 'again' ? state.downAt : since;
    return {
      state: { is: 'down', at, told: now, waiting },
      text: ['link down', '$edge goes on without the cloud'],
    };
  }
  const oldest = backlog.oldestAt === undefined ? now : Date.parse(backlog.oldestAt);
  if (state.is === 'up' || oldest < state.at) return { state };
  const took = seconds(now - state.at);
  return { state: { is: 'up' }, text: ['backlog gone', `${entries(state.waited)} handed over in ${took}`] };
}

type Down = Extract<State, { readonly is: 'down' }>;

function again({ at: downAt, waiting: waited }: Down, since: EpochMs): Step {
  const text = `after ${seconds(since - downAt)}, with a backlog of ${entries(waited)}`;
  return { state: { is: 'again', at: since, downAt, waited }, text: ['link up', text] };
}

function stillDown(state: Down, { backlog }: ShownUplink, now: EpochMs): Step {
  const { entries: waiting, oldestAt } = backlog;
  if (now - state.told < TELL_EVERY) return { state: { ...state, waiting } };
  const age = oldestAt === undefined ? '' : `, oldest ${seconds(now - Date.parse(oldestAt))}`;
  return { state: { ...state, told: now, waiting }, text: ['backlog', `${entries(waiting)}${age}`] };
}

/** What an edge hands over, in words that need no glossary. */
function entries(count: number): string {
  return `${count} readings and alarms`;
}

function spanOf({ at, downAt }: { readonly at: EpochMs; readonly downAt: EpochMs }): Span {
  return { from: new Date(downAt - ON_ITS_WAY).toISOString(), to: new Date(at).toISOString() };
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}
