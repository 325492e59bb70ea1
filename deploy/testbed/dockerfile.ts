/** Owns deploy/Dockerfile as data: its stages, each a list of instructions. Imported by tests only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './compose-file.ts';

export interface Instruction {
  /** `RUN`, `COPY` … */
  readonly name: string;
  /** `{from: 'build', mount: 'type=cache,…'}` */
  readonly flags: Readonly<Record<string, string>>;
  readonly rest: string;
}

export interface Stage {
  /** Its name, or its place. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

export const DOCKERFILE = join(ROOT, 'deploy/Dockerfile');

export async function readStages(): Promise<readonly Stage[]> {
  const text = (await readFile(DOCKERFILE, 'utf8')).replace(/^#.*\n/gm, '').replace(/\\\n\s*/g, '');
  const stages: { name: string; instructions: Instruction[] }[] = [];
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const [, name = '', flags = '', rest = ''] = /^([A-Z]+)((?: --\S+)*) (.+)$/.exec(line) ?? [];
    if (name === '') throw new Error(`not an instruction: ${line}`);
    if (name === 'FROM')
      stages.push({ name: / AS (\S+)$/.exec(rest)?.[1] ?? `${stages.length}`, instructions: [] });
    const found = flags.matchAll(/ --([\w-]+)=(\S+)/g);
    const read = Object.fromEntries([...found].map(([, key = '', value = '']) => [key, value]));
    stages.at(-1)?.instructions.push({ name, flags: read, rest });
  }
  return stages;
}

/** The one instruction of this name; throws when there is none or another. */
export function only({ instructions }: Stage, name: string): Instruction {
  const [found, ...others] = instructions.filter((one) => one.name === name);
  if (!found || others.length > 0) throw new Error(`${others.length + 1} or no ${name}`);
  return found;
}

/** `["node", "-e"]` -> its words. */
export function wordsOf(rest: string): readonly string[] {
  const read: unknown = JSON.parse(rest.slice(rest.indexOf('[')));
  return Array.isArray(read) ? read.map(String) : [];
}

/** `A=1 B=2` */
export function variablesOf({ rest }: Instruction): Readonly<Record<string, string>> {
  return Object.fromEntries(
    rest.split(' ').map((pair) => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)]),
  );
}
