/** Owns what Docker would be sent of the project to build from: all but what .dockerignore names. Tests only. */
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './compose-file.ts';

/** Copies it into a directory that exists. */
export async function copyContext(target: string): Promise<void> {
  const ignored = (await readFile(join(ROOT, '.dockerignore'), 'utf8')).split('\n').filter(Boolean);
  for (const entry of await readdir(ROOT)) {
    if (ignored.some((pattern) => matches(pattern, entry))) continue;
    await cp(join(ROOT, entry), join(target, entry), {
      recursive: true,
      filter: (path) => !ignored.some((pattern) => join(ROOT, pattern) === path),
    });
  }
}

/** `node_modules`, `*.log` */
function matches(pattern: string, name: string): boolean {
  return pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : pattern === name;
}
