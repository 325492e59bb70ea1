/** Owns what is remembered of each edge across restarts: its last words, and the documents it is to work by. */
import type { StateStore } from '../state/port.ts';
import type { EpochMs } from '../vocabulary.ts';
import { DOCUMENT_KINDS, type DocumentKind, type EdgeDocument, type EdgeState } from './port.ts';
import type { Report } from './protocol.ts';

export interface EdgeRecord {
  readonly id: string;
  readonly lastSeen: EpochMs;
  readonly epoch: string;
  readonly clockSkew: number;
  readonly report: Report | null;
}

/** What the journal has counted of an edge's epoch. */
export interface EdgeCounts {
  readonly edge: string;
  readonly epoch: string;
  readonly entries: number;
  readonly duplicates: number;
  readonly lost: number;
}

type BookStore = Pick<StateStore, 'documents' | 'commit'>;

const RECORD = 'edges/record/';
const DOCUMENT = 'edges/document/';
/** ms between two writes of what only says when an edge was last seen. */
const NOTE_EVERY = 10_000;
const EMPTY = { entries: 0, bytes: 0, rate: 0 };

export class EdgeBook {
  readonly #state: BookStore;
  readonly #records: Map<string, EdgeRecord>;
  readonly #documents: Map<string, EdgeDocument>;
  /** When each record was last written. */
  readonly #noted = new Map<string, EpochMs>();

  private constructor(
    state: BookStore,
    records: Map<string, EdgeRecord>,
    documents: Map<string, EdgeDocument>,
  ) {
    this.#state = state;
    this.#records = records;
    this.#documents = documents;
  }

  static async open(state: BookStore): Promise<EdgeBook> {
    const records = await state.documents(RECORD);
    const documents = await state.documents(DOCUMENT);
    return new EdgeBook(
      state,
      new Map(records.map(({ name, json }) => [name.slice(RECORD.length), JSON.parse(json)])),
      new Map(documents.map(({ name, json }) => [name, JSON.parse(json)])),
    );
  }

  /** Ascending. */
  ids(): readonly string[] {
    return [...this.#records.keys()].sort();
  }

  record(id: string): EdgeRecord | undefined {
    return this.#records.get(id);
  }

  /** `lazily`: it may be forgotten by a crash. */
  async note(record: EdgeRecord, lazily = false): Promise<void> {
    const { id, lastSeen } = record;
    this.#records.set(id, record);
    if (lazily && lastSeen - (this.#noted.get(id) ?? 0) < NOTE_EVERY) return;
    this.#noted.set(id, lastSeen);
    await this.#state.commit({ documents: [{ name: `${RECORD}${id}`, json: JSON.stringify(record) }] });
  }

  document(id: string, kind: DocumentKind): EdgeDocument | undefined {
    return this.#documents.get(nameOf(id, kind));
  }

  async setDocument(id: string, document: EdgeDocument): Promise<void> {
    const name = nameOf(id, document.kind);
    await this.#state.commit({ documents: [{ name, json: JSON.stringify(document) }] });
    this.#documents.set(name, document);
  }

  stateOf(
    { id, lastSeen, epoch, clockSkew, report }: EdgeRecord,
    connected: boolean,
    counts: readonly EdgeCounts[],
  ): EdgeState {
    const sum = (of: (count: EdgeCounts) => number) =>
      counts.reduce((total, count) => total + (count.edge === id ? of(count) : 0), 0);
    const { backlog = EMPTY, taken = 0, handedOver = 0, kept = 0, documents = [] } = report ?? {};
    return {
      ...{ id, connected, lastSeen, epoch, clockSkew, backlog, taken, handedOver, kept },
      received: sum(({ entries }) => entries),
      duplicates: sum(({ duplicates }) => duplicates),
      lost: Math.max(0, ...counts.filter(({ edge }) => edge === id).map(({ lost }) => lost)),
      documents: DOCUMENT_KINDS.map((kind) => {
        const { applied = 0, refused } = documents.find((said) => said.kind === kind) ?? {};
        const wanted = this.document(id, kind)?.version ?? 0;
        return { kind, wanted, applied, ...(refused && { refused }) };
      }),
    };
  }
}

function nameOf(id: string, kind: DocumentKind): string {
  return `${DOCUMENT}${id}/${kind}`;
}
