/** Owns `audit`: who changed what through the API. */
import { Get, Queries, Response, Route, Security, SuccessResponse, Tags } from '@tsoa/runtime';
import type { Audit } from '../runtime/access/port.ts';
import type { NodePorts } from '../runtime/ports.ts';
import type { AuditPage } from './access-resources.ts';
import { numbered, type PageQuery } from './pages.ts';
import { FAILURE, PROBLEM_JSON, type Problem } from './problems.ts';
import { timestamp } from './times.ts';

@Tags('access')
@Route('audit')
@Security('bearer', ['admin'])
@Security('session', ['admin'])
export class AuditController {
  readonly #audit: Audit;

  constructor({ audit }: Pick<NodePorts, 'audit'>) {
    this.#audit = audit;
  }

  /**
   * Every change made through this API, newest first; the newest 100,000 are kept.
   * @summary Who changed what
   */
  @Get()
  @SuccessResponse(200, 'One page of changes.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async listAudit(@Queries() query: PageQuery): Promise<AuditPage> {
    return numbered('audit', query, {
      read: (range) => this.#audit.list(range),
      show: ({ at, ...row }) => ({ ...row, at: timestamp(at) }),
    });
  }
}
