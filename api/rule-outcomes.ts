/** Owns what a change of a rule that came to nothing is answered with. */
import type { OwnedRule, RuleOutcome, RuleSource } from '../runtime/rules/port.ts';
import { changed } from './preconditions.ts';
import { badRequest, notFound, ProblemError } from './problems.ts';

const OWNERS: Readonly<Record<RuleSource, string>> = {
  config: "the node's configuration",
  cloud: "this edge's cloud",
  api: 'this API',
};
const REMEDIES: Readonly<Record<RuleSource, string>> = {
  config: 'change it there and restart the node.',
  cloud: 'set it there, with PUT /api/v1/edges/{id}/documents/rules.',
  api: 'it is changed here.',
};

/** The rule, or the problem. */
export function done(result: RuleOutcome): OwnedRule {
  switch (result.outcome) {
    case 'done':
      return result.rule;
    case 'unknown':
      throw notFound('There is no such rule.');
    case 'taken':
      throw conflict(`There is a rule of this id already, of ${OWNERS[result.source]}.`);
    case 'owned':
      throw conflict(`It belongs to ${OWNERS[result.source]}; ${REMEDIES[result.source]}`);
    case 'conflict':
      throw changed(result.version);
    case 'invalid':
      throw badRequest(result.errors.map(inBody));
  }
}

function conflict(detail: string): ProblemError {
  return new ProblemError(409, { detail });
}

function inBody({ path, message }: { readonly path: string; readonly message: string }) {
  return { path: path === '' ? 'body' : `body.${path}`, message };
}
