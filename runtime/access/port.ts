/** Owns who may do what with a node, and the record of what they changed. Holds no behaviour. */
import type { EpochMs } from '../vocabulary.ts';

/** Each holds those before it: who may operate may read, an admin may do both. */
export const SCOPES = ['read', 'operate', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Whoever asks, as a token or a session says. */
export interface Identity {
  /** Of the token. */
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
}

/** A token without its secret, which is kept nowhere. */
export interface Token extends Identity {
  readonly createdAt: EpochMs;
  /** Absent = never. */
  readonly expiresAt?: EpochMs;
  /** Who made it; absent for the node's own token. */
  readonly createdBy?: string;
  /** `node`: of the configuration or of the first start; changed there and not here. */
  readonly source: 'node' | 'api';
}

export interface NewToken {
  readonly name: string;
  readonly scope: Scope;
  readonly expiresAt?: EpochMs;
  readonly createdBy: string;
}

export type AddTokenOutcome =
  | { readonly outcome: 'done'; readonly token: Token; readonly secret: string }
  /** A token of this name is there. */
  | { readonly outcome: 'taken' }
  /** As many as may be are there. */
  | { readonly outcome: 'full'; readonly most: number };

export interface Tokens {
  /** Who a secret belongs to; takes equally long for every wrong one. Undefined too when it is expired or revoked. */
  identify(secret: string): Identity | undefined;
  /** The same by the token's id, for sessions. */
  known(id: string): Identity | undefined;
  list(): readonly Token[];
  add(token: NewToken): Promise<AddTokenOutcome>;
  /** `fixed`: the node's own token is not revoked here. */
  revoke(id: string): Promise<'done' | 'unknown' | 'fixed'>;
}

/** One change that somebody asked for and got. */
export interface AuditNote {
  readonly at: EpochMs;
  /** The name of the token. */
  readonly by: string;
  /** The operation, e.g. `replaceRule`. */
  readonly action: string;
  /** What it was done to, e.g. `/rules/hot`. */
  readonly target: string;
  /** The id the request had. */
  readonly request: string;
  /** Versions of the target; absent where it has none, 0 for one that was not there. */
  readonly before?: number;
  readonly after?: number;
}

export interface AuditRow extends AuditNote {
  /** Grows by one a row. */
  readonly n: number;
}

export interface Audit {
  record(note: AuditNote): Promise<void>;
  /** Newest first, continuing behind row `before`. */
  list(query: { readonly limit: number; readonly before?: number }): Promise<readonly AuditRow[]>;
}

export interface Users {
  /** Names of those who may log in by MQTT, ascending. */
  list(): Promise<readonly string[]>;
  /** `invalid`: why it cannot be a name. */
  add(
    name: string,
  ): Promise<
    | { readonly outcome: 'done'; readonly password: string }
    | { readonly outcome: 'taken' }
    | { readonly outcome: 'invalid'; readonly reason: string }
  >;
  /** `last`: a node without any user would let nobody in, not even later. */
  remove(name: string): Promise<'done' | 'unknown' | 'last'>;
}
