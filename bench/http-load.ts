/** Owns HTTP load on one address: wrk where it is installed, else keep-alive requests of our own from a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { threadFile } from '../runtime/threads/rpc.ts';
import { startChild } from './child.ts';
import type { HttpOrder } from './http-order.ts';

export interface HttpResult {
  /** Answers a second. */
  readonly rate: number;
  /** Of them with another status than 2xx or 3xx, or none. */
  readonly failures: number;
  readonly by: 'wrk' | 'own';
}

const run = promisify(execFile);

export async function httpLoad(order: HttpOrder): Promise<HttpResult> {
  return (await wrkIsThere()) ? await byWrk(order) : await byOwn(order);
}

async function wrkIsThere(): Promise<boolean> {
  // Without arguments it tells how it is used, and fails.
  return await run('wrk', []).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}

async function byWrk({ url, paths, headers, connections, seconds }: HttpOrder): Promise<HttpResult> {
  const folder = await mkdtemp(join(tmpdir(), 'anemos-wrk-'));
  try {
    const script = join(folder, 'paths.lua');
    await writeFile(script, luaOf(paths));
    const fields = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const size = ['-t1', `-c${connections}`, `-d${seconds}s`];
    const { stdout } = await run('wrk', [...size, ...fields, '-s', script, url]);
    return {
      rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
      failures: Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0),
      by: 'wrk',
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The requests are made beforehand: wrk then only sends them. */
function luaOf(paths: readonly string[]): string {
  return `local paths = {${paths.map((path) => JSON.stringify(path)).join(',')}}
local requests, i = {}, 0
init = function() for n, path in ipairs(paths) do requests[n] = wrk.format('GET', path) end end
request = function() i = i % #requests + 1 return requests[i] end
`;
}

async function byOwn(order: HttpOrder): Promise<HttpResult> {
  await using child = startChild(threadFile('./http-generator', import.meta.url));
  const answer = await child.ask(order);
  if (typeof answer !== 'object' || answer === null || !('rate' in answer) || !('failures' in answer)) {
    throw new Error('the HTTP generator answered something else');
  }
  return { rate: Number(answer.rate), failures: Number(answer.failures), by: 'own' };
}
