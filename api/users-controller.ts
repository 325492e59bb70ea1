/** Owns `users`: who may log in by MQTT. Passwords are shown once and never again. */
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
import type { Users } from '../runtime/access/port.ts';
import type { NodePorts } from '../runtime/ports.ts';
import type { CreatedUser, UserPage } from './access-resources.ts';
import type { Caller } from './caller.ts';
import { listed, type PageQuery } from './pages.ts';
import { badRequest, FAILURE, notFound, PROBLEM_JSON, type Problem, ProblemError } from './problems.ts';

/** A user to be added. */
export interface UserInput {
  /**
   * No colon or control character, no `#` or blank in front.
   * @minLength 1 must not be empty
   * @maxLength 64 must be at most 64 characters long
   * @example "farm1-gateway"
   */
  readonly name: string;
}

/**
 * The user's name, percent-encoded.
 * @minLength 1 must not be empty
 * @maxLength 64 must be at most 64 characters long
 * @example "farm1-gateway"
 */
export type UserName = string;

@Tags('access')
@Route('users')
@Security('bearer', ['admin'])
@Security('session', ['admin'])
export class UsersController extends Controller {
  readonly #users: Users;
  readonly #caller: Caller;

  constructor({ users }: Pick<NodePorts, 'users'>, caller: Caller) {
    super();
    this.#users = users;
    this.#caller = caller;
  }

  /**
   * The names of all MQTT users, sorted.
   * @summary All MQTT users
   */
  @Get()
  @SuccessResponse(200, 'One page of users.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async listUsers(@Queries() query: PageQuery): Promise<UserPage> {
    const names = await this.#users.list();
    return listed('users', names, { query, keyOf: (name) => name, show: (name) => ({ name }) });
  }

  /**
   * Adds an MQTT user; the password is made here and is in this answer only. The user may log in within a second.
   * @summary Add an MQTT user
   */
  @Post()
  @SuccessResponse(201, 'The user with the password.')
  @Response<Problem>(409, 'There is a user of this name.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async createUser(@Body() body: UserInput): Promise<CreatedUser> {
    const { name } = body;
    const result = await this.#users.add(name);
    switch (result.outcome) {
      case 'invalid':
        throw badRequest([{ path: 'body.name', message: result.reason }]);
      case 'taken':
        throw new ProblemError(409, { detail: 'There is a user of this name already.' });
      case 'done':
        this.#caller.note({ before: 0, after: 1, target: `/users/${encodeURIComponent(name)}` });
        return { name, password: result.password };
    }
  }

  /**
   * Takes an MQTT user out: no new connection gets in, one that is there stays until it ends.
   * @summary Remove an MQTT user
   */
  @Delete('{name}')
  @SuccessResponse(204, 'The user is gone.')
  @Response<Problem>(404, 'There is no such user.', undefined, PROBLEM_JSON)
  @Response<Problem>(409, 'It is the only one.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async removeUser(@Path() name: UserName): Promise<void> {
    const outcome = await this.#users.remove(name);
    if (outcome === 'unknown') throw notFound('There is no such user.');
    if (outcome === 'last') {
      throw new ProblemError(409, {
        detail: 'It is the only user, and a node needs one; add another first.',
      });
    }
    this.#caller.note({ before: 1, after: 0 });
  }
}
