/** Owns `edges` and `edges/{id}`: what is known of the nodes that hand over to this one. */
import { Get, Path, Queries, Response, Route, Security, SuccessResponse, Tags } from '@tsoa/runtime';
import type { Edges } from '../runtime/edges/port.ts';
import type { NodePorts } from '../runtime/ports.ts';
import { readCursor, writeCursor } from './cursors.ts';
import { showEdge } from './edge-presentation.ts';
import type { Edge, EdgePage } from './edge-resources.ts';
import { DEFAULT_LIMIT, notOfThisList, type PageQuery, page } from './pages.ts';
import { FAILURE, notFound, PROBLEM_JSON, type Problem, type ProblemError } from './problems.ts';

/**
 * The edge's id.
 * @minLength 1 must not be empty
 * @maxLength 64 must be at most 64 characters long
 * @example "farm1-gateway"
 */
export type EdgeIdentifier = string;

@Tags('edges')
@Route('edges')
@Security('bearer', ['read'])
@Security('session', ['read'])
export class EdgesController {
  readonly #edges: Edges;

  constructor({ edges }: Pick<NodePorts, 'edges'>) {
    this.#edges = edges;
  }

  /**
   * Lists every edge ever heard of, by id; none but on a cloud.
   * @summary All edges
   */
  @Get()
  @SuccessResponse(200, 'One page of edges.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async listEdges(@Queries() query: PageQuery): Promise<EdgePage> {
    const after = query.cursor === undefined ? [] : readCursor('edges', ['string'], query.cursor);
    if (!after) throw notOfThisList();
    const [behind] = after;
    return page(query.limit ?? DEFAULT_LIMIT, {
      read: (limit) => this.#edges.list({ limit, ...(behind !== undefined && { after: behind }) }),
      show: showEdge,
      cursorOf: (last) => writeCursor('edges', [last.id]),
    });
  }

  /**
   * One edge: whether it is there, what waits at it, both sides' books, and the documents it works by.
   * @summary One edge
   */
  @Get('{id}')
  @SuccessResponse(200, 'The edge.')
  @Response<Problem>(404, 'There is no such edge.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async getEdge(@Path() id: EdgeIdentifier): Promise<Edge> {
    const edge = await this.#edges.get(id);
    if (!edge) throw unknownEdge();
    return showEdge(edge);
  }
}

export function unknownEdge(): ProblemError {
  return notFound('There is no such edge.');
}
