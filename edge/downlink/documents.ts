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
  /** Applied before this start, and found wrong at it. */
  const idle = new Set<DocumentKind>();
  /** What was refused since this start: another start may find it right, with another configuration. */
  const refusals = new Map<DocumentKind, string>();
  const keep = async (kind: DocumentKind, value: Kept) => {
    await state.commit({ documents: [{ name: nameOf(kind), json: JSON.stringify(value) }] });
    kept.set(kind, value);
  };
  const refuse = async (kind: DocumentKind, version: number, reason: string) => {
    log.warn({ kind, version, reason }, 'a document from the cloud is refused');
    await keep(kind, { ...(kept.get(kind) ?? NONE), refused: { version, reason } });
  };
  const isDone = (kind: DocumentKind, text: string) => {
    const { version, body, refused } = kept.get(kind) ?? NONE;
    const applied = refused === undefined && !idle.has(kind) && text === JSON.stringify({ version, body });
    return applied || refusals.get(kind) === text;
  };
  return {
    async restore() {
      for (const kind of DOCUMENT_KINDS) {
        const text = await state.document(nameOf(kind));
        if (text === undefined) continue;
        const value: Kept = JSON.parse(text);
        kept.set(kind, value);
        const { version, body, refused } = value;
        if (version === 0) continue;
        const reason = await problemOf(() => apply[kind](body));
        if (reason !== undefined) {
          idle.add(kind);
          await refuse(kind, version, reason);
        } else if (refused?.version === version) kept.set(kind, { version, body });
      }
    },
    async take(kind, payload) {
      const document = parsed(payload);
      if (document === undefined) return await refuse(kind, 0, 'it is not {version, body} in JSON');
      const { version, body } = document;
      // Another cloud may say something else under the same version.
      const text = JSON.stringify({ version, body });
      if (isDone(kind, text)) return;
      const reason = await problemOf(() => apply[kind](body));
      if (reason !== undefined) {
        await refuse(kind, version, reason);
        refusals.set(kind, text);
        return;
      }
      await keep(kind, { version, body });
      idle.delete(kind);
      refusals.delete(kind);
      log.info({ kind, version }, 'a document from the cloud is applied');
    },
    report: () =>
      DOCUMENT_KINDS.map((kind) => {
        const { version, refused } = kept.get(kind) ?? NONE;
        return { kind, applied: idle.has(kind) ? 0 : version, ...(refused && { refused }) };
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
