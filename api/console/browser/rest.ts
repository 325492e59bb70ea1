/** Owns asking this node's REST API: addresses, the session's fields, and what a refusal says. Keeps nothing. */

/** Relative, so that a proxy may put the node under a prefix. */
export const API = 'api/v1/';

/** The node answered with something other than success; `message` is its own sentence. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
  }
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface Asking {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Throws Refusal, and TypeError when the node is not reached. `path` is below `/api/v1/`; undefined for no content. */
export async function ask<T>(path: string, { method = 'GET', body, signal }: Asking = {}): Promise<T> {
  const response = await fetch(`${API}${path}`, {
    method,
    headers: {
      // What a page of another site cannot send: it says that a person at this console meant it.
      'X-Anemos-Console': '1',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  if (!response.ok) throw new Refusal(response.status, sentenceOf(text) || response.statusText);
  return JSON.parse(text === '' ? 'null' : text);
}

/** Everything of a list, at most `most` items. */
export async function askAll<T>(path: string, most: number, signal?: AbortSignal): Promise<readonly T[]> {
  const items: T[] = [];
  const separator = path.includes('?') ? '&' : '?';
  for (let cursor: string | null = ''; cursor !== null && items.length < most; ) {
    const behind: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const limit = Math.min(1000, most - items.length);
    const page: Page<T> = await ask(`${path}${separator}limit=${limit}${behind}`, signal ? { signal } : {});
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

/** Undefined when this node has no such resource. */
export async function askIfThere<T>(path: string, signal?: AbortSignal): Promise<T | undefined> {
  return await ask<T>(path, signal ? { signal } : {}).catch((error: unknown) => {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  });
}

/** One sentence about anything that was thrown. */
export function troubleOf(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof TypeError) return 'The node does not answer.';
  return error instanceof Error ? error.message : String(error);
}

/** RFC 9457: `detail`, and what is wrong with which field. */
function sentenceOf(text: string): string {
  try {
    const { title = '', detail = title, errors = [] } = JSON.parse(text);
    const wrong = errors.map(({ path, message }: { path: string; message: string }) => `${path} ${message}`);
    return [detail, ...wrong].join(' ');
  } catch {
    return '';
  }
}
