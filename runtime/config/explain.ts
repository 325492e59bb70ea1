/** Owns telling a person what is wrong with a value and what is allowed there; never repeats a secret. */
import * as z from 'zod';
import { nearest } from './nearest.ts';
import { configSchema } from './schema.ts';

export interface Problem {
  readonly path: readonly PropertyKey[];
  /** What is wrong and what is allowed, to be read behind the path. */
  readonly text: string;
}

/** What is allowed at one place: the part of JSON Schema that our schema uses. */
type Allowed = z.core.JSONSchema.BaseSchema;

/** Values here are never shown; the URLs may hold a password. */
const SECRETS: readonly string[] = [
  'api.token',
  'history.token',
  'history.url',
  'sql.url',
  'uplink.password',
  'uplink.url',
];
const MAX_SHOWN = 60;

/** Each of the schema's complaints about `data`, one for each unknown key. */
export function explain(issues: readonly z.core.$ZodIssue[], data: unknown): readonly Problem[] {
  const root: Allowed = z.toJSONSchema(configSchema, { io: 'input' });
  return issues.flatMap((issue) => {
    const { allowed, value } = lookUp(root, data, issue.path);
    if (issue.code === 'unrecognized_keys') {
      const keys = Object.keys(allowed?.properties ?? {});
      return issue.keys.map((key) => ({ path: [...issue.path, key], text: unknownKey(key, keys) }));
    }
    const wish = issue.code === 'custom' ? issue.message : `must be ${describe(allowed)}`;
    return [{ path: issue.path, text: `${shown(issue.path, value, allowed)}${wish}` }];
  });
}

/** `rules[0].for` */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text && '.'}${String(part)}`),
    '',
  );
}

function unknownKey(key: string, allowed: readonly string[]): string {
  const meant = nearest(key, allowed);
  return `unknown key; ${meant ? `did you mean ${meant}? ` : ''}allowed: ${allowed.join(', ')}`;
}

/** Follows `path` through schema and data alike; a union goes the way the word says that tells its branches apart. */
function lookUp(
  root: Allowed,
  data: unknown,
  path: readonly PropertyKey[],
): { readonly allowed: Allowed | undefined; readonly value: unknown } {
  let allowed: Allowed | undefined = chosen(root, data);
  let value = data;
  for (const part of path) {
    const next: unknown = typeof part === 'number' ? allowed?.items : allowed?.properties?.[String(part)];
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
    allowed = isSchema(next) ? chosen(next, value) : undefined;
  }
  return { allowed, value };
}

function chosen(allowed: Allowed, value: unknown): Allowed {
  const branches = (allowed.oneOf ?? []).filter(isSchema);
  const key = Object.keys(branches[0]?.properties ?? {}).find((name) =>
    branches.every((branch) => wordAt(branch, name) !== undefined),
  );
  if (key === undefined) return allowed;
  const words = branches.flatMap((branch) => wordAt(branch, key) ?? []);
  const wanted = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  const branch =
    branches.find((one) => wordAt(one, key) === wanted) ??
    branches.find((one) => wanted === undefined && isDefault(one, key));
  if (branch !== undefined) return branch;
  const [first, ...others] = branches.map(({ properties }) => Object.entries(properties ?? {}));
  const shared = first?.filter(([name]) => others.every((other) => other.some(([same]) => same === name)));
  return {
    type: 'object',
    properties: { ...Object.fromEntries(shared ?? []), [key]: { type: 'string', enum: words } },
  };
}

/** The only word a branch allows at `key`. */
function wordAt({ properties }: Allowed, key: string): string | undefined {
  const at = properties?.[key];
  return isSchema(at) && typeof at.const === 'string' ? at.const : undefined;
}

/** True for the branch that is meant when nothing stands at `key`. */
function isDefault({ properties }: Allowed, key: string): boolean {
  const at = properties?.[key];
  return isSchema(at) && at.default !== undefined;
}

function isSchema(node: unknown): node is Allowed {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

function describe(allowed: Allowed | undefined): string {
  if (allowed?.description) return allowed.description;
  const words = allowed?.enum ?? (allowed?.const === undefined ? undefined : [allowed.const]);
  if (words) return words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`;
  switch (allowed?.type) {
    case 'object':
      return `a group of ${Object.keys(allowed.properties ?? {}).join(', ')}`;
    case 'array':
      return 'a list';
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `a whole number from ${allowed.minimum} to ${allowed.maximum}`;
    case 'number':
      return allowed.minimum === undefined ? 'a number' : `a number of at least ${allowed.minimum}`;
    default:
      return 'a text that is not empty';
  }
}

function shown(path: readonly PropertyKey[], value: unknown, allowed: Allowed | undefined): string {
  if (value === undefined) return 'is missing; ';
  // Where a group belongs a bare value may be a misplaced secret.
  if (typeof value === 'object' || allowed?.type === 'object' || SECRETS.includes(path.join('.'))) return '';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return `${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text} `;
}
