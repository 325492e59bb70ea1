/** Owns getting files that somebody else wrote onto the disk. */
import { closeSync, fsyncSync, openSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Syncs every file and directory under `directory`. */
export function syncTree(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else if (entry.isFile()) sync(path);
  }
  sync(directory);
}

/** Renames so that a power cut leaves the one name or the other. */
export function renameSynced(from: string, to: string): void {
  renameSync(from, to);
  sync(dirname(to));
}

/** A directory's or a file's; Linux takes a read-only descriptor for both. */
export function sync(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
