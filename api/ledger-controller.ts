/** Owns `ledger`: every loss, here and at the edges. */
import { Get, Queries, Response, Route, Security, SuccessResponse, Tags } from '@tsoa/runtime';
import type { Ledger, NodePorts } from '../runtime/ports.ts';
import { showLoss } from './edge-presentation.ts';
import type { LossPage } from './ledger-resources.ts';
import { numbered, type PageQuery } from './pages.ts';
import { FAILURE, PROBLEM_JSON, type Problem } from './problems.ts';

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
@Security('bearer', ['read'])
@Security('session', ['read'])
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
    const { edge } = query;
    return numbered('ledger', query, {
      read: (range) => this.#ledger.list({ ...range, ...(edge !== undefined && { edge }) }),
      show: showLoss,
    });
  }
}
