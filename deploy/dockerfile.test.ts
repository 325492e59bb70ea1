/** Proves that the Dockerfile is sound, names what exists and starts the node that the configuration knows. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';
import { loadConfig } from '../runtime/config/config.ts';
import { ROOT } from './testbed/compose-file.ts';
import { DOCKERFILE, only, readStages, variablesOf, wordsOf } from './testbed/dockerfile.ts';

const text = await readFile(DOCKERFILE, 'utf8');
const stages = await readStages();
const last = stages.at(-1)!;

test('its linter finds nothing, and finds what is put in', () => {
  expect(validate(text)).toEqual([]);
  for (const [before, after] of [
    ['STOPSIGNAL SIGTERM', 'STOPSIGNAL'],
    ['EXPOSE 1883', 'EXPOSE mqtt'],
    ['--interval=10s', '--intervall=10s'],
    ['WORKDIR /app', 'WORKDIR'],
  ] as const) {
    expect(text).toContain(before);
    expect(validate(text.replace(before, after)).length, after).toBeGreaterThan(0);
  }
});

test('it copies what exists, and from stages before', async () => {
  for (const [index, { instructions }] of stages.entries()) {
    for (const { name, flags, rest } of instructions.filter((one) => one.name === 'COPY')) {
      if (flags.from !== undefined)
        expect(stages.slice(0, index).map((stage) => stage.name)).toContain(flags.from);
      else
        for (const source of rest.split(' ').slice(0, -1))
          await stat(join(ROOT, source)).catch(() => expect.fail(`${name} ${source}`));
    }
  }
});

test('one small base, and what is compiled is compiled on the builder’s own platform', () => {
  const bases = stages.map(({ instructions: [from] }) => from!);
  for (const { rest } of bases) expect(rest).toMatch(/^node:24-slim( AS \w+)?$/);
  for (const { flags } of bases.slice(0, -1)) expect(flags.platform).toBe('$BUILDPLATFORM');
  expect(bases.at(-1)?.flags.platform).toBeUndefined();
});

test('it starts the node as nobody in particular, on the configuration it has', async () => {
  expect(wordsOf(only(last, 'ENTRYPOINT').rest)).toEqual([
    'node',
    '--no-memory-protection-keys',
    'dist/runtime/main.js',
  ]);
  await stat(join(ROOT, 'runtime/main.ts'));
  expect(only(last, 'USER').rest).toBe('node');
  expect(only(last, 'STOPSIGNAL').rest).toBe('SIGTERM');
  const { ANEMOS_DATA_DIR, ...others } = variablesOf(only(last, 'ENV'));
  expect(only(last, 'VOLUME').rest).toBe(ANEMOS_DATA_DIR);
  const config = await loadConfig({ env: { ...others, ANEMOS_DATA_DIR } });
  expect(config).toMatchObject({ dataDir: '/data', mqtt: { host: '0.0.0.0' }, api: { host: '0.0.0.0' } });
});
