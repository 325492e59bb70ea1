/** Owns the shapes the REST API answers with about tokens, users and the audit. Holds no behaviour. */
import type { Scope } from '../runtime/access/port.ts';
import type { Timestamp } from './resources.ts';

/** A token without its secret, which is kept nowhere. */
export interface Token {
  /** @example "0123456789abcdef" */
  readonly id: string;
  /** @example "grafana" */
  readonly name: string;
  readonly scope: Scope;
  readonly createdAt: Timestamp;
  /** Absent = never. */
  readonly expiresAt?: Timestamp;
  /**
   * Who made it; absent for the node's own token.
   * @example "token:operator"
   */
  readonly createdBy?: string;
  /** `node`: of the configuration or the first start, and changed there. */
  readonly source: 'node' | 'api';
}

export interface CreatedToken extends Token {
  /**
   * The secret, shown this once.
   * @example "anemos_0123456789abcdef_3q2-7wABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijk"
   */
  readonly token: string;
}

export interface TokenPage {
  readonly items: readonly Token[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/** Somebody who may log in by MQTT. */
export interface User {
  /** @example "farm1-gateway" */
  readonly name: string;
}

export interface CreatedUser extends User {
  /**
   * Shown this once.
   * @example "mTn1w0x3Jq9Zt5bK7cRfVgAa"
   */
  readonly password: string;
}

export interface UserPage {
  readonly items: readonly User[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/** One change that somebody made through the API. */
export interface AuditRow {
  /**
   * Grows by one a row.
   * @isLong
   */
  readonly n: number;
  readonly at: Timestamp;
  /**
   * The token it was made with.
   * @example "token:operator"
   */
  readonly by: string;
  /**
   * The operation.
   * @example "replaceRule"
   */
  readonly action: string;
  /** @example "/rules/hot" */
  readonly target: string;
  /** The id of the request, as in the answer's `X-Request-Id`. */
  readonly request: string;
  /**
   * The target's version before; 0 when it was not there, absent when it has none.
   * @isInt
   */
  readonly before?: number;
  /**
   * The target's version after; 0 when it is gone, absent when it has none.
   * @isInt
   */
  readonly after?: number;
}

export interface AuditPage {
  readonly items: readonly AuditRow[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
}
