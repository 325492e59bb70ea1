/**
 * Owns `npm run smoke:compose`: the demo profile of docker-compose.yml for real, from a copy of the project, proved as the
 * stack without containers is, and taken down again with its volumes. Needs Docker.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { forTerminal, StartError } from '../../runtime/errors.ts';
import { tempDir, waitFor } from '../../runtime/testbed/testbed.ts';
import { copyContext } from './build-context.ts';
import { freePort } from './free-port.ts';
import { prove } from './proof.ts';

const run = promisify(execFile);
const PATIENCE = 300_000;
const PORTS = ['MQTT', 'MQTTS', 'API', 'EDGE_MQTT', 'EDGE_API', 'INFLUX', 'GRAFANA'] as const;

interface Project {
  readonly dir: string;
  readonly ports: Readonly<Record<(typeof PORTS)[number], number>>;
  /** `docker compose …` of this project; its output is the caller's. */
  read(...args: readonly string[]): Promise<string>;
  /** Likewise, its output goes to the terminal. */
  show(...args: readonly string[]): Promise<void>;
}

async function main(): Promise<void> {
  await checkDocker();
  await using dir = await tempDir();
  await copyContext(dir.path);
  const { stdout } = await run('deploy/make-secrets.sh', { cwd: dir.path });
  say(stdout.split('\n')[0] ?? '');
  const project = await openProject(dir.path);
  try {
    await project.show('up', '--detach');
    await proveProject(project);
    say('all of it works');
  } catch (error) {
    await project.show('ps', '--all').catch(() => {});
    await project.show('logs', '--tail', '40').catch(() => {});
    throw error;
  } finally {
    await project.show('down', '--volumes', '--remove-orphans', '--timeout', '60');
  }
}

async function checkDocker(): Promise<void> {
  await run('docker', ['compose', 'version']).catch(() => {
    throw new StartError('needs Docker with its compose plugin: `docker compose version` does not answer');
  });
  await run('docker', ['info', '--format', '{{.ServerVersion}}']).catch(() => {
    throw new StartError(
      'Docker is installed but its engine does not answer: start it, or see `docker info`',
    );
  });
}

/** A name and ports of its own, so that it disturbs nobody. */
async function openProject(dir: string): Promise<Project> {
  const found = await Promise.all(PORTS.map(async (name) => [name, await freePort()] as const));
  await appendFile(join(dir, '.env'), found.map(([name, port]) => `ANEMOS_${name}_PORT=${port}\n`).join(''));
  const ports = Object.fromEntries(found) as Project['ports'];
  const command = ['compose', '--project-name', `anemos-smoke-${process.pid}`, '--profile', 'demo'];
  return {
    dir,
    ports,
    read: async (...args) => (await run('docker', [...command, ...args], { cwd: dir })).stdout,
    async show(...args) {
      say(`docker ${[...command, ...args].join(' ')}`);
      const child = spawn('docker', [...command, ...args], { cwd: dir, stdio: 'inherit' });
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new StartError(`docker compose ${args[0]} ended with exit code ${code}`);
    },
  };
}

async function proveProject({ dir, ports, read }: Project): Promise<void> {
  const secret = (name: string) => readFile(join(dir, 'deploy/secrets', name), 'utf8');
  const at = (name: keyof typeof ports) => `http://127.0.0.1:${ports[name]}`;
  for (const url of [`${at('API')}/readyz`, `${at('EDGE_API')}/readyz`, `${at('GRAFANA')}/api/health`]) {
    const answers = () =>
      fetch(url)
        .then(({ ok }) => ok)
        .catch(() => false);
    await waitFor(url, answers, PATIENCE);
    say(`${url} answers`);
  }
  const password = await secret('grafana_postgres_password');
  const psql = ['exec', '-T', '--env', `PGPASSWORD=${password}`, 'postgres', 'psql', '--host=127.0.0.1'];
  const token = (await read('exec', '-T', 'grafana', 'cat', '/run/influx/grafana/token')).trim();
  await prove({
    edge: {
      apiUrl: at('EDGE_API'),
      token: await secret('edge_api_token'),
      mqttUrl: `mqtt://127.0.0.1:${ports.EDGE_MQTT}`,
      password: await secret('edge_device_password'),
    },
    cloud: { apiUrl: at('API'), token: await secret('api_token') },
    async rows(sql) {
      const query = `SELECT row_to_json(r) FROM (${sql}) r`;
      const text = await read(...psql, '--username=grafana', '--dbname=anemos', '-At', '-c', query);
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    },
    influx: { url: at('INFLUX'), org: 'anemos', bucket: 'readings', token },
    grafana: { url: at('GRAFANA'), user: 'admin', password: await secret('grafana_password') },
    say,
  });
}

function say(line: string): void {
  process.stdout.write(`smoke: ${line}\n`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`smoke: ${forTerminal(error)}\n`);
  process.exitCode = 1;
});
