/** Owns `session`: a browser's log-in with a token, and what that token may do. */
import {
  Body,
  Controller,
  Delete,
  Get,
  NoSecurity,
  Post,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Identity, Scope, Tokens } from '../runtime/access/port.ts';
import { scopesOf } from './authentication.ts';
import type { Caller } from './caller.ts';
import { FAILURE, PROBLEM_JSON, type Problem, ProblemError } from './problems.ts';
import { type Sessions, setCookie } from './sessions.ts';

/** What logs a browser in. */
export interface Login {
  /**
   * A token's secret.
   * @minLength 1 must not be empty
   * @maxLength 1024 must be at most 1024 characters long
   * @example "anemos_0123456789abcdef_3q2-7wABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijk"
   */
  readonly token: string;
}

/** Who asks, and what they may do. */
export interface Session {
  /**
   * The token's name.
   * @example "operator"
   */
  readonly name: string;
  /** Each holds those before it. */
  readonly scopes: readonly Scope[];
}

interface SessionParts {
  readonly tokens: Pick<Tokens, 'identify'>;
  readonly sessions: Sessions;
  /** The cookie of this request. */
  readonly cookie: string | undefined;
  /** HTTPS is spoken here. */
  readonly secure: boolean;
}

@Tags('access')
@Route('session')
@Security('bearer', ['read'])
@Security('session', ['read'])
export class SessionController extends Controller {
  readonly #parts: SessionParts;
  readonly #identity: Identity | undefined;

  constructor(parts: SessionParts, { identity }: Caller) {
    super();
    this.#parts = parts;
    this.#identity = identity;
  }

  /**
   * Gives a browser a cookie in place of the token. With it, anything but GET and HEAD also needs the field
   * `X-Anemos-Console: 1`.
   * @summary Log in
   */
  @Post()
  @NoSecurity()
  @SuccessResponse<{ 'Set-Cookie': string }>(204, 'The cookie is set.')
  @Response<Problem>(401, 'The token is wrong, expired or revoked.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async openSession(@Body() body: Login): Promise<void> {
    const { tokens, sessions, secure } = this.#parts;
    const identity = tokens.identify(body.token);
    if (!identity) throw new ProblemError(401, { detail: 'The token is wrong, expired or revoked.' });
    this.setHeader('Set-Cookie', setCookie(sessions.open(identity.id), secure));
  }

  /**
   * Whoever asks, by token or cookie.
   * @summary Who am I
   */
  @Get()
  @SuccessResponse(200, 'Who asks.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async getSession(): Promise<Session> {
    if (!this.#identity) throw new Error('an operation without a caller');
    return { name: this.#identity.name, scopes: scopesOf(this.#identity.scope) };
  }

  /**
   * Ends the session of the cookie; without one there is nothing to end.
   * @summary Log out
   */
  @Delete()
  @SuccessResponse<{ 'Set-Cookie': string }>(204, 'The cookie is taken back.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async closeSession(): Promise<void> {
    const { sessions, cookie, secure } = this.#parts;
    if (cookie !== undefined) sessions.close(cookie);
    this.setHeader('Set-Cookie', setCookie(undefined, secure));
  }
}
