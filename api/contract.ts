/** Owns holding a request against the OpenAPI document before any controller sees it: path, method, query names. */
import type { RequestHandler } from 'express';
import document from './generated/openapi.json' with { type: 'json' };
import { refuseMethod } from './methods.ts';
import { badRequest, notFound } from './problems.ts';

interface Resource {
  readonly pattern: RegExp;
  /** Method -> names of its query parameters. */
  readonly operations: ReadonlyMap<string, readonly string[]>;
  readonly refuse: RequestHandler;
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly in: string; readonly name: string }[];
}
type PathItem = Readonly<Record<string, Operation>>;

/** At most this many unknown parameters are named in an answer. */
const MOST_NAMED = 10;

/** 404, 405 and unknown query parameters; mounted at the document's base path. */
export function holdToContract(): RequestHandler {
  const resources = Object.entries<PathItem>(document.paths).map(([template, item]) =>
    resource(template, item),
  );
  return (request, response, next) => {
    const found = resources.find(({ pattern }) => pattern.test(request.path));
    if (!found) throw notFound('There is no such resource.');
    const known = found.operations.get(request.method);
    if (!known) {
      found.refuse(request, response, next);
      return;
    }
    const unknown = Object.keys(request.query).filter((name) => !known.includes(name));
    if (unknown.length > 0)
      throw badRequest(unknown.slice(0, MOST_NAMED).map((name) => strange(name, known)));
    next();
  };
}

function resource(template: string, item: PathItem): Resource {
  const operations = new Map<string, readonly string[]>();
  for (const [method, { parameters }] of Object.entries(item)) {
    const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
    operations.set(method.toUpperCase(), names);
    if (method === 'get') operations.set('HEAD', names);
  }
  // A level is anything but a slash; one that belongs to an id comes percent-encoded.
  const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
  return { pattern, operations, refuse: refuseMethod([...operations.keys()]) };
}

function strange(name: string, known: readonly string[]): { path: string; message: string } {
  const message =
    known.length > 0 ? `is unknown; known are ${known.join(', ')}` : 'is unknown; there are none';
  return { path: `query.${name.slice(0, 64)}`, message };
}
