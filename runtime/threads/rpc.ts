/** Owns asking another thread for something: calls and answers over a MessagePort, errors included. */
import type { MessagePort, Worker } from 'node:worker_threads';
import { Rejected, StartError, Unavailable } from '../errors.ts';

type Handlers = Record<string, (argument: never) => unknown>;

/** What the caller sees of handlers: every one asynchronous. */
export type Remote<H> = {
  readonly [K in keyof H]: H[K] extends (argument: infer A) => infer R
    ? (argument: A) => Promise<Awaited<R>>
    : never;
};

interface Call {
  readonly call: number;
  readonly method: string;
  readonly argument: unknown;
}
interface Answer {
  readonly answer: number;
  readonly value?: unknown;
  readonly error?: { readonly name: string; readonly message: string; readonly stack?: string | undefined };
}

/** Answers the calls that arrive at `port` with `handlers`; one that throws is answered with its error. */
export function serve<H extends { [K in keyof H]: (argument: never) => unknown }>(
  port: MessagePort,
  handlers: H,
): void {
  const table: Handlers = { ...handlers };
  port.on('message', async (message: unknown) => {
    if (!isCall(message)) return;
    const { call, method, argument } = message;
    try {
      const handler = table[method];
      if (!handler) throw new Error(`no handler for ${method}`);
      port.postMessage({ answer: call, value: await handler(argument as never) } satisfies Answer);
    } catch (error) {
      const { name, message: text, stack } = error instanceof Error ? error : new Error(String(error));
      port.postMessage({ answer: call, error: { name, message: text, stack } } satisfies Answer);
    }
  });
}

/** Calls the handlers at the other end of `port`. Calls in flight reject with Unavailable when it closes. */
export function connect<H>(port: MessagePort | Worker): Remote<H> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  let gone: Error | undefined;
  const end = (why: string) => {
    gone = new Unavailable(why);
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  port.on('message', (message: unknown) => {
    if (!isAnswer(message)) return;
    const pending = waiting.get(message.answer);
    waiting.delete(message.answer);
    if (message.error) pending?.reject(revive(message.error));
    else pending?.resolve(message.value);
  });
  port.on('error', (error: Error) => end(`its thread failed: ${error.message}`));
  port.on('close', () => end('its thread has ended'));
  port.on('exit', () => end('its thread has ended'));
  const invoke = (method: string) => (argument: unknown) => {
    if (gone) return Promise.reject(gone);
    const pending = Promise.withResolvers<unknown>();
    waiting.set(++calls, pending);
    port.postMessage({ call: calls, method, argument } satisfies Call);
    return pending.promise;
  };
  return new Proxy({} as Remote<H>, {
    get: (_, method) => (typeof method === 'string' && method !== 'then' ? invoke(method) : undefined),
  });
}

/** The URL of a thread's file beside `base`: TypeScript when run from source, JavaScript when compiled. */
export function threadFile(file: string, base: string): URL {
  return new URL(base.endsWith('.ts') ? `${file}.ts` : `${file}.js`, base);
}

function isCall(message: unknown): message is Call {
  return typeof message === 'object' && message !== null && 'call' in message;
}

function isAnswer(message: unknown): message is Answer {
  return typeof message === 'object' && message !== null && 'answer' in message;
}

function revive({ name, message, stack }: NonNullable<Answer['error']>): Error {
  const known = { Rejected, Unavailable, StartError }[name];
  const error = known ? new known(message) : new Error(message);
  error.stack = stack ?? message;
  return error;
}
