/** Owns one project tree as its rules see it: sources, folders, imports, declared packages. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Import, importsOf } from './imports.ts';
import { readTree, type SourceTree } from './source-tree.ts';

export interface House extends SourceTree {
  readonly imports: readonly Import[];
  readonly packageHomes: Readonly<Record<string, readonly string[]>>;
  /** Names under `dependencies` of package.json: all that a production install has. */
  readonly dependencies: ReadonlySet<string>;
}

/** A rule names what breaks it, one line each; an empty list means that it holds. */
export type HouseRule = (house: House) => readonly string[];

export async function readHouse(root: string, packageHomes: House['packageHomes']): Promise<House> {
  const tree = await readTree(root);
  const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const dependencies = new Set(Object.keys(sectionOf(manifest, 'dependencies')));
  return { ...tree, imports: tree.sources.flatMap(importsOf), packageHomes, dependencies };
}

function sectionOf(manifest: unknown, section: string): object {
  if (typeof manifest !== 'object' || manifest === null) return {};
  const found: unknown = Object.entries(manifest).find(([key]) => key === section)?.[1];
  return typeof found === 'object' && found !== null ? found : {};
}
