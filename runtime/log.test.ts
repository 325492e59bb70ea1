/** Shows what a log line looks like, that a level silences those below it, and that repeats are bounded. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const LOG = new URL('./log.ts', import.meta.url).href;

test('one JSON object a line on stderr, nothing on stdout, errors with their stack', async () => {
  const script = `
    const { openLog } = await import(${JSON.stringify(LOG)});
    const log = openLog('info');
    log.debug({}, 'left out');
    log.warn({ part: 'alarms', reason: 'two\\nlines' }, 'alarm transitions wait');
    log.error({ error: new TypeError('a bug') }, 'stopping');`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    script,
  ]);
  expect(stdout).toBe('');
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    {
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      part: 'alarms',
      reason: 'two\nlines',
      msg: 'alarm transitions wait',
    },
    {
      level: 'error',
      time: expect.any(String),
      error: expect.objectContaining({
        message: 'a bug',
        stack: expect.stringContaining('TypeError: a bug'),
      }),
      msg: 'stopping',
    },
  ]);
});

test('what repeats is bounded: ten lines of a message a minute, then how many were withheld', async () => {
  const script = `
    const timers = [];
    globalThis.setTimeout = (run) => (timers.push(run), { unref() {} });
    const { openLog } = await import(${JSON.stringify(LOG)});
    const log = openLog('info');
    for (let i = 1; i <= 25; i++) log.warn({ i }, 'the disk is full');
    log.warn({ i: 1 }, 'something else');
    for (const run of timers.splice(0)) run();
    log.warn({ i: 26 }, 'the disk is full');`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ msg, i, withheld }) => `${msg} ${i ?? `- ${withheld}`}`)).toEqual([
    ...Array.from({ length: 10 }, (_, i) => `the disk is full ${i + 1}`),
    'something else 1',
    'the disk is full - 15',
    'the disk is full 26',
  ]);
});
