/** Owns tokens, rules and the audit as a node has them, over a state that is in memory; and users over a set. */
import { createAudit } from '../../runtime/access/audit.ts';
import type { Audit, AuditNote, Tokens, Users } from '../../runtime/access/port.ts';
import { openTokens } from '../../runtime/access/tokens.ts';
import type { Log } from '../../runtime/log.ts';
import type { Rules } from '../../runtime/rules/port.ts';
import { openRules } from '../../runtime/rules/rules.ts';
import type { StateStore } from '../../runtime/state/port.ts';
import type { Rule } from '../../runtime/vocabulary.ts';

export const OWN_TOKEN = 'a-token-for-tests-0123456789';

export interface MemoryAccess {
  readonly rules: Rules;
  readonly tokens: Tokens;
  readonly users: Users;
  readonly audit: Audit;
}

/** Of the configuration. */
const OWN_RULE: Rule = {
  ...{ kind: 'threshold', id: 'own', sensors: '*', metric: 'temp', direction: 'below', limit: -40 },
  ...{ deadband: 1, forMs: 90_000, severity: 'MINOR' },
};

type MemoryState = Pick<StateStore, 'documents' | 'commit' | 'audit'>;

export async function memoryAccess(check: () => void, log: Log): Promise<MemoryAccess> {
  const state = memoryState(check);
  const given = () => [{ rule: OWN_RULE, source: 'config' as const }];
  return {
    rules: checked(await openRules({ state, now: Date.now, given, ownedByCloud: false, log }), check, [
      'list',
      'get',
    ]),
    tokens: checked(await openTokens({ state, own: OWN_TOKEN, now: Date.now }), check, ['list']),
    users: memoryUsers(check),
    audit: createAudit({ state, log }),
  };
}

/** What answers from memory meets no store; a test may have it fail all the same. */
function checked<T extends object>(part: T, check: () => void, methods: readonly (keyof T)[]): T {
  return new Proxy(part, {
    get(target, name) {
      if (methods.some((method) => method === name)) check();
      return Reflect.get(target, name);
    },
  });
}

function memoryState(check: () => void): MemoryState {
  const documents = new Map<string, string>();
  const notes: AuditNote[] = [];
  return {
    async documents(prefix) {
      check();
      const found = [...documents].filter(([name]) => name.startsWith(prefix));
      return found.map(([name, json]) => ({ name, json })).sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async commit({ documents: changes = [], audit = [] }) {
      check();
      for (const { name, json } of changes) {
        if (json === null) documents.delete(name);
        else documents.set(name, json);
      }
      notes.push(...audit);
      return [];
    },
    async audit({ limit, before = Infinity }) {
      check();
      const rows = notes.map((note, i) => ({ ...note, n: i + 1 })).filter(({ n }) => n < before);
      return rows.reverse().slice(0, limit);
    },
  };
}

function memoryUsers(check: () => void): Users {
  const names = new Set(['device', 'operator']);
  return {
    async list() {
      check();
      return [...names].sort();
    },
    async add(name) {
      check();
      if (/[:#\p{C}]/u.test(name)) return { outcome: 'invalid', reason: 'cannot be a user' };
      if (names.has(name)) return { outcome: 'taken' };
      names.add(name);
      return { outcome: 'done', password: 'p'.repeat(24) };
    },
    async remove(name) {
      check();
      if (!names.has(name)) return 'unknown';
      if (names.size === 1) return 'last';
      names.delete(name);
      return 'done';
    },
  };
}
