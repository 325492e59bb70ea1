/** Owns child processes: starting one, waiting for its ready line, asking it something, ending it. */
import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child extends AsyncDisposable {
  /** Resolves with the match when a line of its output matches; rejects when it ends before. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a message and resolves with the next one that comes back. */
  ask(question: object): Promise<unknown>;
}

/** From SIGTERM to SIGKILL. */
const GRACE_MS = 10_000;

/** What it writes to stderr is seen as it comes. */
export function startChild(file: URL, args: readonly string[] = [], options: ForkOptions = {}): Child {
  const path = fileURLToPath(file);
  const child = fork(path, [...args], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], ...options });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${path} ended (${code ?? signal})`);
  });
  ended.catch(() => {});
  const lines = child.stdout && createInterface({ input: child.stdout });
  return {
    line: (pattern) => {
      const { promise, resolve } = Promise.withResolvers<RegExpExecArray>();
      const look = (line: string) => {
        const match = pattern.exec(line);
        if (match) resolve(match);
      };
      lines?.on('line', look);
      return Promise.race([promise, ended]).finally(() => lines?.off('line', look));
    },
    async ask(question) {
      const answer = once(child, 'message');
      child.send(question);
      const [message]: unknown[] = await Promise.race([answer, ended]);
      return message;
    },
    [Symbol.asyncDispose]: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await exited;
  clearTimeout(timer);
}
