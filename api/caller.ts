/** Owns what a controller knows of who calls it, and telling the audit what a change has done. */
import type { Request } from 'express';
import type { Audit, AuditNote, Identity } from '../runtime/access/port.ts';
import document from './generated/openapi.json' with { type: 'json' };

/** Of what was changed; 0 = it was not there. */
interface Versions {
  /** What was made, where the request names only the list. */
  readonly target?: string;
  readonly before?: number;
  readonly after?: number;
}

export interface Caller {
  /** Signs what is done, e.g. `token:operator`. */
  readonly name: string;
  readonly identity: Identity | undefined;
  /** For the audit. */
  note(versions: Versions): void;
  /** As the audit knows it. */
  versions(): Versions;
}

/** `requireIdentity` has put who asks into the locals. */
export function callerOf(request: Request): Caller {
  const identity: Identity | undefined = request.res?.locals.identity;
  let noted: Versions = {};
  return {
    name: `token:${identity?.name ?? 'nobody'}`,
    identity,
    note(versions) {
      noted = versions;
    },
    versions: () => noted,
  };
}

/** Change who asks, and nothing of the node. */
const UNRECORDED: readonly string[] = ['openSession', 'closeSession'];
const SAFE: readonly string[] = ['get', 'head', 'options'];
/** The methods of controllers that change something: an operation is called as its method. */
const CHANGES: ReadonlySet<unknown> = new Set(
  Object.values<object>(document.paths).flatMap((item) =>
    Object.entries<{ readonly operationId: string }>({ ...item })
      .filter(([method, { operationId }]) => !SAFE.includes(method) && !UNRECORDED.includes(operationId))
      .map(([, { operationId }]) => operationId),
  ),
);

interface Recording {
  readonly caller: Caller;
  readonly audit: Audit;
}

const MOST_TARGET = 1024;
/** What tsoa asks a controller for beside its operations. */
const PLUMBING = ['getStatus', 'setStatus', 'getHeaders', 'setHeader', 'getHeader'];

/** A controller whose changes are in the audit before they are answered; what fails has changed nothing. */
export function recorded(controller: object, request: Request, recording: Recording): object {
  const operations = Object.getOwnPropertyNames(Object.getPrototypeOf(controller));
  const changes = operations.filter((name) => CHANGES.has(name));
  if (changes.length === 0 || SAFE.includes(request.method.toLowerCase())) return controller;
  const call = (name: string, inputs: unknown[]): unknown => {
    const method: unknown = Reflect.get(controller, name);
    return typeof method === 'function' ? Reflect.apply(method, controller, inputs) : undefined;
  };
  const wrapped = changes.map((name) => {
    return [
      name,
      async (...inputs: unknown[]) => {
        const result = await call(name, inputs);
        await recording.audit.record(noteOf(name, request, recording.caller));
        return result;
      },
    ] as const;
  });
  const kept = PLUMBING.filter((name) => name in controller).map((name) => {
    return [name, (...inputs: unknown[]) => call(name, inputs)] as const;
  });
  // tsoa calls what it finds in the prototype.
  return Object.create(Object.fromEntries([...wrapped, ...kept]));
}

function noteOf(action: string, request: Request, caller: Caller): AuditNote {
  return {
    at: Date.now(),
    by: caller.name,
    action,
    target: request.path.slice(0, MOST_TARGET),
    request: String(request.res?.locals.request),
    ...caller.versions(),
  };
}
