/** Owns `tokens`: who may use the API, made, listed and revoked by an admin. */
import {
  Body,
  Controller,
  Delete,
  Get,
  Path,
  Post,
  Queries,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type * as access from '../runtime/access/port.ts';
import type { NodePorts } from '../runtime/ports.ts';
import type { CreatedToken, Token, TokenPage } from './access-resources.ts';
import type { Caller } from './caller.ts';
import { listed, type PageQuery } from './pages.ts';
import { badRequest, FAILURE, notFound, PROBLEM_JSON, type Problem, ProblemError } from './problems.ts';
import { parseTime, timestamp } from './times.ts';

/** A token to be made. */
export interface TokenInput {
  /**
   * Signs what is done with it.
   * @pattern ^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$ must be 1-64 letters, digits, _ . or -, starting with a letter or digit
   * @example "grafana"
   */
  readonly name: string;
  /** Each holds those before it: `read`, `operate`, `admin`. */
  readonly scope: access.Scope;
  /**
   * RFC 3339, epoch milliseconds, or e.g. `now+90d`; absent = never.
   * @minLength 1 must not be empty
   * @maxLength 64 must be at most 64 characters long
   * @example "now+90d"
   */
  readonly expiresAt?: string;
}

/**
 * The token's id.
 * @minLength 1 must not be empty
 * @maxLength 64 must be at most 64 characters long
 * @example "0123456789abcdef"
 */
export type TokenIdentifier = string;

@Tags('access')
@Route('tokens')
@Security('bearer', ['admin'])
@Security('session', ['admin'])
export class TokensController extends Controller {
  readonly #tokens: access.Tokens;
  readonly #caller: Caller;

  constructor({ tokens }: Pick<NodePorts, 'tokens'>, caller: Caller) {
    super();
    this.#tokens = tokens;
    this.#caller = caller;
  }

  /**
   * Every token, by name. Secrets are kept nowhere.
   * @summary All tokens
   */
  @Get()
  @SuccessResponse(200, 'One page of tokens.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async listTokens(@Queries() query: PageQuery): Promise<TokenPage> {
    return listed('tokens', this.#tokens.list(), { query, keyOf: ({ name }) => name, show: showToken });
  }

  /**
   * Makes a token; its secret is in this answer and nowhere else.
   * @summary Make a token
   */
  @Post()
  @SuccessResponse(201, 'The token with its secret.')
  @Response<Problem>(409, 'There is a token of this name, or as many as may be.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async createToken(@Body() body: TokenInput): Promise<CreatedToken> {
    const { name, scope } = body;
    const until = expiry(body.expiresAt);
    const result = await this.#tokens.add({
      ...{ name, scope, createdBy: this.#caller.name },
      ...(until !== undefined && { expiresAt: until }),
    });
    switch (result.outcome) {
      case 'taken':
        throw new ProblemError(409, { detail: `There is a token named ${name} already.` });
      case 'full':
        throw new ProblemError(409, { detail: `There are ${result.most} tokens; revoke one first.` });
      case 'done':
        this.#caller.note({ before: 0, after: 1, target: `/tokens/${result.token.id}` });
        return { ...showToken(result.token), token: result.secret };
    }
  }

  /**
   * Revokes a token: nobody gets in with it any more, its sessions included.
   * @summary Revoke a token
   */
  @Delete('{id}')
  @SuccessResponse(204, 'It is revoked.')
  @Response<Problem>(404, 'There is no such token.', undefined, PROBLEM_JSON)
  @Response<Problem>(409, "It is the node's own.", undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async revokeToken(@Path() id: TokenIdentifier): Promise<void> {
    const outcome = await this.#tokens.revoke(id);
    if (outcome === 'unknown') throw notFound('There is no such token.');
    if (outcome === 'fixed') {
      const detail =
        "The node's own token is in its configuration, or in the file api-token of its data directory; change it there and restart.";
      throw new ProblemError(409, { detail });
    }
    this.#caller.note({ before: 1, after: 0 });
  }
}

function expiry(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = parseTime(text, Date.now());
  if (at === undefined || at <= Date.now()) {
    const message = 'must be a time to come: RFC 3339, epoch milliseconds, or now+90d';
    throw badRequest([{ path: 'body.expiresAt', message }]);
  }
  return at;
}

function showToken({ id, name, scope, createdAt, expiresAt, createdBy, source }: access.Token): Token {
  return {
    id,
    name,
    scope,
    createdAt: timestamp(createdAt),
    ...(expiresAt !== undefined && { expiresAt: timestamp(expiresAt) }),
    ...(createdBy !== undefined && { createdBy }),
    source,
  };
}
