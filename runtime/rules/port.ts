/** Owns what may be done with a node's rules: its own stay as they are, others come and go. Holds no behaviour. */
import type { EpochMs, Rule } from '../vocabulary.ts';

/** `config`: of the node's configuration; `cloud`: pushed to this edge; `api`: kept here, and the only ones changed here. */
export type RuleSource = 'config' | 'cloud' | 'api';

export interface OwnedRule {
  readonly rule: Rule;
  readonly source: RuleSource;
  /** Grows by one with each change; 1 for those that are not changed here. */
  readonly version: number;
  /** Absent for those that are not changed here. */
  readonly updatedAt?: EpochMs;
}

/** How a change of a rule ended. */
export type RuleOutcome =
  | { readonly outcome: 'done'; readonly rule: OwnedRule }
  | { readonly outcome: 'unknown' }
  /** A rule of this id is there. */
  | { readonly outcome: 'taken'; readonly source: RuleSource }
  /** Its owner is another one. */
  | { readonly outcome: 'owned'; readonly source: RuleSource }
  /** Somebody else changed it: `version` is there now. */
  | { readonly outcome: 'conflict'; readonly version: number }
  | {
      readonly outcome: 'invalid';
      /** Paths within the rule. */
      readonly errors: readonly { readonly path: string; readonly message: string }[];
    };

/** Each change is durable and in force when it resolves. `body`: a rule as it would stand in a configuration. */
export interface Rules {
  /** Sorted by id. */
  list(): readonly OwnedRule[];
  get(id: string): OwnedRule | undefined;
  create(body: unknown): Promise<RuleOutcome>;
  /** `expected`: the version it replaces; absent = whatever is there. */
  replace(id: string, body: unknown, expected?: number): Promise<RuleOutcome>;
  remove(id: string, expected?: number): Promise<RuleOutcome>;
}
