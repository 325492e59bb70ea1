/** Owns `ledger`: every loss, here and at the edges. */
import { Get, Queries, Response, Route, Security, SuccessResponse, Tags } from '@tsoa/runtime';
import type { Ledger, NodePorts } from '../runtime/ports.ts';
import { readCursor, writeCursor } from './cursors.ts';
import { showLoss } from './edge-presentation.ts';
import type { LossPage } from './ledger-resources.ts';
import { DEFAULT_LIMIT, type PageQuery, page } from './pages.ts';
import { badRequest, FAILURE, PROBLEM_JSON, type Problem } from './problems.ts';

export interface LedgerQuery extends PageQuery {
  /**
   * Only what this edge lost; all when absent.
   * @minLength 1 must not be empty
   * @maxLength 64 must be at most 64 characters long
   */
  edge?: string;
}

@Tags('ledger')
@Route('ledger')
@Security('bearer')
export class LedgerController {
  readonly #ledger: Ledger;

  constructor({ ledger }: Pick<NodePorts, 'ledger'>) {
    this.#ledger = ledger;
  }

  /**
   * Readings that were lost, with who had not finished them and why. Newest first.
   * @summary What was lost
   */
  @Get()
  @SuccessResponse(200, 'One page of losses.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async listLosses(@Queries() query: LedgerQuery): Promise<LossPage> {
    const { cursor, limit = DEFAULT_LIMIT, ...filter } = query;
    const after = cursor === undefined ? [] : readCursor('ledger', ['number'], cursor);
    if (!after) throw badRequest([{ path: 'query.cursor', message: 'is not a cursor of this list' }]);
    const [before] = after;
    return page(limit, {
      read: (count) =>
        this.#ledger.list({ ...filter, limit: count, ...(before !== undefined && { before }) }),
      show: showLoss,
      cursorOf: (last) => writeCursor('ledger', [last.n]),
    });
  }
}
