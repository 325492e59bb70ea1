/** Owns the tokens of the API: made, hashed, kept in state.db, found again, revoked. Asks for none. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { StateStore } from '../state/port.ts';
import type { EpochMs } from '../vocabulary.ts';
import type { Identity, NewToken, Token, Tokens } from './port.ts';

export interface TokensOptions {
  readonly state: Pick<StateStore, 'documents' | 'commit'>;
  /** The secret of the node's own token, an admin. */
  readonly own: string;
  readonly now: () => EpochMs;
}

/** A token as it is kept. A secret has 256 random bits, so one round of SHA-256 is all its hash needs. */
interface Kept {
  readonly token: Token;
  readonly hash: Buffer;
}

const PREFIX = 'token/';
const OWN = 'node';
const MOST_TOKENS = 1000;
const SECRET_BYTES = 32;
const ID_BYTES = 8;
/** The id in front finds the hash to compare with, so that no secret is searched for. */
const SECRET = /^anemos_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/** With those made before this start. Throws Unavailable when state.db cannot be read. */
export async function openTokens({ state, own, now }: TokensOptions): Promise<Tokens> {
  const node: Token = { id: OWN, name: 'operator', scope: 'admin', createdAt: now(), source: 'node' };
  const kept = new Map<string, Kept>([[OWN, { token: node, hash: digest(own) }]]);
  for (const { json } of await state.documents(PREFIX)) {
    const { token, hash }: { token: Token; hash: string } = JSON.parse(json);
    kept.set(token.id, { token, hash: Buffer.from(hash, 'base64') });
  }
  const alive = (found: Kept | undefined): Identity | undefined => {
    if (!found || (found.token.expiresAt ?? Infinity) <= now()) return undefined;
    const { id, name, scope } = found.token;
    return { id, name, scope };
  };
  return {
    identify(secret) {
      const given = digest(secret);
      const [, id = OWN] = SECRET.exec(secret) ?? [];
      const found = kept.get(id);
      // The node's own secret may have any form.
      const candidates = [kept.get(OWN), found].filter((one) => one !== undefined);
      return alive(candidates.filter(({ hash }) => timingSafeEqual(hash, given)).at(-1));
    },
    known: (id) => alive(kept.get(id)),
    list: () => [...kept.values()].map(({ token }) => token),
    async add(wanted) {
      if (kept.size >= MOST_TOKENS) return { outcome: 'full', most: MOST_TOKENS };
      if ([...kept.values()].some(({ token }) => token.name === wanted.name)) return { outcome: 'taken' };
      const { token, secret } = made(wanted, now());
      const hash = digest(secret);
      // In the map at once, so that a second one of this name is refused while this one is being written.
      kept.set(token.id, { token, hash });
      const json = JSON.stringify({ token, hash: hash.toString('base64') });
      try {
        await state.commit({ documents: [{ name: PREFIX + token.id, json }] });
      } catch (error) {
        kept.delete(token.id);
        throw error;
      }
      return { outcome: 'done', token, secret };
    },
    async revoke(id) {
      if (id === OWN) return 'fixed';
      if (!kept.has(id)) return 'unknown';
      await state.commit({ documents: [{ name: PREFIX + id, json: null }] });
      kept.delete(id);
      return 'done';
    },
  };
}

function made(
  { name, scope, expiresAt, createdBy }: NewToken,
  createdAt: EpochMs,
): { readonly token: Token; readonly secret: string } {
  const id = randomBytes(ID_BYTES).toString('hex');
  const token: Token = {
    ...{ id, name, scope, createdAt, createdBy, source: 'api' },
    ...(expiresAt !== undefined && { expiresAt }),
  };
  return { token, secret: `anemos_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}` };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
