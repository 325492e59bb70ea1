/** Owns hearing news as they happen: the node's event stream, and a steady beat for asking where there is none. */
import { API } from './rest.ts';
import { createTopic, type Topic } from './topic.ts';

export interface ReadingNews {
  readonly sensor: string;
  readonly ts: string | number;
  readonly receivedAt: string | number;
  readonly values: Readonly<Record<string, number>>;
  readonly replayed?: boolean;
}

export interface StatusNews {
  readonly sensor: string;
  readonly state: 'online' | 'offline';
}

/**
 * - `live`: the stream is open; lists are asked for again now and then only.
 * - `asking`: the stream is away; lists are asked for every other second.
 */
export type LiveState = 'live' | 'asking';

export interface Live {
  state(): LiveState;
  readonly states: Topic<LiveState>;
  readonly readings: Topic<ReadingNews>;
  readonly statuses: Topic<StatusNews>;
  /** An alarm has changed. */
  readonly alarms: Topic<void>;
  /** Time to ask for lists again: often without a stream, after a gap in it, now and then otherwise. */
  readonly beats: Topic<void>;
}

const BEAT = { live: 30_000, asking: 2000 } as const;
/** ms before a stream that the node has ended or refused is asked for again. */
const AGAIN = 15_000;

export function openLive(): Live {
  let state: LiveState = 'asking';
  const live = {
    state: () => state,
    states: createTopic<LiveState>(),
    readings: createTopic<ReadingNews>(),
    statuses: createTopic<StatusNews>(),
    alarms: createTopic<void>(),
    beats: createTopic<void>(),
  };
  const enter = (next: LiveState) => {
    if (next === state) return;
    state = next;
    live.states.tell(next);
    live.beats.tell();
  };
  listen(live, enter);
  beat(live);
  return live;
}

function beat(live: Live): void {
  let last = Date.now();
  const due = () => Date.now() - last >= BEAT[live.state()];
  const tell = () => {
    last = Date.now();
    live.beats.tell();
  };
  // Nobody looks at a hidden page; what it missed it asks for when it is shown again.
  setInterval(() => !document.hidden && due() && tell(), 500);
  document.addEventListener('visibilitychange', () => !document.hidden && due() && tell());
}

function listen(live: Live, enter: (state: LiveState) => void): void {
  const source = new EventSource(`${API}stream?kinds=reading,alarm,status`);
  const on = (event: string, handle: (data: string) => void) =>
    source.addEventListener(event, (message) => handle(message.data));
  on('reading', (data) => live.readings.tell(JSON.parse(data)));
  on('status', (data) => live.statuses.tell(JSON.parse(data)));
  on('alarm', () => live.alarms.tell());
  on('gap', () => live.beats.tell());
  source.addEventListener('open', () => enter('live'));
  source.addEventListener('error', () => {
    enter('asking');
    // Otherwise the browser connects again by itself, and says where it was.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(live, enter), AGAIN);
  });
}
