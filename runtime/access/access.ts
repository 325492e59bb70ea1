/** Owns putting together who may use a node and the record of what they do. */
import type { Log } from '../log.ts';
import type { Secrets, SecretsConfig } from '../secrets.ts';
import type { StateStore } from '../state/port.ts';
import { createAudit } from './audit.ts';
import type { Audit, Tokens, Users } from './port.ts';
import { openTokens } from './tokens.ts';
import { createUsers } from './users.ts';

export interface AccessOptions {
  readonly state: Pick<StateStore, 'documents' | 'commit' | 'audit'>;
  readonly config: Pick<SecretsConfig, 'dataDir' | 'mqtt'>;
  readonly secrets: Pick<Secrets, 'apiToken' | 'passwordFile'>;
  readonly log: Log;
}

export interface Access {
  readonly tokens: Tokens;
  readonly users: Users;
  readonly audit: Audit;
}

/** Throws Unavailable when state.db cannot be read. */
export async function openAccess({ state, config, secrets, log }: AccessOptions): Promise<Access> {
  return {
    tokens: await openTokens({ state, own: secrets.apiToken, now: Date.now }),
    users: createUsers({ config, passwordFile: secrets.passwordFile }),
    audit: createAudit({ state, log }),
  };
}
