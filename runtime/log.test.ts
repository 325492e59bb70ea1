/** Shows what a log line looks like, and that a level silences those below it. */
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
