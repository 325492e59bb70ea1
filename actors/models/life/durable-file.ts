/** Owns writing a file so that a power cut leaves the old one or the new one, never half of it. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, Unavailable } from '../../../runtime/errors.ts';

/** Readable by its owner only. Throws Unavailable when the disk refuses. */
export function writeDurably(path: string, bytes: Uint8Array): void {
  const beside = `${path}.new`;
  try {
    withFile(beside, 'w', (file) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    });
    renameSync(beside, path);
    // The name is durable when its folder is.
    withFile(dirname(path), 'r', fsyncSync);
  } catch (error) {
    throw new Unavailable(`cannot write ${path}: ${messageOf(error)}`, { cause: error });
  }
}

function withFile(path: string, flags: 'r' | 'w', work: (file: number) => void): void {
  const file = openSync(path, flags, 0o600);
  try {
    work(file);
  } finally {
    closeSync(file);
  }
}
