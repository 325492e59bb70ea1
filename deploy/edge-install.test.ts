/** Proves that a packed release installs, upgrades, goes back and goes away, and that what it lays out runs. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { loadConfig } from '../runtime/config/config.ts';
import { tempDir, waitFor } from '../runtime/testbed/testbed.ts';
import { ROOT } from './testbed/compose-file.ts';
import { environmentOf, readUnit } from './testbed/unit-file.ts';

const run = promisify(execFile);

/** A packed release, unpacked; `root` is where it is installed to. */
async function bed() {
  const dir = await tempDir();
  const at = (name: string) => join(dir.path, name);
  if (!existsSync(join(ROOT, 'dist'))) throw new Error('dist is not there; run: npm run build');
  await mkdir(at('app'));
  // Links: what is packed is the build that is tested, in a moment.
  for (const name of ['dist', 'node_modules']) await symlink(join(ROOT, name), at(`app/${name}`));
  const pack = join(ROOT, 'deploy/edge/pack.sh');
  const { stdout } = await run(pack, ['--app', at('app'), '--out', dir.path]);
  await run('tar', ['-xzf', stdout.trim(), '-C', dir.path]);
  const version = /anemos-([\d.]+)-linux\.tar\.gz$/.exec(stdout.trim())?.[1] ?? '';
  const release = at(`anemos-${version}`);
  const root = at('root');
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
  const install = (...args: readonly string[]) =>
    run(join(release, 'install.sh'), [...args, '--root', root], { env });
  const become = (other: string) => writeFile(join(release, 'VERSION'), `${other}\n`);
  await writeFile(at('password'), 'pw-of-pi7\n');
  await writeFile(at('ca.pem'), '(a certificate)\n');
  const first = ['--edge', 'pi7', '--cloud', 'mqtts://127.0.0.1:1'];
  const secrets = ['--uplink-password-file', at('password'), '--uplink-ca', at('ca.pem')];
  return { ...dir, root, version, install, become, firstInstall: () => install(...first, ...secrets) };
}

