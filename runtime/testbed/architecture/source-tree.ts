/** Owns reading the project's hand-written TypeScript from disk; judges none of it. Imported by tests only. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Source {
  /** Relative to the root, with `/` between its folders. */
  readonly path: string;
  readonly text: string;
}

export interface SourceTree {
  readonly sources: readonly Source[];
  /** Every folder with something of ours in it, relative to the root. */
  readonly folders: readonly string[];
}

/** Not ours, made by a tool, or somebody's data. */
const SKIPPED = new Set(['node_modules', 'dist', 'data', 'coverage', 'generated']);

/** All `.ts` files under `root`, sorted by path. */
export async function readTree(root: string): Promise<SourceTree> {
  const sources: Source[] = [];
  const folders: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !SKIPPED.has(entry.name) && !entry.name.startsWith('.')) {
        folders.push(path);
        await visit(path);
      } else if (entry.isFile() && entry.name.endsWith('.ts')) {
        sources.push({ path, text: await readFile(join(root, path), 'utf8') });
      }
    }
  };
  await visit('');
  return { sources: sources.sort((a, b) => (a.path < b.path ? -1 : 1)), folders: folders.sort() };
}

/** Test code, what only tests and measurements use, and what makes the dashboards: free to reach into everything, imported by nothing else. */
export function isProof(path: string): boolean {
  return /\.test\.ts$|(^|\/)(testbed|contract)\/|^(bench|grafana)\/|\.config\.ts$/.test(path);
}
