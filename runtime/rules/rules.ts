/** Owns the rules of a node as the API changes them: kept in state.db beside those of the configuration, in force at once. */
import { Unavailable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { StateStore } from '../state/port.ts';
import type { EpochMs, Rule } from '../vocabulary.ts';
import type { OwnedRule, RuleOutcome, RuleSource, Rules } from './port.ts';

export interface RulesOptions {
  readonly state: Pick<StateStore, 'documents' | 'commit'>;
  readonly now: () => EpochMs;
  /** Not changed here: those of the configuration, and on an edge with a cloud what that has pushed. */
  readonly given: () => readonly { readonly rule: Rule; readonly source: Exclude<RuleSource, 'api'> }[];
  /** A cloud owns the rules of this edge: none are made here, and those made before do not count. */
  readonly ownedByCloud: boolean;
  readonly log: Log;
}

export interface RuleBook extends Rules {
  /** All that are in force. */
  inForce(): readonly Rule[];
  /** From now on `setRules` is told of every change; it resolves when the change is in force. */
  follow(setRules: (rules: readonly Rule[]) => Promise<void>): void;
}

const PREFIX = 'rule/';
const MOST_RULES = 1000;

interface Kept {
  readonly body: unknown;
  readonly version: number;
  readonly updatedAt: EpochMs;
}

/** With those made before this start. Throws Unavailable when state.db cannot be read. */
export async function openRules({ state, now, given, ownedByCloud, log }: RulesOptions): Promise<RuleBook> {
  const own = new Map<string, OwnedRule>();
  for (const { name, json } of await state.documents(PREFIX)) {
    const { body, version, updatedAt }: Kept = JSON.parse(json);
    const [rule] = (await read(body)).rules;
    if (rule && !ownedByCloud) own.set(rule.id, { rule, source: 'api', version, updatedAt });
    else log.warn({ rule: name.slice(PREFIX.length) }, 'a rule made through the API does not count');
  }
  let apply: (rules: readonly Rule[]) => Promise<void> = async () => {};
  let last: Promise<unknown> = Promise.resolve();
  /** One at a time: what a change is checked against must still be there when it is made. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
  const foreign = () => given().map((one): OwnedRule => ({ ...one, version: 1 }));
  /** The configuration may have got one of the same id since. */
  const mine = () => [...own.values()].filter((one) => !given().some(({ rule }) => rule.id === one.rule.id));
  const find = (id: string) => foreign().find(({ rule }) => rule.id === id) ?? own.get(id);
  const inForce = () => [...given().map(({ rule }) => rule), ...mine().map(({ rule }) => rule)];
  const save = async (id: string, kept: Kept | undefined, rule?: OwnedRule) => {
    const json = kept === undefined ? null : JSON.stringify(kept);
    await state.commit({ documents: [{ name: PREFIX + id, json }] });
    if (rule) own.set(id, rule);
    else own.delete(id);
    await apply(inForce()).catch((error: unknown) => {
      if (!(error instanceof Unavailable)) throw error;
      // It is durable, so it has happened: a node that is stopping works by it from its next start on.
      log.warn({ rule: id, reason: error.message }, 'a rule is in force only after the next start');
    });
  };
  const put = async (rule: Rule, body: unknown, version: number): Promise<RuleOutcome> => {
    const kept: Kept = { body, version, updatedAt: now() };
    const made: OwnedRule = { rule, source: 'api', version, updatedAt: kept.updatedAt };
    await save(rule.id, kept, made);
    return { outcome: 'done', rule: made };
  };
  const refusal = (id: string, expected: number | undefined): RuleOutcome | undefined => {
    const found = find(id);
    if (!found) return { outcome: 'unknown' };
    const { source, version } = found;
    if (source !== 'api' || ownedByCloud)
      return { outcome: 'owned', source: ownedByCloud ? 'cloud' : source };
    return expected !== undefined && expected !== version ? { outcome: 'conflict', version } : undefined;
  };
  return {
    inForce,
    follow(setRules) {
      apply = setRules;
    },
    list: () => [...foreign(), ...mine()].toSorted((a, b) => (a.rule.id < b.rule.id ? -1 : 1)),
    get: find,
    create: (body) =>
      inTurn(async () => {
        const { rules, errors } = await read(body);
        const [rule] = rules;
        if (!rule) return { outcome: 'invalid', errors };
        if (ownedByCloud) return { outcome: 'owned', source: 'cloud' };
        const there = find(rule.id);
        if (there) return { outcome: 'taken', source: there.source };
        if (own.size >= MOST_RULES) return { outcome: 'invalid', errors: [TOO_MANY] };
        return await put(rule, body, 1);
      }),
    replace: (id, body, expected) =>
      inTurn(async () => {
        const { rules, errors } = await read(body);
        const [rule] = rules;
        if (!rule) return { outcome: 'invalid', errors };
        if (rule.id !== id) return { outcome: 'invalid', errors: [OTHER_ID] };
        return refusal(id, expected) ?? (await put(rule, body, (find(id)?.version ?? 0) + 1));
      }),
    remove: (id, expected) =>
      inTurn(async () => {
        const refused = refusal(id, expected);
        const found = find(id);
        if (refused || !found) return refused ?? { outcome: 'unknown' };
        await save(id, undefined);
        return { outcome: 'done', rule: found };
      }),
  };
}

const TOO_MANY = { path: '', message: `would be one more than ${MOST_RULES}; delete one first` };
const OTHER_ID = { path: 'id', message: 'must be the id in the path: a rule is not renamed' };

/** The one rule in `body`, or what is wrong with it, as it would be told of it in a file. */
async function read(body: unknown) {
  // Only when there is one: the grammar takes 7 MB, which an edge without such rules need not have.
  const { readRules } = await import('../config/documents.ts');
  const found = readRules([body]);
  if (found.ok) return { rules: found.rules, errors: [] };
  const errors = found.errors.map(({ path, message }) => ({
    path: path.replace(/^rules\[0\]\.?/, ''),
    message,
  }));
  return { rules: [], errors };
}
