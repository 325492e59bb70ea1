/** Owns `edges/{id}/documents/{kind}`: what an edge works by, read and set as a whole. */
import {
  Body,
  Controller,
  Get,
  Header,
  Path,
  Put,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { DocumentKind, DocumentOutcome, Edges } from '../runtime/edges/port.ts';
import type { NodePorts } from '../runtime/ports.ts';
import type { Caller } from './caller.ts';
import { MOST_LEVELS, tooDeep } from './documents.ts';
import { showDocument } from './edge-presentation.ts';
import type { EdgeDocument } from './edge-resources.ts';
import { type EdgeIdentifier, unknownEdge } from './edges-controller.ts';
import { changed, entityTag, hold, type Preconditions, readPreconditions } from './preconditions.ts';
import { badRequest, FAILURE, notFound, PROBLEM_JSON, type Problem } from './problems.ts';

@Tags('edges')
@Route('edges/{id}/documents')
@Security('bearer', ['read'])
@Security('session', ['read'])
export class EdgeDocumentsController extends Controller {
  readonly #edges: Edges;
  readonly #caller: Caller;

  constructor({ edges }: Pick<NodePorts, 'edges'>, caller: Caller) {
    super();
    this.#edges = edges;
    this.#caller = caller;
  }

  /**
   * A document as it was last set here; its ETag is its version.
   * @summary What an edge works by
   */
  @Get('{kind}')
  @SuccessResponse<{ ETag: string }>(200, 'The document.')
  @Response<Problem>(404, 'There is no such edge, or no such document of it.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async getEdgeDocument(@Path() id: EdgeIdentifier, @Path() kind: DocumentKind): Promise<EdgeDocument> {
    const document = await this.#edges.document(id, kind);
    if (!document) {
      await this.#mustKnow(id);
      throw notFound(`No ${kind} were ever set for this edge.`);
    }
    this.setHeader('ETag', entityTag(document.version));
    return showDocument(document);
  }

  /**
   * Sets what an edge works by, as a whole. Answered when it is durable here; it goes to the edge at once, or when
   * the edge is back, and `edges/{id}` says when it is applied.
   * @summary Set what an edge works by
   * @param body The document itself, JSON of at most 1 MiB: `rules` and `sensors` are lists, as `rules` and
   * `uplink.modes` in a node's configuration; `models` is a list or an object.
   * @example body.rules [{"id":"hot","sensors":"farm1:*","metric":"temp","above":90,"for":"10s","severity":"MAJOR"}]
   * @example body.sensors [{"sensors":"farm1:*","mode":"summary","every":"10s"}]
   * @param ifMatch Only if this version, e.g. `"3"`, is there now; `*`: any.
   * @param ifNoneMatch `*`: only if there is none yet.
   */
  @Put('{kind}')
  @Security('bearer', ['operate'])
  @Security('session', ['operate'])
  @SuccessResponse<{ ETag: string }>(200, 'The document as it is now, with its new version.')
  @Response<Problem>(404, 'There is no such edge.', undefined, PROBLEM_JSON)
  @Response<Problem>(412, 'Another version is there; `version` says which.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  // tsoa wants each input as a parameter of its own.
  async setEdgeDocument(
    @Path() id: EdgeIdentifier,
    @Path() kind: DocumentKind,
    @Body() body: unknown,
    @Header('If-Match') ifMatch?: string,
    @Header('If-None-Match') ifNoneMatch?: string,
  ): Promise<EdgeDocument> {
    if (tooDeep(body)) {
      throw badRequest([{ path: 'body', message: `must be at most ${MOST_LEVELS} levels deep` }]);
    }
    const conditions = readPreconditions(ifMatch, ifNoneMatch);
    const expected = conditions && (await this.#expected(id, kind, conditions));
    const result = await this.#edges.setDocument(id, {
      kind,
      body,
      ...(expected !== undefined && { expected }),
    });
    return this.#answer(result);
  }

  /** The version that meets the conditions. Throws 404, and 412 when what is there does not. */
  async #expected(id: string, kind: DocumentKind, conditions: Preconditions): Promise<number> {
    await this.#mustKnow(id);
    const version = (await this.#edges.document(id, kind))?.version ?? 0;
    if (!hold(conditions, version)) throw changed(version);
    return version;
  }

  #answer(result: DocumentOutcome): EdgeDocument {
    switch (result.outcome) {
      case 'done':
        this.#caller.note({ before: result.document.version - 1, after: result.document.version });
        this.setHeader('ETag', entityTag(result.document.version));
        return showDocument(result.document);
      case 'conflict':
        throw changed(result.version);
      case 'unknown-edge':
        throw unknownEdge();
      case 'invalid':
        throw badRequest(result.errors.map(({ path, message }) => ({ path: inBody(path), message })));
    }
  }

  async #mustKnow(id: string): Promise<void> {
    if (!(await this.#edges.get(id))) throw unknownEdge();
  }
}

/** `[0].for` -> `body[0].for`, `a.b` -> `body.a.b`. */
function inBody(path: string): string {
  return path === '' || path.startsWith('[') ? `body${path}` : `body.${path}`;
}
