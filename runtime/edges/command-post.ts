/** Owns bringing operators' acts to the edges whose alarms they are about: in order, until the edge says it has them. */
import type { LaneItem, StateStore } from '../state/port.ts';
import type { EpochMs } from '../vocabulary.ts';
import type { EdgeCommand } from './protocol.ts';

export interface CommandPostOptions {
  readonly state: Pick<StateStore, 'lane' | 'laneCursor' | 'moveLaneCursor' | 'counts'>;
  readonly send: (edge: string, commands: readonly EdgeCommand[]) => Promise<void>;
  readonly now: () => EpochMs;
}

interface Post {
  /** Where in the lane the look was. */
  looked: number;
  /** The cursor as it is stored. */
  stored: number;
  /** Not confirmed, oldest first. */
  pending: EdgeCommand[];
  sentAt: EpochMs;
}

const PAGE = 500;
const MOST_AT_ONCE = 100;
/** ms after which what is not confirmed goes again. */
const AGAIN_AFTER = 5000;

export class CommandPost {
  readonly #options: CommandPostOptions;
  readonly #posts = new Map<string, Post>();

  constructor(options: CommandPostOptions) {
    this.#options = options;
  }

  /** An edge nobody has heard of before: what is in the lane already is not about its alarms. */
  async begin(edge: string): Promise<void> {
    const { laneHead } = await this.#options.state.counts();
    await this.#options.state.moveLaneCursor(cursorOf(edge), laneHead);
    this.#posts.delete(edge);
  }

  /** Looks for new ones and sends them. */
  async look(edge: string): Promise<void> {
    const post = await this.#post(edge);
    if (await this.#gather(edge, post)) await this.#send(edge, post);
  }

  /** The edge has dealt with everything up to `n`. */
  async confirmed(edge: string, n: number): Promise<void> {
    const post = await this.#post(edge);
    const grown = await this.#gather(edge, post);
    const before = post.pending.length;
    // One that is ahead of the lane knows one that this node has lost to an older copy.
    if (n <= post.looked) post.pending = post.pending.filter((command) => command.n > n);
    const { pending, looked, stored, sentAt } = post;
    if (pending.length > 0) {
      const due = grown || pending.length < before || this.#options.now() - sentAt >= AGAIN_AFTER;
      if (due) await this.#send(edge, post);
    } else if (looked > stored) {
      await this.#options.state.moveLaneCursor(cursorOf(edge), looked);
      post.stored = looked;
    }
  }

  /** True when there are new ones. */
  async #gather(edge: string, post: Post): Promise<boolean> {
    const before = post.pending.length;
    for (;;) {
      const items = await this.#options.state.lane(post.looked, PAGE);
      const last = items.at(-1);
      if (!last) return post.pending.length > before;
      for (const item of items) {
        const command = commandFor(edge, item);
        if (command) post.pending.push(command);
      }
      post.looked = last.n;
    }
  }

  async #send(edge: string, post: Post): Promise<void> {
    post.sentAt = this.#options.now();
    await this.#options.send(edge, post.pending.slice(0, MOST_AT_ONCE));
  }

  async #post(edge: string): Promise<Post> {
    const known = this.#posts.get(edge);
    if (known) return known;
    const stored = await this.#options.state.laneCursor(cursorOf(edge));
    const post = { looked: stored, stored, pending: [], sentAt: 0 };
    this.#posts.set(edge, post);
    return post;
  }
}

function cursorOf(edge: string): string {
  return `edge:${edge}`;
}

/**
 * What a person did here to an alarm that is, or may be, that edge's: one that a rule of this node raised may be out
 * there too, and the edge's word of it still on its way. An edge passes over alarms it does not know.
 */
function commandFor(edge: string, { n, transition, alarm }: LaneItem): EdgeCommand | undefined {
  const { kind, by, at, message } = transition;
  if (kind === 'raised' || by === undefined || by === 'system' || transition.edge !== undefined)
    return undefined;
  if (alarm.edge !== undefined && alarm.edge !== edge) return undefined;
  const said = `${kind} by ${by}: `;
  const comment = message.startsWith(said) ? message.slice(said.length) : undefined;
  return {
    ...{ n, command: kind === 'cleared' ? 'clear' : 'acknowledge', alarm: alarm.id, at, by },
    ...(comment !== undefined && { comment }),
  };
}
