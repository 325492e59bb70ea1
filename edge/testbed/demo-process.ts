/** Owns running the demo as a person does: a process, its lines, what is typed into it, its end; and asking its nodes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../../runtime/testbed/testbed.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DEMO = join(ROOT, 'dist/edge/demo.js');

export type DemoProcess = ReturnType<typeof startProcess>;

export function startDemo(...args: string[]): DemoProcess {
  return startProcess(process.execPath, ['--no-memory-protection-keys', DEMO, ...args]);
}

export function startProcess(command: string, args: readonly string[]) {
  if (!existsSync(DEMO)) throw new Error(`${DEMO} is not there; run: npm run build`);
  // A group of its own, as a terminal gives its foreground job.
  const child = spawn(command, args, { cwd: ROOT, stdio: 'pipe', detached: true });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk));
  const exit = once(child, 'exit');
  return {
    text: () => text,
    said: (pattern: RegExp, within = 20_000) =>
      waitFor(`the demo to say ${pattern}`, () => pattern.exec(text) ?? undefined, within).catch((error) => {
        throw new Error(`${error.message}; it said:\n${text}`);
      }),
    type: (line: string) => void child.stdin.write(`${line}\n`),
    async end(signal?: NodeJS.Signals): Promise<number | null> {
      if (signal) child.kill(signal);
      await exit;
      return child.exitCode;
    },
    /** Ctrl-C in a terminal: every process of the group gets it. */
    async endGroup(): Promise<number | null> {
      if (child.pid) process.kill(-child.pid, 'SIGINT');
      return await this.end();
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await this.end('SIGTERM');
    },
  };
}

export interface DemoItem {
  readonly id: string;
  readonly status?: string;
  readonly ts?: string;
  readonly values?: unknown;
}

export interface DemoClient {
  readonly apiUrl: string;
  items(path: string): Promise<readonly DemoItem[]>;
  /** Entries that wait, of an edge. */
  backlog(): Promise<number>;
}

/** Where the node's REST is, as the introduction has it. */
export async function clientOf(
  demo: DemoProcess,
  node: 'cloud' | 'edge',
  dataDir: string,
): Promise<DemoClient> {
  const [, apiUrl = ''] = await demo.said(new RegExp(`^ +${node} +(http:\\S+)/ `, 'm'));
  const token = (await readFile(join(dataDir, node, 'api-token'), 'utf8')).trim();
  const get = async (path: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return JSON.parse(await (await fetch(`${apiUrl}/api/v1/${path}`, { headers })).text());
  };
  return {
    apiUrl,
    items: async (path) => (await get(path)).items ?? [],
    backlog: async () => (await get('uplink')).backlog.entries,
  };
}

/** The commands the introduction prints, each as it stands. */
export function commandsIn(text: string): string[] {
  return [...text.matchAll(/^ {2}((?:curl|mosquitto_pub) (?:.*\\\n)*.*)$/gm)].map(
    ([, command = '']) => command,
  );
}
