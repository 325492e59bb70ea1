/** Owns the two brokers under test, each a process of its own: Aedes that does nothing, and the whole node. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { threadFile } from '../runtime/threads/rpc.ts';
import { startChild } from './child.ts';
import { openNodeProcess, type Samples } from './node-process.ts';
import type { Figures } from './probe.ts';
import { figuresOf, PROBE } from './probe-client.ts';
import type { Target } from './sensor-connection.ts';

export interface Subject extends AsyncDisposable {
  readonly name: 'raw Aedes' | 'whole node';
  readonly target: Target;
  figures(): Promise<Figures>;
  /** The node's own; absent for the peer. */
  metrics?(): Promise<Samples>;
}

export async function openRawAedes(): Promise<Subject> {
  await using starting = new AsyncDisposableStack();
  const file = threadFile('./raw-aedes', import.meta.url);
  const child = starting.use(startChild(file, [], { execArgv: [...PROBE] }));
  const [, port] = await child.line(/^listening on (\d+)$/);
  const running = starting.move();
  return {
    name: 'raw Aedes',
    target: { host: '127.0.0.1', port: Number(port), username: 'device', password: 'any' },
    figures: () => figuresOf(child),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** With everything embedded and default settings, in a directory under `dataRoot` that goes away again. */
export async function openWholeNode(dataRoot: string): Promise<Subject> {
  await using starting = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(dataRoot, 'bench-'));
  starting.defer(() => rm(dataDir, { recursive: true, force: true }));
  const node = starting.use(await openNodeProcess({ dataDir, probed: true }));
  const running = starting.move();
  return { ...node, name: 'whole node', [Symbol.asyncDispose]: () => running.disposeAsync() };
}
