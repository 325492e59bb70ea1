/** Owns what a cloud knows of its edges and what it sends down to them; batches never come by here (broker, journal). */
import { messageOf, Unavailable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { StateStore } from '../state/port.ts';
import type { EpochMs } from '../vocabulary.ts';
import { CommandPost } from './command-post.ts';
import { EdgeBook, type EdgeCounts } from './edge-book.ts';
import {
  DOCUMENT_KINDS,
  type DocumentKind,
  type DocumentOutcome,
  type EdgeState,
  type Edges,
} from './port.ts';
import { type Down, downTopic, type EdgeNotice } from './protocol.ts';

type Problems = readonly { readonly path: string; readonly message: string }[];

export interface EdgesOptions {
  readonly state: Pick<
    StateStore,
    'document' | 'documents' | 'commit' | 'lane' | 'laneCursor' | 'moveLaneCursor' | 'counts'
  >;
  readonly publish: (message: {
    readonly topic: string;
    readonly payload: string;
    readonly retain: boolean;
  }) => Promise<void>;
  readonly counts: () => Promise<readonly EdgeCounts[]>;
  /** What is wrong with a document; nothing when it may be sent. */
  readonly check: (kind: DocumentKind, body: unknown) => Promise<Problems>;
  readonly now: () => EpochMs;
  readonly log: Log;
}

export interface EdgesPart extends AsyncDisposable {
  readonly edges: Edges;
  notice(notice: EdgeNotice): void;
  /** The alarms' lane has grown. */
  transitions(): void;
  /** Rejects when a bug has stopped it. */
  readonly failed: Promise<never>;
}

export async function openEdges(options: EdgesOptions): Promise<EdgesPart> {
  return new Running(options, await EdgeBook.open(options.state));
}

class Running implements EdgesPart {
  readonly edges: Edges;
  readonly failed: Promise<never>;
  readonly #options: EdgesOptions;
  readonly #book: EdgeBook;
  readonly #connected = new Set<string>();
  readonly #commands: CommandPost;
  readonly #failure = Promise.withResolvers<never>();
  /** What comes of notices is done one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: EdgesOptions, book: EdgeBook) {
    this.#options = options;
    this.#book = book;
    this.failed = this.#failure.promise;
    this.failed.catch(() => {});
    this.#commands = new CommandPost({
      state: options.state,
      send: (edge, commands) => this.#send(edge, 'commands', JSON.stringify(commands)),
      now: options.now,
    });
    this.edges = {
      list: async ({ limit, after }) => {
        const ids = this.#book.ids().filter((id) => after === undefined || id > after);
        return await this.#shown(ids.slice(0, limit));
      },
      get: async (id) => (await this.#shown([id]))[0],
      document: async (id, kind) => this.#book.document(id, kind),
      setDocument: (id, document) => this.#inTurn(() => this.#setDocument(id, document)),
    };
  }

  notice(notice: EdgeNotice): void {
    void this.#inTurn(() => this.#take(notice)).catch(() => {});
  }

  transitions(): void {
    void this.#inTurn(async () => {
      for (const id of this.#connected) await this.#commands.look(id);
    }).catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#work;
  }

  /** A store that is away for now fails the one call; anything else is a bug and stops the part. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#work.then(work);
    this.#work = result.then(
      () => {},
      (error: unknown) => {
        if (error instanceof Unavailable)
          this.#options.log.warn({ reason: messageOf(error) }, 'edges: it will be tried again');
        else this.#failure.reject(error);
      },
    );
    return result;
  }

  async #take(notice: EdgeNotice): Promise<void> {
    const { id, at } = notice;
    const known = this.#book.record(id);
    switch (notice.kind) {
      case 'connected':
        this.#connected.add(id);
        return;
      case 'disconnected':
        this.#connected.delete(id);
        if (known) await this.#book.note({ ...known, lastSeen: at });
        return;
      case 'hello': {
        const { epoch, now } = notice.hello;
        await this.#book.note({
          id,
          lastSeen: at,
          epoch,
          clockSkew: now - at,
          report: known?.report ?? null,
        });
        if (!known) await this.#commands.begin(id);
        for (const kind of DOCUMENT_KINDS) await this.#sendDocument(id, kind);
        return;
      }
      case 'report': {
        if (!known) return;
        const { report } = notice;
        const news = JSON.stringify(known.report?.documents) !== JSON.stringify(report.documents);
        await this.#book.note({ ...known, lastSeen: at, report }, !news);
        await this.#commands.confirmed(id, report.commands);
      }
    }
  }

  async #setDocument(
    id: string,
    { kind, body, expected }: Parameters<Edges['setDocument']>[1],
  ): Promise<DocumentOutcome> {
    if (!this.#book.record(id)) return { outcome: 'unknown-edge' };
    const version = this.#book.document(id, kind)?.version ?? 0;
    if (expected !== undefined && expected !== version) return { outcome: 'conflict', version };
    const errors = await this.#options.check(kind, body);
    if (errors.length > 0) return { outcome: 'invalid', errors };
    const document = { kind, version: version + 1, updatedAt: this.#options.now(), body };
    await this.#book.setDocument(id, document);
    await this.#sendDocument(id, kind);
    return { outcome: 'done', document };
  }

  async #sendDocument(id: string, kind: DocumentKind): Promise<void> {
    const document = this.#book.document(id, kind);
    if (!document) return;
    const { version, body } = document;
    await this.#send(id, `documents/${kind}`, JSON.stringify({ version, body }), true);
  }

  #send(edge: string, what: Down, payload: string, retain = false): Promise<void> {
    return this.#options.publish({ topic: downTopic(edge, what), payload, retain });
  }

  async #shown(ids: readonly string[]): Promise<readonly EdgeState[]> {
    const records = ids.flatMap((id) => this.#book.record(id) ?? []);
    const counts = records.length > 0 ? await this.#options.counts() : [];
    return records.map((record) => this.#book.stateOf(record, this.#connected.has(record.id), counts));
  }
}

/** A node that is no cloud has no edges. */
export const NO_EDGES: Edges = {
  list: async () => [],
  get: async () => undefined,
  document: async () => undefined,
  setDocument: async () => ({ outcome: 'unknown-edge' }),
};
