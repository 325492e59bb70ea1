/** Proves that the tree follows the house's rules, and that each rule sees what breaks it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formRules } from './testbed/architecture/form-rules.ts';
import { readHouse } from './testbed/architecture/house.ts';
import { layerRules } from './testbed/architecture/layer-rules.ts';
import { logRules } from './testbed/architecture/log-rules.ts';
import { PACKAGE_HOMES } from './testbed/architecture/package-homes.ts';
import { packageRules } from './testbed/architecture/package-rules.ts';
import { BAD, GOOD, HOMES } from './testbed/architecture/seeded-trees.ts';
import { tempDir } from './testbed/testbed.ts';

const rules = { ...layerRules, ...packageRules, ...formRules, ...logRules };
const ROOT = fileURLToPath(new URL('..', import.meta.url));

describe('the house', async () => {
  const house = await readHouse(ROOT, PACKAGE_HOMES);

  test.each(Object.entries(rules))('%s', (_, rule) => {
    expect(rule(house)).toEqual([]);
  });

  test('its files are small (a report)', () => {
    const lines = house.sources.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
    const sizes = lines.map((file) => file.lines).sort((a, b) => a - b);
    const long = lines.filter((file) => file.lines > 160).map((file) => `${file.path} ${file.lines}`);
    console.info(`${sizes.length} files, median ${sizes[sizes.length >> 1]} lines; over 160:`, long);
    expect(sizes.length).toBeGreaterThan(20);
  });
});

describe('each rule can fail', () => {
  test('a good tree breaks none', async () => {
    await using root = await tempDir();
    const house = await seeded(root.path, GOOD);
    expect(Object.entries(rules).flatMap(([name, rule]) => rule(house).map((said) => [name, said]))).toEqual(
      [],
    );
  });

  test.each(BAD)('%s: %s', async (name, path, text, said) => {
    await using root = await tempDir();
    const h = "/** Owns h. */\nimport './vocabulary.ts';";
    const house = await seeded(root.path, { ...GOOD, 'runtime/h.ts': h, [path]: `/** Owns it. */\n${text}` });
    expect(rules[name]?.(house)).toEqual([said]);
  });

  test.each([
    'export const p = 1;',
    '/* eslint */\n',
    '/** */\n',
    '// nothing\n',
    "import 'x';\n/** Owns. */",
  ])('a file that opens with %j', async (text) => {
    await using root = await tempDir();
    const house = await seeded(root.path, { ...GOOD, 'edge/p.ts': text });
    expect(rules['every file opens with a sentence']?.(house)).toEqual(['edge/p.ts']);
  });

  test('three homes, and two for nact', async () => {
    await using root = await tempDir();
    const house = await seeded(root.path, GOOD);
    const packageHomes = { pg: ['a.ts', 'b.ts', 'c.ts'], nact: ['a.ts', 'b.ts'] };
    expect(rules['a package has at most two homes, nact one']?.({ ...house, packageHomes })).toEqual([
      'pg has 3 homes',
      'nact has 2 homes',
    ]);
  });
});

async function seeded(root: string, files: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return await readHouse(root, HOMES);
}
