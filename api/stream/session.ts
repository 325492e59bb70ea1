/** Owns the readers that are connected and the live end they share, from the first one's coming to the last one's going. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StreamEnd, Tail } from '../../runtime/ports.ts';
import { catchUp } from './catch-up.ts';
import type { Connection } from './connection.ts';
import { gap, HEARTBEAT, heartbeat, opening } from './events.ts';
import { Live } from './live.ts';
import type { Position } from './position.ts';

interface SessionOptions {
  readonly tail: Tail;
  /** Nobody is connected any more, or there was a fault; whoever comes next begins a session of their own. */
  readonly onOver: () => void;
  /** The journal or the lane cannot be read. */
  readonly onFault: (error: unknown) => void;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #connections = new Set<Connection>();
  readonly #stop = new AbortController();
  readonly #live: Promise<Live>;
  #lastTurn: Promise<void> = Promise.resolve();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#live = this.#begin();
    // Each connection meets it too.
    this.#live.catch(() => {});
  }

  get size(): number {
    return this.#connections.size;
  }

  /** Begins with what is new, or behind `after`. */
  add(connection: Connection, after: Position | undefined): void {
    this.#connections.add(connection);
    this.#open(connection, after).catch((error: unknown) => this.#fail(error));
  }

  remove(connection: Connection): void {
    this.#connections.delete(connection);
    this.#live.then((live) => live.leave(connection)).catch(() => {});
    if (this.#connections.size > 0) return;
    this.#stop.abort();
    this.#options.onOver();
  }

  /** `allowed`: whether a reader may go on. */
  async beat(allowed: (connection: Connection) => boolean): Promise<void> {
    const live = await this.#live;
    for (const connection of this.#connections) {
      if (!allowed(connection)) connection.end('token');
      else connection.beat(live.has(connection) ? heartbeat(live.position) : HEARTBEAT);
    }
  }

  end(why: StreamEnd): void {
    for (const connection of this.#connections) connection.end(why);
  }

  async #begin(): Promise<Live> {
    const { tail } = this.#options;
    const onBehind = (reader: Connection, from: Position) => void this.#follow(reader, from);
    const live = new Live({ tail, onBehind }, await Live.end(tail));
    live.run(this.#stop.signal).catch((error: unknown) => this.#fail(error));
    return live;
  }

  async #open(connection: Connection, after: Position | undefined): Promise<void> {
    const { position: end } = await this.#live;
    const from = after ?? end;
    const known = from.epoch === end.epoch && from.number <= end.number && from.transition <= end.transition;
    connection.write(opening(known ? from : end));
    if (!known) connection.write(gap('unknown', end));
    await this.#follow(connection, known ? from : end);
  }

  async #follow(connection: Connection, from: Position): Promise<void> {
    const path = { tail: this.#options.tail, live: await this.#live, turn: this.#turn };
    await catchUp(connection, from, path).catch((error: unknown) => this.#fail(error));
  }

  /** One slice a turn of the event loop, however many readers catch up: each reads and decodes for some ms. */
  readonly #turn = (): Promise<void> => {
    this.#lastTurn = this.#lastTurn.then(() => nextTurn());
    return this.#lastTurn;
  };

  #fail(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#options.onFault(error);
    this.#options.onOver();
    this.end('fault');
  }
}
