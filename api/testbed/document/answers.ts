/** Owns which failures every operation documents: those that our own handlers around the controllers answer with. */
import type { Answer, Operation } from './document.ts';

const RETRY = {
  'Retry-After': { description: 'Seconds to wait.', required: true, schema: { type: 'integer' } },
};

/** `problem`: the content of each. A description that an operation gives of its own goes before. */
export function answersOfFailures(
  method: string,
  { security, responses }: Operation,
  content: NonNullable<Answer['content']>,
): Record<string, Answer> {
  const open = security?.length === 0;
  const sends = method !== 'get';
  const all: Record<string, Answer | false> = {
    400: { description: 'The request is wrong: `errors` says where.', content },
    401: !open && { description: 'The token is missing, wrong, expired or revoked.', content },
    403: !open && {
      description:
        'The token has too small a scope, or a session changes something without `X-Anemos-Console: 1`.',
      content,
    },
    413: sends && { description: 'The body is too large.', content },
    415: sends && { description: 'The body is not JSON in UTF-8, or it is compressed.', content },
    431: { description: 'The address and the fields of the request are over 16 KiB.', content },
    429: { description: 'Too many requests with this token.', headers: RETRY, content },
    500: { description: 'A bug; the log of the node says more.', content },
    503: { description: 'A store that the answer needs is away; try again.', headers: RETRY, content },
  };
  const missing = Object.entries(all).filter(([status]) => !(status in responses));
  return Object.fromEntries(missing.filter((entry): entry is [string, Answer] => entry[1] !== false));
}
