/** Proves that what the documents point at is there: files, headings, npm scripts. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OPERATIONS = ['runbook', 'upgrade', 'sizing', 'metrics'].map((name) => `docs/${name}.md`);
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'bench/README.md', ...OPERATIONS];
const text = (path: string) => readFile(join(ROOT, path), 'utf8');

/** As a forge makes anchors of headings. */
function anchors(markdown: string): readonly string[] {
  return Array.from(markdown.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(DOCUMENTS)('%s links to what is there', async (document) => {
  const links = Array.from((await text(document)).matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link);
  for (const link of links.filter((one) => !/^https?:/.test(one))) {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? document : join(dirname(document), path);
    await expect(stat(join(ROOT, target)), `${document}: ${link}`).resolves.toBeDefined();
    if (anchor) expect(anchors(await text(target)), `${document}: ${link}`).toContain(anchor);
  }
});

test.each(DOCUMENTS)('%s names npm scripts that exist', async (document) => {
  const { scripts } = JSON.parse(await text('package.json'));
  for (const [, script = ''] of (await text(document)).matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)) {
    expect(Object.keys(scripts), `${document}: npm run ${script}`).toContain(script);
  }
});
