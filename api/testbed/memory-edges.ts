/** Owns the edges port over maps, for API tests: edges are put in by hand, documents are set through the port. */
import type {
  DocumentKind,
  DocumentOutcome,
  EdgeDocument,
  EdgeState,
  Edges,
  UplinkState,
} from '../../runtime/edges/port.ts';

/** When every document was last changed. */
const CHANGED_AT = Date.parse('2026-03-01T12:00:00.000Z');

export interface KnownEdges {
  readonly states: Map<string, EdgeState>;
  /** By `{edge}/{kind}`. */
  readonly documents: Map<string, EdgeDocument>;
}

export function memoryEdges({ states, documents }: KnownEdges, check: () => void): Edges {
  const set = (id: string, kind: DocumentKind, body: unknown): EdgeDocument => {
    const version = (documents.get(`${id}/${kind}`)?.version ?? 0) + 1;
    const document = { kind, version, updatedAt: CHANGED_AT, body };
    documents.set(`${id}/${kind}`, document);
    return document;
  };
  return {
    async list({ limit, after }) {
      check();
      const sorted = [...states.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      return sorted.filter(({ id }) => after === undefined || id > after).slice(0, limit);
    },
    async get(id) {
      check();
      return states.get(id);
    },
    async document(id, kind) {
      check();
      return documents.get(`${id}/${kind}`);
    },
    async setDocument(id, { kind, body, expected }): Promise<DocumentOutcome> {
      check();
      if (!states.has(id)) return { outcome: 'unknown-edge' };
      const errors = kind === 'models' ? [] : wrong(body);
      if (errors.length > 0) return { outcome: 'invalid', errors };
      const version = documents.get(`${id}/${kind}`)?.version ?? 0;
      if (expected !== undefined && expected !== version) return { outcome: 'conflict', version };
      return { outcome: 'done', document: set(id, kind, body) };
    },
  };
}

/** Enough of a check to be refused by: a list of objects that each name their sensors. */
function wrong(body: unknown): { path: string; message: string }[] {
  if (!Array.isArray(body)) return [{ path: '', message: 'must be a list' }];
  return body.flatMap((item: unknown, i) =>
    typeof item === 'object' && item !== null && 'sensors' in item
      ? []
      : [{ path: `[${i}].sensors`, message: 'is missing' }],
  );
}

export function edgeState(id: string, more: Partial<EdgeState> = {}): EdgeState {
  return {
    id,
    connected: true,
    lastSeen: CHANGED_AT,
    epoch: 'e1',
    clockSkew: 0,
    backlog: { entries: 0, bytes: 0, rate: 0 },
    taken: 0,
    handedOver: 0,
    kept: 0,
    received: 0,
    duplicates: 0,
    lost: 0,
    documents: [],
    ...more,
  };
}

export function uplinkState(more: Partial<UplinkState> = {}): UplinkState {
  return {
    edge: 'gw',
    url: 'mqtts://cloud.example:8883',
    connected: true,
    since: CHANGED_AT,
    backlog: { entries: 0, bytes: 0, rate: 0 },
    taken: 0,
    handedOver: 0,
    kept: 0,
    lost: 0,
    ...more,
  };
}
