/** Owns `rules`: what raises alarms here. Those of a configuration or a cloud are shown, not changed. */
import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Path,
  Post,
  Put,
  Queries,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { NodePorts } from '../runtime/ports.ts';
import type { OwnedRule, Rules } from '../runtime/rules/port.ts';
import type { Caller } from './caller.ts';
import { listed, type PageQuery } from './pages.ts';
import { changed, entityTag, hold, readPreconditions } from './preconditions.ts';
import { FAILURE, notFound, PROBLEM_JSON, type Problem } from './problems.ts';
import { done } from './rule-outcomes.ts';
import { showRule } from './rule-presentation.ts';
import type { Rule, RuleInput, RulePage } from './rule-resources.ts';

/**
 * The rule's id.
 * @minLength 1 must not be empty
 * @maxLength 64 must be at most 64 characters long
 * @example "hot"
 */
export type RuleIdentifier = string;

@Tags('rules')
@Route('rules')
@Security('bearer', ['read'])
@Security('session', ['read'])
export class RulesController extends Controller {
  readonly #rules: Rules;
  readonly #caller: Caller;

  constructor({ rules }: Pick<NodePorts, 'rules'>, caller: Caller) {
    super();
    this.#rules = rules;
    this.#caller = caller;
  }

  /**
   * Every rule in force, by id, whoever owns it.
   * @summary All rules
   */
  @Get()
  @SuccessResponse(200, 'One page of rules.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async listRules(@Queries() query: PageQuery): Promise<RulePage> {
    return listed('rules', this.#rules.list(), { query, keyOf: ({ rule }) => rule.id, show: showRule });
  }

  /**
   * Makes a rule. Answered when it is durable and in force.
   * @summary Make a rule
   */
  @Post()
  @Security('bearer', ['operate'])
  @Security('session', ['operate'])
  @SuccessResponse<{ ETag: string }>(201, 'The rule.')
  @Response<Problem>(
    409,
    "There is a rule of this id, or a cloud owns this edge's rules.",
    undefined,
    PROBLEM_JSON,
  )
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async createRule(@Body() body: RuleInput): Promise<Rule> {
    const made = done(await this.#rules.create(body));
    this.#caller.note({ before: 0, after: made.version, target: `/rules/${made.rule.id}` });
    return this.#show(made);
  }

  /**
   * One rule; its ETag is its version.
   * @summary One rule
   */
  @Get('{id}')
  @SuccessResponse<{ ETag: string }>(200, 'The rule.')
  @Response<Problem>(404, 'There is no such rule.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async getRule(@Path() id: RuleIdentifier): Promise<Rule> {
    return this.#show(this.#known(id));
  }

  /**
   * Replaces a rule as a whole. Answered when it is durable and in force: an alarm that the new rule would not have
   * raised is cleared.
   * @summary Replace a rule
   * @param ifMatch Only if this version, e.g. `"3"`, is there now; `*`: any.
   */
  @Put('{id}')
  @Security('bearer', ['operate'])
  @Security('session', ['operate'])
  @SuccessResponse<{ ETag: string }>(200, 'The rule as it is now, with its new version.')
  @Response<Problem>(404, 'There is no such rule.', undefined, PROBLEM_JSON)
  @Response<Problem>(409, 'The configuration or the cloud owns it.', undefined, PROBLEM_JSON)
  @Response<Problem>(412, 'Another version is there; `version` says which.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async replaceRule(
    @Path() id: RuleIdentifier,
    @Body() body: RuleInput,
    @Header('If-Match') ifMatch?: string,
  ): Promise<Rule> {
    const expected = this.#expected(id, ifMatch);
    const rule = done(await this.#rules.replace(id, body, expected));
    this.#caller.note({ before: rule.version - 1, after: rule.version });
    return this.#show(rule);
  }

  /**
   * Deletes a rule. Its open alarms are cleared.
   * @summary Delete a rule
   * @param ifMatch Only if this version, e.g. `"3"`, is there now; `*`: any.
   */
  @Delete('{id}')
  @Security('bearer', ['operate'])
  @Security('session', ['operate'])
  @SuccessResponse(204, 'It is gone.')
  @Response<Problem>(404, 'There is no such rule.', undefined, PROBLEM_JSON)
  @Response<Problem>(409, 'The configuration or the cloud owns it.', undefined, PROBLEM_JSON)
  @Response<Problem>(412, 'Another version is there; `version` says which.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async deleteRule(@Path() id: RuleIdentifier, @Header('If-Match') ifMatch?: string): Promise<void> {
    const expected = this.#expected(id, ifMatch);
    const { version } = done(await this.#rules.remove(id, expected));
    this.#caller.note({ before: version, after: 0 });
  }

  #known(id: string): OwnedRule {
    const found = this.#rules.get(id);
    if (!found) throw notFound('There is no such rule.');
    return found;
  }

  #show(rule: OwnedRule): Rule {
    this.setHeader('ETag', entityTag(rule.version));
    return showRule(rule);
  }

  /** The version that meets the condition, if there is one. Throws 404, and 412 when what is there does not. */
  #expected(id: string, ifMatch: string | undefined): number | undefined {
    const { version } = this.#known(id);
    const conditions = readPreconditions(ifMatch, undefined);
    if (!conditions) return undefined;
    if (!hold(conditions, version)) throw changed(version);
    return version;
  }
}
