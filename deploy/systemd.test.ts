/** Proves that the systemd units are sound and confined, where systemd is installed (CI installs it). */
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../runtime/testbed/testbed.ts';
import { EDGE_FLAGS } from '../runtime/threads/memory.ts';
import { readUnit, UNITS } from './testbed/unit-file.ts';

const analyze = (...args: readonly string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });
const installed = analyze('--version').status === 0;
/** systemd's own, 0 to 10; what is left is the network, and that V8 compiles. */
const MAX_EXPOSURE = 2;

/** In a directory where what the unit starts exists. */
async function placed(name: string, change: (text: string) => string = (text) => text) {
  const dir = await tempDir();
  const program = join(dir.path, 'current/bin/node');
  await mkdir(join(dir.path, 'current/bin'), { recursive: true });
  await writeFile(program, '');
  await chmod(program, 0o755);
  const { text } = await readUnit(name);
  const file = join(dir.path, name);
  await writeFile(file, change(text).replaceAll('/opt/anemos', dir.path));
  return { ...dir, file };
}

describe.runIf(installed).each(UNITS)('%s', (name) => {
  test('systemd has nothing to say of it', async () => {
    await using unit = await placed(name);
    const { stdout, stderr, status } = analyze('verify', '--man=no', unit.file);
    expect(stdout + stderr).toBe('');
    expect(status).toBe(0);
  });

  test('what it does not know is said', async () => {
    await using unit = await placed(name, (text) => text.replace('ProtectHome=', 'ProtectHomes='));
    expect(analyze('verify', '--man=no', unit.file).stderr).toContain('ProtectHomes');
  });

  test('it is confined', async () => {
    await using unit = await placed(name);
    const { stdout, status } = analyze(
      'security',
      '--offline=true',
      `--threshold=${MAX_EXPOSURE * 10}`,
      unit.file,
    );
    expect(status, stdout).toBe(0);
  });
});

test('both are confined alike; V8 may compile', async () => {
  const [edge, cloud] = await Promise.all(UNITS.map(readUnit));
  const confinement = (text = '') => text.slice(text.indexOf('# It owns its state'));
  expect(confinement(cloud?.text)).toBe(confinement(edge?.text));
  expect(edge?.text).not.toMatch(/^MemoryDenyWriteExecute/m);
});

test.each(UNITS)('%s is given up on by nobody, and has time to stop', async (name) => {
  const unit = await readUnit(name);
  expect(unit.one('Restart')).toBe('always');
  expect(unit.one('StartLimitIntervalSec')).toBe('0');
  expect(Number.parseInt(unit.one('TimeoutStopSec'), 10)).toBeGreaterThanOrEqual(30);
  expect(unit.one('ExecStart')).toContain(' --no-memory-protection-keys ');
  if (name === 'anemos-edge.service') {
    expect(unit.one('ExecStart')).toContain(
      ` ${EDGE_FLAGS.join(' ')} /opt/anemos/current/dist/runtime/main.js `,
    );
  }
  expect(unit.one('MemoryMax')).toMatch(/^\d+[MG]$/);
});
