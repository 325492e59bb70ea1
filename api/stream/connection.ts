/** Owns one reader's connection: what waits in it, how long it may stand still, and the last word before it is closed. */
import type { ServerResponse } from 'node:http';
import type { StreamEnd, StreamMeter } from '../../runtime/ports.ts';
import { bye } from './events.ts';
import type { Filter } from './filter.ts';
import type { Block } from './slices.ts';

/** Blocks of one slice that a filter lets through. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly events: number;
}

/** ms. */
export interface Patience {
  /** A reader that has not taken within this what was sent is dropped. */
  readonly stalled: number;
  /** What it gets then to read the reason. */
  readonly goodbye: number;
}

/** Nothing more is put into a connection in which so many bytes wait; one slice and the last word may come on top. */
const FULL = 256 * 1024;

const REASONS: Readonly<Record<StreamEnd, string>> = {
  slow: 'too slow: what was sent was not taken in time; read faster, or ask for fewer sensors or kinds',
  stop: 'the node stops',
  token: 'the token is not good any more',
  fault: 'the node cannot read its journal; come back later',
};

export class Connection {
  readonly filter: Filter;
  readonly #response: ServerResponse;
  readonly #patience: Patience;
  readonly #meter: StreamMeter;
  #blockedSince: number | undefined;
  #over = false;

  constructor(
    response: ServerResponse,
    filter: Filter,
    { patience, meter }: { patience: Patience; meter: StreamMeter },
  ) {
    this.filter = filter;
    this.#response = response;
    this.#patience = patience;
    this.#meter = meter;
    response.on('drain', () => (this.#blockedSince = undefined));
    response.once('close', () => (this.#over = true));
    // A connection that breaks while it is written to: 'close' follows.
    response.on('error', () => {});
  }

  /** True when nothing can be sent any more. */
  get over(): boolean {
    return this.#over;
  }

  get isFull(): boolean {
    return this.#response.writableLength > FULL;
  }

  send({ bytes, events }: Chunk): void {
    if (this.#over) return;
    this.write(bytes);
    this.#meter.sent(events);
  }

  /** Unless something waits already: a heartbeat behind it says nothing new. */
  beat(text: string): void {
    if (this.#blockedSince === undefined) this.write(text);
    else if (performance.now() - this.#blockedSince >= this.#patience.stalled) this.end('slow');
  }

  /** Resolves when all is taken: true; or false when it is over, as it is when that takes too long. */
  async drained(): Promise<boolean> {
    if (this.#over || !this.#response.writableNeedDrain) return !this.#over;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wait = setTimeout(resolve, this.#patience.stalled);
    this.#response.once('drain', resolve).once('close', resolve);
    await promise;
    clearTimeout(wait);
    this.#response.off('drain', resolve).off('close', resolve);
    if (this.#response.writableNeedDrain) this.end('slow');
    return !this.#over;
  }

  end(why: StreamEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#meter.ended(why);
    this.#response.end(bye(REASONS[why]));
    const cut = setTimeout(() => this.#response.destroy(), this.#patience.goodbye);
    this.#response.once('close', () => clearTimeout(cut));
  }

  write(text: string | Buffer): void {
    if (this.#over) return;
    if (!this.#response.write(text)) this.#blockedSince ??= performance.now();
  }
}

/** Undefined when there is nothing for this filter. */
export function chunkOf(blocks: readonly Block[], { matches }: Pick<Filter, 'matches'>): Chunk | undefined {
  const texts: string[] = [];
  for (const { kind, sensor, text } of blocks) if (kind === 'gap' || matches(kind, sensor)) texts.push(text);
  return texts.length === 0 ? undefined : { bytes: Buffer.from(texts.join('')), events: texts.length };
}
