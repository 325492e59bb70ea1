/** What is committed under generated/ is what the controllers make now. */
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../runtime/testbed/testbed.ts';
import { GENERATED, GENERATED_FILES, generate } from './testbed/document/generate.ts';

const API = import.meta.dirname;

it('generated/ is up to date', async () => {
  await using fresh = await tempDir();
  await generate(fresh.path);
  for (const file of GENERATED_FILES) {
    const made = (await readFile(join(fresh.path, file), 'utf8'))
      // Imports are relative to where the file was made.
      .replaceAll(`'./${relative(fresh.path, API)}/`, "'./../");
    const committed = await readFile(join(GENERATED, file), 'utf8');
    expect(made === committed, `api/generated/${file} is stale: npm run generate`).toBe(true);
  }
});
