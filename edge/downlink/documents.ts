/** Owns what the cloud sends for this edge to work by: each kind validated, applied, remembered, reported. */
import { DOCUMENT_KINDS, type DocumentKind } from '../../runtime/edges/port.ts';
import type { Report } from '../../runtime/edges/protocol.ts';
import { messageOf, Rejected } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { StateStore } from '../../runtime/state/port.ts';

/** How one kind of document is put to work; throws Rejected with the reason when it cannot be. */
export type Appliers = Readonly<Record<DocumentKind, (body: unknown) => Promise<void>>>;

export interface DocumentsOptions {
  readonly state: Pick<StateStore, 'document' | 'commit'>;
  readonly apply: Appliers;
  readonly log: Log;
}

export interface Documents {
  /** What was applied before is applied again; call it before the first reading is looked at. */
  restore(): Promise<void>;
  /** A document has come; resolves when it is applied or refused, durably. */
  take(kind: DocumentKind, payload: Buffer): Promise<void>;
  report(): Report['documents'];
}

interface Kept {
  readonly version: number;
  readonly body: unknown;
  readonly refused?: { readonly version: number; readonly reason: string };
}

const NONE: Kept = { version: 0, body: undefined };

export function createDocuments({ state, apply, log }: DocumentsOptions): Documents {
  const kept = new Map<DocumentKind, Kept>();
  const keep = async (kind: DocumentKind, value: Kept) => {
    await state.commit({ documents: [{ name: nameOf(kind), json: JSON.stringify(value) }] });
    kept.set(kind, value);
  };
  const refuse = async (kind: DocumentKind, version: number, reason: string) => {
    log.warn({ kind, version, reason }, 'a document from the cloud is refused');
    await keep(kind, { ...(kept.get(kind) ?? NONE), refused: { version, reason } });
  };
  return {
    async restore() {
      for (const kind of DOCUMENT_KINDS) {
        const text = await state.document(nameOf(kind));
        if (text === undefined) continue;
        const value: Kept = JSON.parse(text);
        kept.set(kind, value);
        if (value.version === 0) continue;
        // This release, or this node's own file, may find wrong what an earlier one took.
        const problem = await problemOf(() => apply[kind](value.body));
        if (problem) await refuse(kind, value.version, problem);
      }
    },
    async take(kind, payload) {
      const document = parsed(payload);
      if (document === undefined) return await refuse(kind, 0, 'it is not {version, body} in JSON');
      const { version, body } = document;
      const known = kept.get(kind) ?? NONE;
      if (known.version === version && known.refused === undefined) return;
      if (known.refused?.version === version) return;
      const problem = await problemOf(() => apply[kind](body));
      if (problem) return await refuse(kind, version, problem);
      await keep(kind, { version, body });
      log.info({ kind, version }, 'a document from the cloud is applied');
    },
    report: () =>
      DOCUMENT_KINDS.map((kind) => {
        const { version, refused } = kept.get(kind) ?? NONE;
        return { kind, applied: version, ...(refused && { refused }) };
      }),
  };
}

function nameOf(kind: DocumentKind): string {
  return `uplink/documents/${kind}`;
}

async function problemOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Rejected) return messageOf(error);
    throw error;
  }
}

function parsed(payload: Buffer): { readonly version: number; readonly body: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(payload.toString());
    if (typeof value !== 'object' || value === null || !('version' in value) || !('body' in value))
      return undefined;
    const { version, body } = value;
    return Number.isSafeInteger(version) && Number(version) > 0
      ? { version: Number(version), body }
      : undefined;
  } catch {
    return undefined;
  }
}
