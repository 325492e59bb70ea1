/** Owns loading a configuration that is only a text, and what a person is told of it. Imported by tests only. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '../../testbed/testbed.ts';
import { loadConfig } from '../config.ts';
import type { Environment } from '../environment.ts';

/** Writes `text` to a file and loads it; `dir` in the outcome is its directory. */
export async function load(text: string, env: Environment = {}, name = 'farm.yaml') {
  await using dir = await tempDir();
  const file = join(dir.path, name);
  await writeFile(file, text);
  try {
    return { dir: dir.path, config: await loadConfig({ file, env }), lines: [] };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'StartError') throw error;
    return { dir: dir.path, lines: error.message.replaceAll(file, name).split('\n') };
  }
}
