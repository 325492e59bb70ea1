/** Owns reading rules and uplink modes that a cloud pushes: the grammar and the messages are the configuration's. */
import type { Rule, UplinkModeRule } from '../vocabulary.ts';
import { crossCheck } from './cross-checks.ts';
import { explain, pathText } from './explain.ts';
import { modesSchema, rulesSchema } from './schema.ts';

/** What is wrong with a document, as it would be told of the same list in a file. */
export interface Refused {
  readonly ok: false;
  readonly errors: readonly DocumentError[];
}

export interface DocumentError {
  /** `rules[0].for` */
  readonly path: string;
  readonly message: string;
}

const MAX_ITEMS = 1000;
/** A document wrong all over is not worth more. */
const MAX_ERRORS = 100;

/** `body`: the list that would stand under `rules` in a file, e.g. `[{"id":"hot","metric":"temp","above":90,"for":"10s"}]`. */
export function readRules(body: unknown): { readonly ok: true; readonly rules: readonly Rule[] } | Refused {
  const read = readList(body, { schema: rulesSchema, name: 'rules', asConfig: (rules) => ({ rules }) });
  return read.ok ? { ok: true, rules: read.items } : read;
}

/** `body`: the list that would stand under `uplink.modes` in a file, e.g. `[{"sensors":"*","mode":"summary","every":"10s"}]`. */
export function readModes(
  body: unknown,
): { readonly ok: true; readonly modes: readonly UplinkModeRule[] } | Refused {
  const asConfig = (modes: unknown) => ({ role: 'edge', uplink: { modes } });
  const read = readList(body, { schema: modesSchema, name: 'modes', asConfig, under: ['uplink'] });
  return read.ok ? { ok: true, modes: read.items } : read;
}

type Parsed<T> =
  | { readonly success: true; readonly data: readonly T[]; readonly error?: undefined }
  | { readonly success: false; readonly error: { readonly issues: Parameters<typeof explain>[0] } };

interface Grammar<T> {
  readonly schema: { safeParse(body: unknown): Parsed<T> };
  readonly name: string;
  /** The body at its place in a configuration. */
  readonly asConfig: (body: unknown) => unknown;
  /** The path there, but for `name`. */
  readonly under?: readonly string[];
}

function readList<T>(
  body: unknown,
  { schema, name, asConfig, under = [] }: Grammar<T>,
): { readonly ok: true; readonly items: readonly T[] } | Refused {
  if (Array.isArray(body) && body.length > MAX_ITEMS) {
    const message = `are ${body.length}; at most ${MAX_ITEMS} are allowed`;
    return { ok: false, errors: [{ path: name, message }] };
  }
  const parsed = schema.safeParse(body);
  const config = asConfig(body);
  const issues = (parsed.error?.issues ?? []).map((issue) => ({
    ...issue,
    path: [...under, name, ...issue.path],
  }));
  const errors = [...explain(issues, config), ...crossCheck(config)].slice(0, MAX_ERRORS);
  if (parsed.success && errors.length === 0) return { ok: true, items: parsed.data };
  return {
    ok: false,
    errors: errors.map(({ path, text }) => ({ path: pathText(path.slice(under.length)), message: text })),
  };
}
