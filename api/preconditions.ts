/**
 * Owns what If-Match and If-None-Match ask of a resource whose entity tag is its version (RFC 9110 section 13.1).
 * Asks no store.
 */
import { badRequest, ProblemError } from './problems.ts';

/** `*`, or the versions named; a tag that can be no version of ours is left out, as it matches nothing. */
type Tags = '*' | readonly number[];

export interface Preconditions {
  readonly match?: Tags;
  readonly noneMatch?: Tags;
}

const LIST = /^(?:W\/)?"[^"]*"(?:[ \t]*,[ \t]*(?:W\/)?"[^"]*")*$/;
const TAG = /(W\/)?"([^"]*)"/g;
const VERSION = /^[1-9]\d{0,14}$/;

export function entityTag(version: number): string {
  return `"${version}"`;
}

/** Undefined when the request asks for nothing; throws 400 when a field cannot be read. */
export function readPreconditions(
  ifMatch: string | undefined,
  ifNoneMatch: string | undefined,
): Preconditions | undefined {
  if (ifMatch === undefined && ifNoneMatch === undefined) return undefined;
  return {
    // Section 8.8.3.2: If-Match compares strongly, so a weak tag matches nothing there.
    ...(ifMatch !== undefined && { match: readTags('if-match', ifMatch, false) }),
    ...(ifNoneMatch !== undefined && { noneMatch: readTags('if-none-match', ifNoneMatch, true) }),
  };
}

/** `version` is what is there now, 0 for none. */
export function hold({ match, noneMatch }: Preconditions, version: number): boolean {
  const matches = match === undefined || names(match, version);
  return matches && (noneMatch === undefined || !names(noneMatch, version));
}

/** `version` is what is there instead, 0 for none. */
export function changed(version: number): ProblemError {
  const detail = version === 0 ? 'There is none yet.' : `Version ${version} is there.`;
  const headers = version === 0 ? {} : { etag: entityTag(version) };
  return new ProblemError(412, { detail, version, headers });
}

function names(tags: Tags, version: number): boolean {
  return version > 0 && (tags === '*' || tags.includes(version));
}

function readTags(name: string, field: string, weakToo: boolean): Tags {
  const text = field.trim();
  if (text === '*') return '*';
  if (!LIST.test(text)) {
    throw badRequest([{ path: `header.${name}`, message: 'must be * or entity tags such as "3"' }]);
  }
  return Array.from(text.matchAll(TAG), ([, weak, tag = '']) => ({ weak: weak !== undefined, tag }))
    .filter(({ weak, tag }) => VERSION.test(tag) && (weakToo || !weak))
    .map(({ tag }) => Number(tag));
}