async function tree(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const read = files.map(async (file) => {
    const mode = ((await stat(file)).mode & 0o777).toString(8);
    return [file.slice(root.length), `${mode} ${await readFile(file, 'utf8')}`] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

test('installed twice it is as installed once, and what is configured stays', async () => {
  await using here = await bed();
  const { stdout } = await here.firstInstall();
  expect(stdout).toContain(`anemos ${here.version} is installed`);
  const first = await tree(here.root);
  expect(first['/etc/anemos/credentials/uplink-password']).toBe('600 pw-of-pi7\n');
  expect(first['/etc/anemos/credentials/api-token']).toMatch(/^600 [0-9a-f]{64}$/);
  expect(first['/etc/systemd/system/anemos-edge.service']).toBe(
    `644 ${(await readUnit('anemos-edge.service')).text}`,
  );
  expect((await stat(join(here.root, 'etc/anemos/credentials'))).mode & 0o777).toBe(0o700);
  await here.install();
  expect(await tree(here.root)).toEqual(first);
  await run(join(here.root, 'opt/anemos/current/install.sh'), ['--root', here.root]);
  expect(await tree(here.root)).toEqual(first);

  await appendFile(join(here.root, 'etc/anemos/edge.yaml'), '# mine\n');
  await here.install('--edge', 'another');
  expect((await tree(here.root))['/etc/anemos/edge.yaml']).toMatch(/edge: pi7\n[\s\S]*# mine\n$/);
});

test('an upgrade keeps the release before, to which it goes back, and no other', async () => {
  await using here = await bed();
  const links = async () => {
    const of = (name: string) => readlink(join(here.root, 'opt/anemos', name)).catch(() => undefined);
    return [await of('current'), await of('previous')];
  };
  const token = async () => (await tree(here.root))['/etc/anemos/credentials/api-token'];
  await here.firstInstall();
  const before = await token();
  await expect(here.install('rollback')).rejects.toThrow('no release to go back to');
  await here.become('7.0.0');
  await here.install();
  expect(await links()).toEqual(['releases/7.0.0', `releases/${here.version}`]);
  expect((await here.install('rollback')).stdout).toContain(`anemos ${here.version} runs again`);
  expect(await links()).toEqual([`releases/${here.version}`, 'releases/7.0.0']);
  await here.become('8.0.0');
  await here.install();
  expect(await links()).toEqual(['releases/8.0.0', `releases/${here.version}`]);
  expect((await readdir(join(here.root, 'opt/anemos/releases'))).sort()).toEqual([here.version, '8.0.0']);
  expect(await token()).toBe(before);
});

test('uninstalled it leaves settings and data, purged nothing of its role', async () => {
  await using here = await bed();
  await here.firstInstall();
  await here.install('--role', 'cloud');
  await here.install('uninstall');
  expect(Object.keys(await tree(here.root))).toContain('/etc/anemos/credentials/uplink-password');
  expect(await readdir(join(here.root, 'etc/systemd/system'))).toEqual(['anemos-cloud.service']);
  expect(await readlink(join(here.root, 'opt/anemos/current'))).toContain(here.version);
  await here.install('uninstall', '--purge');
  await here.install('uninstall', '--role', 'cloud', '--purge');
  expect(await tree(here.root)).toEqual({});
  expect(await readdir(join(here.root, 'etc'))).toEqual(['systemd']);
  await here.install('uninstall');
});

test.each([
  [['--role', 'boss'], '--role boss is neither edge nor cloud'],
  [['--edge', 'a b'], '--edge a b: 1-64 letters'],
  [['--cloud', 'http://x'], '--cloud http://x is not a URL such as mqtts://'],
])('%j is refused before anything is done', async (args, said) => {
  await using here = await bed();
  await expect(here.install(...args)).rejects.toThrow(said);
  expect(await stat(here.root).catch(() => 'absent')).toBe('absent');
});

test('without the password of its cloud it is laid out and not started, and says what to do', async () => {
  await using here = await bed();
  expect((await here.install()).stdout).toMatch(/not started: the password[\s\S]*--uplink-password-file/);
});

test.each(['edge', 'cloud'] as const)(
  'what the unit of the %s starts runs on what was laid out, and stops clean',
  async (role) => {
    await using here = await bed();
    await here.firstInstall();
    await here.install('--role', role);
    const unit = await readUnit(`anemos-${role}.service`);
    const inRoot = (path: string) => path.replace(/^\/(etc|opt)\//, `${here.root}/$1/`);
    for (const source of unit.all('LoadCredential')) await stat(inRoot(source.split(':')[1] ?? ''));
    const directories = { state: join(here.path, 'state'), credentials: inRoot('/etc/anemos/credentials') };
    const env = {
      ...environmentOf(unit, directories),
      ANEMOS_MQTT_HOST: '127.0.0.1',
      ANEMOS_MQTT_PORT: '0',
      ANEMOS_API_PORT: '0',
      ...(role === 'edge' && { ANEMOS_UPLINK_CA_FILE: inRoot('/etc/anemos/uplink-ca.pem') }),
    };
    const [program = '', ...args] = unit.one('ExecStart').split(' ').map(inRoot);
    const config = await loadConfig({ file: args.at(-1), env });
    expect(config).toMatchObject({ role, dataDir: join(directories.state, unit.one('StateDirectory')) });
    if (role === 'edge') expect(config.uplink).toMatchObject({ edge: 'pi7', password: 'pw-of-pi7' });

    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk));
    await waitFor(
      'it to be ready',
      () => text.includes('anemos is ready') || child.exitCode !== null,
      60_000,
    );
    const [, api = ''] = /API on (http:\/\/[^/]+)/.exec(text) ?? [];
    // The console is laid out, too.
    expect(await (await fetch(`${api}/`)).text()).toContain('<title>');
    child.kill('SIGTERM');
    expect(await ended, text).toEqual([0, null]);
  },
);
