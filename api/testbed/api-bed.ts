/** Owns starting the real API on a free port over a memory node, and asking it: politely, or byte by byte. */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Log } from '../../runtime/log.ts';
import { type Api, type ApiOptions, openApi } from '../server.ts';
import { OWN_TOKEN } from './memory-access.ts';
import { type MemoryNode, memoryNode } from './memory-node.ts';

export const TOKEN = OWN_TOKEN;
const BASE = '/api/v1';

interface Line {
  readonly level: keyof Log;
  readonly fields: object;
  readonly message: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  readonly body: any;
}

export interface ApiBed extends AsyncDisposable {
  readonly api: Api;
  readonly node: MemoryNode;
  readonly log: Line[];
  /** Asks with the token; a path that starts with `/` is taken as it is, any other below `/api/v1/`. */
  ask(path: string, init?: RequestInit): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  put(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Sends bytes as they are and gives back everything that came until the connection closed. */
  raw(bytes: string | Buffer): Promise<string>;
}

/** `settings` go over those of a test: no limit to speak of, nothing of other origins. */
export async function apiBed(settings: Partial<ApiOptions> = {}): Promise<ApiBed> {
  const log: Line[] = [];
  const line = (level: keyof Log) => (fields: object, message: string) =>
    void log.push({ level, fields, message });
  const logging = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
  const node = await memoryNode(logging);
  const api = await openApi({
    ...{ host: '127.0.0.1', port: 0, cors: [], rateLimit: { requests: 1e9, per: 1000 } },
    ...{ ports: node.ports, log: logging },
    ...settings,
  });
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const url = `${api.url}${path.startsWith('/') ? path : `${BASE}/${path}`}`;
    const headers = new Headers({ authorization: `Bearer ${TOKEN}` });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const response = await fetch(url, { redirect: 'manual', ...init, headers });
    const content = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '') && content !== '';
    const body: unknown = json ? JSON.parse(content) : undefined;
    return { status: response.status, headers: response.headers, text: content, body };
  };
  return {
    api,
    node,
    log,
    ask,
    post: (path, body, headers = {}) =>
      ask(path, {
        method: 'POST',
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    put: (path, body, headers = {}) =>
      ask(path, {
        method: 'PUT',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    raw(bytes) {
      const socket = connect(api.port, '127.0.0.1');
      socket.on('error', () => socket.destroy());
      socket.write(bytes);
      return text(socket).catch(() => '');
    },
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

/** Every item behind `path`, page by page; also how many pages it took. */
export async function walk(
  bed: ApiBed,
  path: string,
): Promise<{ items: readonly Answer['body'][]; pages: number }> {
  const items: Answer['body'][] = [];
  for (let pages = 1, cursor = ''; ; pages++) {
    const { status, body, text: content } = await bed.ask(`${path}${cursor}`);
    if (status !== 200) throw new Error(`${status} ${content}`);
    items.push(...body.items);
    if (body.nextCursor === null) return { items, pages };
    cursor = `&cursor=${body.nextCursor}`;
  }
}
