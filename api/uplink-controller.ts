/** Owns `uplink`: how an edge's link to its cloud is. */
import { Get, Response, Route, Security, SuccessResponse, Tags } from '@tsoa/runtime';
import type { NodePorts } from '../runtime/ports.ts';
import { showUplink } from './edge-presentation.ts';
import type { Uplink } from './edge-resources.ts';
import { FAILURE, notFound, PROBLEM_JSON, type Problem } from './problems.ts';

@Tags('edges')
@Route('uplink')
@Security('bearer', ['read'])
@Security('session', ['read'])
export class UplinkController {
  readonly #uplink: NodePorts['uplink'];

  constructor({ uplink }: Pick<NodePorts, 'uplink'>) {
    this.#uplink = uplink;
  }

  /**
   * On an edge: whether the cloud is there, what waits for it, and the books.
   * @summary This edge's uplink
   */
  @Get()
  @SuccessResponse(200, 'The uplink.')
  @Response<Problem>(404, 'This node hands nothing over to another one.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async getUplink(): Promise<Uplink> {
    if (!this.#uplink) {
      throw notFound('This node has no uplink; `uplink` in its configuration gives it one.');
    }
    return showUplink(await this.#uplink());
  }
}
