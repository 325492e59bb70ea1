/** Owns reading what a client asks of the stream: sensors, kinds, and where to go on. */
import type { Request } from 'express';
import { globProblem } from '../../runtime/config/globs.ts';
import { badRequest, type InputError } from '../problems.ts';
import { type Filter, filterOf, KINDS, type Kind } from './filter.ts';
import { type Position, parseId } from './position.ts';

export interface StreamQuery {
  readonly filter: Filter;
  /** Absent = from what is new. */
  readonly after?: Position;
}

const NAMES = ['sensors', 'kinds', 'after'];
const MOST_GLOBS = 20;
/** Commas within braces belong to a glob. */
const COMMA = /,(?![^{]*\})/;

/** Throws ProblemError 400 that names all that is wrong. */
export function readStreamQuery({ query, headers }: Pick<Request, 'query' | 'headers'>): StreamQuery {
  const errors: InputError[] = [];
  for (const name of Object.keys(query)) {
    if (NAMES.includes(name)) continue;
    const message = `is unknown; known are ${NAMES.join(', ')}`;
    if (errors.length < 10) errors.push({ path: `query.${name.slice(0, 64)}`, message });
  }
  const globs = listed(query.sensors);
  const globError = problemOf(globs);
  if (globError) errors.push({ path: 'query.sensors', message: globError });
  const kinds = listed(query.kinds);
  const known = kinds?.filter(isKind);
  if (kinds === undefined || known?.length !== kinds.length)
    errors.push({ path: 'query.kinds', message: `must be some of ${KINDS.join(', ')}` });
  const id = afterIn({ query, headers });
  const after = id === undefined ? undefined : parseId(String(id.value));
  if (id && !after)
    errors.push({ path: id.path, message: 'must be the id of an event of this stream, as it was sent' });
  if (errors.length > 0) throw badRequest(errors);
  const filter = filterOf(known && known.length > 0 ? known : KINDS, globs ?? []);
  return { filter, ...(after && { after }) };
}

/** The header wins: a browser that comes back sends it, and asks with the address it began with. */
function afterIn({ query, headers }: Pick<Request, 'query' | 'headers'>) {
  const header = headers['last-event-id'];
  if (header !== undefined && header !== '') return { path: 'header.last-event-id', value: header };
  return query.after === undefined ? undefined : { path: 'query.after', value: query.after };
}

/** `a,b` and `?x=a&x=b` alike; undefined when it is neither. */
function listed(value: unknown): readonly string[] | undefined {
  if (value === undefined) return [];
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  const strings = texts.filter((text) => typeof text === 'string');
  return strings.length < texts.length ? undefined : strings.flatMap((text) => text.split(COMMA));
}

function problemOf(globs: readonly string[] | undefined): string | undefined {
  if (globs === undefined) return 'must be globs over sensor ids, such as farm1:*';
  if (globs.length > MOST_GLOBS) return `are more than ${MOST_GLOBS}; use {a,b} or *`;
  if (globs.includes('')) return 'holds an empty glob; leave it out for all sensors';
  return globs.map(globProblem).find((problem) => problem !== undefined);
}

function isKind(text: string): text is Kind {
  return KINDS.some((kind) => kind === text);
}
