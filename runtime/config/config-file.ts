/** Owns reading a YAML or JSON file into plain data; what the data means is the schema's business. */
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { messageOf } from '../errors.ts';

/** What a configuration source gave, as far as it could be read. */
export interface Source {
  readonly data: unknown;
  readonly problems: readonly string[];
}

const MAX_BYTES = 1024 ** 2;
/** Bounds what `&a [*b, *b]` towers can unfold to. */
const MAX_ALIASES = 100;

/** YAML 1.2 without custom tags; JSON is YAML. Relative paths in it become relative to the file. */
export async function readConfigFile(file: string): Promise<Source> {
  try {
    const text = await readFile(file, 'utf8');
    if (text.length > MAX_BYTES) return { data: {}, problems: [`is longer than ${MAX_BYTES} bytes`] };
    const source = parse(text);
    return { ...source, data: withPaths(source.data, dirname(resolve(file))) };
  } catch (error) {
    return { data: {}, problems: [`cannot be read: ${messageOf(error)}`] };
  }
}

function parse(text: string): Source {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'silent' });
  const problems = [...document.errors, ...document.warnings].map(
    ({ pos, message }) => `line ${lineCounter.linePos(pos[0]).line}: ${withoutContent(message)}`,
  );
  if (problems.length > 0) return { data: {}, problems };
  try {
    return { data: document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {}, problems };
  } catch (error) {
    return { data: {}, problems: [withoutContent(messageOf(error))] };
  }
}

/** The parser quotes what it stumbled over, which may be a secret. */
function withoutContent(message: string): string {
  return message.split(/: |"/, 1)[0] ?? '';
}

function withPaths(data: unknown, base: string): unknown {
  if (!isGroup(data)) return data;
  const against = (group: Group, key: string): Group => {
    const path = group[key];
    return typeof path === 'string' && path !== '' && !isAbsolute(path)
      ? { ...group, [key]: resolve(base, path) }
      : group;
  };
  const moved = against(data, 'dataDir');
  const { mqtt, uplink } = data;
  return {
    ...moved,
    ...(isGroup(mqtt) && { mqtt: against(mqtt, 'passwordFile') }),
    ...(isGroup(uplink) && { uplink: against(uplink, 'caFile') }),
  };
}

export interface Group {
  readonly [key: string]: unknown;
}

export function isGroup(data: unknown): data is Group {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
