/** Proves that the operators' documents name what exists: settings, variables, metrics, log messages, paths, queries, versions. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readEnvironment } from './config/environment.ts';
import { configSchema } from './config/schema.ts';
import { openHistoryFile } from './history/history-file.ts';
import { READING_BYTES } from './journal/encoder.ts';
import { openJournalFile } from './journal/journal-file.ts';
import { openDatabase } from './state/state-file.ts';
import { readTree } from './testbed/architecture/source-tree.ts';
import { tempDir } from './testbed/testbed.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const text = (path: string) => readFile(join(ROOT, path), 'utf8');
const [runbook, upgrade, sizing, metrics] = await Promise.all(
  ['runbook', 'upgrade', 'sizing', 'metrics'].map((name) => text(`docs/${name}.md`)),
);
const all = [runbook, upgrade, sizing, metrics].join('\n');
const found = (pattern: RegExp, within = all): string[] =>
  [...new Set(Array.from(within.matchAll(pattern), ([whole, part]) => part ?? whole))].sort();

test('settings and variables are those of the configuration', async () => {
  const settings = new Set(pathsIn(z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' })));
  const sections = [...settings].filter((path) => !path.includes('.')).join('|');
  const named = found(new RegExp(`\`((?:${sections})\\.\\w+(?:\\.\\w+)*)[\`:]`, 'g')).filter(
    (name) => !/\.(db|ts|md)$/.test(name),
  );
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((name) => !settings.has(name))).toEqual([]);
  const variables = found(/\bANEMOS_[A-Z_]+\b/g);
  const env = Object.fromEntries(variables.map((name) => [name, 'x']));
  expect((await readEnvironment(env)).problems.filter((problem) => problem.includes('unknown'))).toEqual([]);
});

/** Every path a schema has, alternatives included. */
function pathsIn(schema: unknown, at = ''): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.entries(Object(schema.properties)) : [];
  const below = own.flatMap(([key, value]) => {
    const path = at === '' ? key : `${at}.${key}`;
    return [path, ...pathsIn(value, path)];
  });
  const alternatives = ['oneOf', 'anyOf'].flatMap((key) => Object.values(Object(Reflect.get(schema, key))));
  return [...below, ...alternatives.flatMap((one) => pathsIn(one, at))];
}

test('metrics, views, paths and log messages exist', async () => {
  const table = new Set(found(/^\| `(\w+)` \|/gm, metrics));
  expect(found(/\b(anemos_[a-z_]+\w)\b/g).filter((name) => !table.has(name))).toEqual([]);
  const views = ['queues', 'jobs', 'dead_letters', 'cursors', 'books', 'losses', 'edges'];
  expect(found(/\bops\.(\w+)/g).filter((view) => !views.includes(view))).toEqual([]);
  const { paths } = JSON.parse(await text('api/generated/openapi.json'));
  const asked = found(/\/api\/v1(\/[\w/{}]+)/g);
  expect(asked.length).toBeGreaterThan(3);
  const served = Object.keys(paths).map((path) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`));
  expect(asked.filter((path) => !served.some((one) => one.test(path)))).toEqual([]);
  const { sources } = await readTree(ROOT);
  const code = sources.map((source) => source.text).join('\n');
  const messages = found(/[Ll]og\s+messages?\s+`([^`]+)`/g);
  expect(messages.length).toBeGreaterThan(4);
  expect(messages.filter((message) => !code.includes(`'${message}'`))).toEqual([]);
});

describe('on files of their own', async () => {
  const dir = await tempDir();
  const files: Record<string, DatabaseSync> = {
    'journal.db': openJournalFile({ dataDir: dir.path, maxFile: 1e9 }).db,
    'state.db': openDatabase(join(dir.path, 'state.db')),
    'history.db': openHistoryFile(dir.path).db,
  };
  test.each(Array.from(runbook!.matchAll(/^kept (\S+) "(.+)"$/gm), ([, file, query]) => [file, query]))(
    '%s answers %s',
    (file, query) => {
      expect(files[file!]?.prepare(query!).all()).toEqual([]);
    },
  );

  test('upgrade.md knows their versions', () => {
    for (const [file, db] of Object.entries(files)) {
      const version = db.prepare('PRAGMA user_version').get()?.user_version;
      expect(upgrade).toContain(`| \`${file}\` | schema ${version} |`);
    }
  });

  test('... and are closed again', async () => {
    for (const db of Object.values(files)) db.close();
    await dir[Symbol.asyncDispose]();
  });
});

test('versions of what passes between nodes and lies in snapshots', async () => {
  const number = async (file: string, name: string) =>
    new RegExp(`const ${name} = (\\d+);`).exec(await text(file))?.[1];
  const protocol = await number('runtime/edges/protocol.ts', 'PROTOCOL');
  const envelope = await number('runtime/edges/envelope.ts', 'ENVELOPE_VERSION');
  expect(upgrade).toContain(`| envelope ${envelope}, protocol ${protocol} |`);
  expect(upgrade).toContain(`| format ${await number('actors/fold/snapshot.ts', 'FORMAT')} |`);
});

test('the formula for a journal is that of its form, and the table that of the formula', () => {
  expect(sizing).toContain(`readings/s × 86,400 × N × (${READING_BYTES} + 8 × metrics) × 1.1`);
  const rows = Array.from(sizing!.matchAll(/^\| (\d+) \| (.+) \| (.+) \| (.+) \|$/gm));
  expect(rows).toHaveLength(3);
  for (const [, sensors, ...cells] of rows) {
    const wanted = [1, 7, 30].map((days) =>
      sizeText(Number(sensors) * 86_400 * days * (READING_BYTES + 40) * 1.1),
    );
    expect(cells).toEqual(wanted);
  }
});

function sizeText(bytes: number): string {
  const gib = bytes / 1024 ** 3;
  return gib >= 1 ? `${gib.toFixed(1)} GiB` : `${Math.round(gib * 1024)} MiB`;
}
