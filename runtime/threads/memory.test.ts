/** Proves that an edge is started with the flags its memory is promised for. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EDGE_FLAGS } from './memory.ts';

const ROOT = join(import.meta.dirname, '../..');

test('`npm run edge` has them', async () => {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  expect(scripts.edge).toContain(` ${EDGE_FLAGS.join(' ')} dist/runtime/main.js`);
});
