/** Owns what a cloud knows of its edges and what it sends down to them; batches never come by here (broker, journal). */
import { messageOf, Unavailable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { StateStore } from '../state/port.ts';
import type { EpochMs } from '../vocabulary.ts';
import { CommandPost } from './command-post.ts';
import {
  DOCUMENT_KINDS,
  type DocumentKind,
  type DocumentOutcome,
  type EdgeDocument,
  type EdgeState,
  type Edges,
} from './port.ts';
import { type Down, downTopic, type EdgeNotice, type Report } from './protocol.ts';

/** What the journal has counted of an edge's epoch. */
export interface EdgeCounts {
  readonly edge: string;
  readonly epoch: string;
  readonly entries: number;
  readonly duplicates: number;
  readonly lost: number;
}

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
  readonly check: (kind: DocumentKind, body: unknown) => Problems;
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

/** What is remembered of an edge across restarts. */
interface EdgeRecord {
  readonly id: string;
  readonly lastSeen: EpochMs;
  readonly epoch: string;
  readonly clockSkew: number;
  readonly report: Report | null;
}

const RECORD = 'edges/record/';
const DOCUMENT = 'edges/document/';
/** ms between two writes of what only says when an edge was last seen. */
const NOTE_EVERY = 10_000;
const EMPTY = { entries: 0, bytes: 0, rate: 0 };

export async function openEdges(options: EdgesOptions): Promise<EdgesPart> {
  const { state } = options;
  const records = await state.documents(RECORD);
  const documents = await state.documents(DOCUMENT);
  return new Running(
    options,
    records.map(({ json }): EdgeRecord => JSON.parse(json)),
    documents.map(({ name, json }): [string, EdgeDocument] => [name, JSON.parse(json)]),
  );
}

class Running implements EdgesPart {
  readonly edges: Edges;
  readonly failed: Promise<never>;
  readonly #options: EdgesOptions;
  readonly #records = new Map<string, EdgeRecord>();
  readonly #documents: Map<string, EdgeDocument>;
  readonly #connected = new Set<string>();
  readonly #noted = new Map<string, number>();
  readonly #commands: CommandPost;
  readonly #failure = Promise.withResolvers<never>();
  /** What comes of notices is done one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(
    options: EdgesOptions,
    records: readonly EdgeRecord[],
    documents: readonly (readonly [string, EdgeDocument])[],
  ) {
    this.#options = options;
    for (const record of records) this.#records.set(record.id, record);
    this.#documents = new Map(documents);
    this.failed = this.#failure.promise;
    this.failed.catch(() => {});
    this.#commands = new CommandPost({
      state: options.state,
      send: (edge, commands) => this.#send(edge, 'commands', JSON.stringify(commands)),
      now: options.now,
    });
    this.edges = {
      list: async ({ limit, after }) => {
        const ids = [...this.#records.keys()].sort().filter((id) => after === undefined || id > after);
        return await this.#shown(ids.slice(0, limit));
      },
      get: async (id) => (await this.#shown(this.#records.has(id) ? [id] : []))[0],
      document: async (id, kind) => this.#documents.get(nameOf(id, kind)),
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
    const known = this.#records.get(id);
    switch (notice.kind) {
      case 'connected':
        this.#connected.add(id);
        return;
      case 'disconnected':
        this.#connected.delete(id);
        if (known) await this.#note({ ...known, lastSeen: at });
        return;
      case 'hello': {
        const { epoch, now } = notice.hello;
        this.#connected.add(id);
        await this.#note({ id, lastSeen: at, epoch, clockSkew: now - at, report: known?.report ?? null });
        if (!known) await this.#commands.begin(id);
        for (const kind of DOCUMENT_KINDS) await this.#sendDocument(id, kind);
        return;
      }
      case 'report': {
        if (!known) return;
        const { report } = notice;
        const news = JSON.stringify(known.report?.documents) !== JSON.stringify(report.documents);
        await this.#note({ ...known, lastSeen: at, report }, !news);
        await this.#commands.confirmed(id, report.commands);
      }
    }
  }

  /** `lazily`: it may be forgotten by a crash. */
  async #note(record: EdgeRecord, lazily = false): Promise<void> {
    const { id } = record;
    this.#records.set(id, record);
    const now = this.#options.now();
    if (lazily && now - (this.#noted.get(id) ?? 0) < NOTE_EVERY) return;
    this.#noted.set(id, now);
    await this.#options.state.commit({
      documents: [{ name: `${RECORD}${id}`, json: JSON.stringify(record) }],
    });
  }

  async #setDocument(
    id: string,
    { kind, body, expected }: Parameters<Edges['setDocument']>[1],
  ): Promise<DocumentOutcome> {
    if (!this.#records.has(id)) return { outcome: 'unknown-edge' };
    const version = this.#documents.get(nameOf(id, kind))?.version ?? 0;
    if (expected !== undefined && expected !== version) return { outcome: 'conflict', version };
    const errors = this.#options.check(kind, body);
    if (errors.length > 0) return { outcome: 'invalid', errors };
    const document = { kind, version: version + 1, updatedAt: this.#options.now(), body };
    const name = nameOf(id, kind);
    await this.#options.state.commit({ documents: [{ name, json: JSON.stringify(document) }] });
    this.#documents.set(name, document);
    await this.#sendDocument(id, kind);
    return { outcome: 'done', document };
  }

  async #sendDocument(id: string, kind: DocumentKind): Promise<void> {
    const document = this.#documents.get(nameOf(id, kind));
    if (!document) return;
    const { version, body } = document;
    await this.#send(id, `documents/${kind}`, JSON.stringify({ version, body }), true);
  }

  #send(edge: string, what: Down, payload: string, retain = false): Promise<void> {
    return this.#options.publish({ topic: downTopic(edge, what), payload, retain });
  }

  async #shown(ids: readonly string[]): Promise<readonly EdgeState[]> {
    const counts = ids.length > 0 ? await this.#options.counts() : [];
    return ids.flatMap((id) => {
      const record = this.#records.get(id);
      return record
        ? [
            this.#stateOf(
              record,
              counts.filter(({ edge }) => edge === id),
            ),
          ]
        : [];
    });
  }

  #stateOf({ id, lastSeen, epoch, clockSkew, report }: EdgeRecord, counts: readonly EdgeCounts[]): EdgeState {
    const sum = (of: (count: EdgeCounts) => number) => counts.reduce((total, count) => total + of(count), 0);
    const { backlog = EMPTY, taken = 0, handedOver = 0, kept = 0, documents = [] } = report ?? {};
    return {
      ...{
        id,
        connected: this.#connected.has(id),
        lastSeen,
        epoch,
        clockSkew,
        backlog,
        taken,
        handedOver,
        kept,
      },
      received: sum(({ entries }) => entries),
      duplicates: sum(({ duplicates }) => duplicates),
      lost: sum(({ lost }) => lost),
      documents: DOCUMENT_KINDS.map((kind) => {
        const { applied = 0, refused } = documents.find((said) => said.kind === kind) ?? {};
        const wanted = this.#documents.get(nameOf(id, kind))?.version ?? 0;
        return { kind, wanted, applied, ...(refused && { refused }) };
      }),
    };
  }
}

function nameOf(id: string, kind: DocumentKind): string {
  return `${DOCUMENT}${id}/${kind}`;
}

/** A node that is no cloud has no edges. */
export const NO_EDGES: Edges = {
  list: async () => [],
  get: async () => undefined,
  document: async () => undefined,
  setDocument: async () => ({ outcome: 'unknown-edge' }),
};
