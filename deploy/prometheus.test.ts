/** Proves what can be known of the alert rules without Prometheus: what they ask for exists, and the runbook answers each; with promtool all of it. */
import { spawnSync } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { tempDir } from '../runtime/testbed/testbed.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'deploy/prometheus');
const text = (path: string) => readFile(join(ROOT, path), 'utf8');

const duration = z.string().regex(/^\d+[smhd]$/);
const rule = z.strictObject({
  alert: z.string().regex(/^Anemos[A-Z][A-Za-z]+$/),
  expr: z.string().min(1),
  for: duration.optional(),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
  annotations: z.strictObject({
    summary: z.string().min(10),
    runbook: z.string().startsWith('docs/runbook.md#'),
  }),
});
const file = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule).min(1) })).min(1),
});

const rules = file
  .parse(parse(await text('deploy/prometheus/alerts.yml')))
  .groups.flatMap((group) => group.rules);
const runbook = await text('docs/runbook.md');

test('names are unique', () => {
  const names = rules.map(({ alert }) => alert);
  expect(new Set(names).size).toBe(names.length);
});

test.each(rules)('$alert asks for what there is', async ({ expr }) => {
  const table = await text('docs/metrics.md');
  const known = Array.from(table.matchAll(/^\| `(\w+)` \| (\w+) \|/gm), ([, name = '', type]) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((part) => `${name}${part}`) : [name],
  ).flat();
  const asked = expr.match(/\b(?:anemos|process)_[a-z_]+\b/g) ?? [];
  expect(asked.filter((name) => !known.includes(name))).toEqual([]);
  expect(asked.length + Number(/\bup\{/.test(expr))).toBeGreaterThan(0);
});

test.each(rules)('the runbook has a section for $alert that names it', ({ alert, annotations }) => {
  const [, anchor = ''] = annotations.runbook.split('#');
  const section = runbook
    .split(/^## /m)
    .find((part) => part.split('\n')[0]?.toLowerCase().replaceAll(' ', '-') === anchor);
  expect(section, `## ${anchor}`).toContain(alert);
});

test('the runbook names no alert that is not there', () => {
  const names = rules.map(({ alert }) => alert);
  const named = Array.from(runbook.matchAll(/`(Anemos\w+)`/g), ([, name]) => name);
  expect(named.filter((name) => !names.includes(name!))).toEqual([]);
});

test('Grafana finds its sections', () => {
  for (const heading of ['Link down', 'Oldest job', 'Dead letters', 'Books out of balance', 'Node silent']) {
    expect(runbook).toContain(`\n## ${heading}\n`);
  }
});

const victoria = process.env.VICTORIA_URL;

test.skipIf(!victoria)('a real server understands every expression (set VICTORIA_URL)', async () => {
  for (const { alert, expr } of rules) {
    const answer = await fetch(`${victoria}/api/v1/query?query=${encodeURIComponent(expr)}`);
    expect(await answer.json(), alert).toMatchObject({ status: 'success' });
  }
});

const promtool = spawnSync('promtool', ['--version']).error === undefined;

test.skipIf(!promtool)(
  'promtool finds nothing, and the rules fire when they should (Debian: prometheus)',
  async () => {
    await using dir = await tempDir();
    await cp(FOLDER, dir.path, { recursive: true });
    await writeFile(join(dir.path, 'api-token'), 'x');
    for (const check of [
      ['check', 'config', 'prometheus.yml'],
      ['test', 'rules', 'alerts.test.yml'],
    ]) {
      const run = spawnSync('promtool', check, { cwd: dir.path, encoding: 'utf8' });
      expect(run.status, run.stdout + run.stderr).toBe(0);
    }
  },
);
