/** Owns running a service of docker-compose.yml as a process: its command, environment, secrets and mounts as they are there. Tests only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '../../runtime/testbed/testbed.ts';
import { interpolated, named } from './compose-file.ts';
import type { ImageByHand } from './image-by-hand.ts';

export interface Host {
  readonly image: ImageByHand;
  /** Where deploy/ lies with its secrets; volumes become directories below it. */
  readonly dir: string;
  readonly settings: Readonly<Record<string, string>>;
}

export interface RunningService extends AsyncDisposable {
  readonly environment: NodeJS.ProcessEnv;
  output(): string;
  /** Waits for this in what it says. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves to its exit code, null when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Waits for its end. */
  ended(): Promise<number | null>;
}

/** ms; a machine that runs much beside takes its time. */
const PATIENCE = 60_000;

/** What a container sees at a path lies here on the host. */
export function onHost({ dir }: Pick<Host, 'dir'>, name: string): (text: string) => string {
  const { volumes } = named(name);
  const mounts = volumes.map(({ type, source, target }) => ({
    target,
    at: type === 'bind' ? join(dir, source) : join(dir, 'volumes', source),
  }));
  const places = [...mounts, { target: '/run/secrets', at: join(dir, 'deploy/secrets') }];
  return (text) => {
    const place = places.find(({ target }) => text === target || text.startsWith(`${target}/`));
    return place ? place.at + text.slice(place.target.length) : text;
  };
}

/** `environment` goes before the service's; an undefined value takes one out. */
export async function startService(
  host: Host,
  name: string,
  {
    environment = {},
    replace = (word: string) => word,
  }: {
    readonly environment?: NodeJS.ProcessEnv;
    /** A word of its command, as it is to be here. */
    readonly replace?: (word: string) => string;
  } = {},
): Promise<RunningService> {
  const { image, dir, settings } = host;
  const service = named(name);
  const here = onHost(host, name);
  for (const { type, source } of service.volumes) {
    if (type === 'volume') await mkdir(join(dir, 'volumes', source), { recursive: true, mode: 0o700 });
  }
  const entries = Object.entries({ ...image.environment, ...service.environment });
  const own = entries.map(([key, value]) => [key, here(interpolated(value, settings))]);
  const env = { PATH: process.env.PATH, ...Object.fromEntries(own), ...environment };
  const words = [...(service.entrypoint ?? image.entrypoint), ...(service.command ?? [])];
  const [program = '', ...args] = words.map((word) => replace(here(word)));
  if (program !== 'node') throw new Error(`${name} does not run node`);
  return startProcess(args, { cwd: image.app, env });
}

/** A Node of this machine's. */
export function startProcess(
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): RunningService {
  return wrap(spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }), env);
}

function wrap(child: ChildProcess, environment: NodeJS.ProcessEnv): RunningService {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk));
  const over = once(child, 'close').then(() => child.exitCode);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (!hasEnded()) child.kill(signal);
    return await over;
  };
  return {
    environment,
    output: () => text,
    async said(pattern) {
      const look = () => {
        const found = pattern.exec(text);
        if (!found && hasEnded()) throw new Error(`it has ended:\n${text}`);
        return found ?? undefined;
      };
      return await waitFor(`${pattern}`, look, PATIENCE).catch((error: Error) => {
        throw new Error(`${error.message}\n${text}`);
      });
    },
    stop,
    ended: () => over,
    [Symbol.asyncDispose]: async () => void (await stop('SIGKILL')),
  };
}
