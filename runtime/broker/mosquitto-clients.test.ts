/** Owns showing that the command-line clients everybody has work with the door. */
import { execFile as execFileCallback, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { tempDir, waitFor } from '../testbed/testbed.ts';
import { journaled, startDoor } from './testbed/door-bed.ts';

const execFile = promisify(execFileCallback);

function hasMosquitto(): boolean {
  return spawnSync('mosquitto_pub', ['--help']).error === undefined;
}

describe.skipIf(!hasMosquitto())('the mosquitto clients (Debian: apt-get install mosquitto-clients)', () => {
  test('mosquitto_pub publishes what mosquitto_sub receives, with the same password, and not without', async () => {
    await using dir = await tempDir();
    await using node = await startDoor(dir.path);
    const login = ['-h', '127.0.0.1', '-p', `${node.port}`, '-u', node.username, '-P', node.password];
    const publish = (...options: string[]) => execFile('mosquitto_pub', [...login, ...options]);
    await publish('-q', '1', '-r', '-t', 'greenhouse/north', '-m', '21.5');
    const subscriber = spawn('mosquitto_sub', [
      ...login,
      '-q',
      '1',
      '-t',
      'greenhouse/#',
      '-C',
      '2',
      '-v',
      '-W',
      '30',
    ]);
    let heard = '';
    subscriber.stdout.on('data', (chunk: Buffer) => {
      heard += chunk;
    });
    const done = once(subscriber, 'exit');
    await waitFor('the subscriber to have the retained message', () => heard.includes('\n'));
    await publish('-q', '2', '-t', 'greenhouse/south', '-m', '{"temp":19,"hum":60}');
    expect((await done)[0]).toBe(0);
    expect(heard).toBe('greenhouse/north 21.5\ngreenhouse/south {"temp":19,"hum":60}\n');
    expect(journaled(dir.path)).toMatchObject([
      { sensor: 'greenhouse:north', values: { value: 21.5 } },
      { sensor: 'greenhouse:south', values: { temp: 19, hum: 60 } },
    ]);
    await expect(
      execFile('mosquitto_pub', [
        '-p',
        `${node.port}`,
        '-u',
        'device',
        '-P',
        'wrong',
        '-q',
        '1',
        '-t',
        'a',
        '-m',
        '1',
      ]),
    ).rejects.toMatchObject({ stderr: expect.stringMatching(/not authori[sz]ed|bad user name/i) });
  });
});
