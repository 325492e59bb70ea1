/** Owns turning what is known of edges, the uplink and the ledger into what REST shows, field by field. */
import type * as runtime from '../runtime/edges/port.ts';
import type { LedgerRow } from '../runtime/vocabulary.ts';
import type { Backlog, Edge, EdgeDocument, EdgeDocumentState, Uplink } from './edge-resources.ts';
import type { Loss } from './ledger-resources.ts';
import { timestamp } from './times.ts';

export function showEdge(edge: runtime.EdgeState): Edge {
  const { id, connected, lastSeen, epoch, clockSkew, backlog, documents } = edge;
  const { taken, handedOver, kept, lost, received, duplicates } = edge;
  return {
    id,
    connected,
    lastSeen: timestamp(lastSeen),
    epoch,
    clockSkewMs: clockSkew,
    backlog: showBacklog(backlog),
    books: { taken, handedOver, kept, lost, received, duplicates },
    documents: documents.map(showDocumentState),
  };
}

export function showDocument({ kind, version, updatedAt, body }: runtime.EdgeDocument): EdgeDocument {
  return { kind, version, updatedAt: timestamp(updatedAt), body };
}

export function showUplink(uplink: runtime.UplinkState): Uplink {
  const { edge, url, connected, since, trouble, backlog, taken, handedOver, kept, lost } = uplink;
  return {
    edge,
    url,
    connected,
    since: timestamp(since),
    ...(trouble !== undefined && { trouble }),
    backlog: showBacklog(backlog),
    books: { taken, handedOver, kept, lost },
  };
}

export function showLoss({ n, at, edge, first, last, readings, values, reader, reason }: LedgerRow): Loss {
  return {
    n,
    at: timestamp(at),
    ...(edge !== undefined && { edge }),
    first,
    last,
    readings,
    values,
    reader,
    reason,
  };
}

function showBacklog({ entries, bytes, oldestAt, rate, drainMs }: runtime.Backlog): Backlog {
  return {
    entries,
    bytes,
    ...(oldestAt !== undefined && { oldestAt: timestamp(oldestAt) }),
    ratePerSecond: rate,
    ...(drainMs !== undefined && { drainSeconds: drainMs / 1000 }),
  };
}

function showDocumentState(document: runtime.EdgeDocumentState): EdgeDocumentState {
  const { kind, wanted, applied, refused } = document;
  return {
    kind,
    wanted,
    applied,
    ...(refused && { refused: { version: refused.version, reason: refused.reason } }),
  };
}
