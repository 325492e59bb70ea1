/** Owns the rule about the log: its messages are constant, so that they can be searched for, counted and bounded. */
import type { HouseRule } from './house.ts';
import { childrenOf, nodesOf, type SyntaxNode } from './imports.ts';
import { isProof, type Source } from './source-tree.ts';

const LEVELS = new Set(['debug', 'info', 'warn', 'error']);
/** They pass a message on: log.ts what it is given, door.ts what the type `DoorWarning` allows. */
const RELAYS = ['runtime/log.ts', 'runtime/broker/door.ts'];

export const logRules: Readonly<Record<string, HouseRule>> = {
  'log messages are constant': ({ sources }) =>
    sources
      .filter(
        (source) => !isProof(source.path) && !RELAYS.includes(source.path) && /\blog\b/.test(source.text),
      )
      .flatMap((source) => computedMessages(source)),
};

function computedMessages(source: Source): readonly string[] {
  return [...nodesOf(source)].flatMap((node) => {
    if (!isLogCall(node)) return [];
    const [, message] = childrenOf(node.arguments);
    if (typeof message?.value === 'string') return [];
    return [`${source.path}:${source.text.slice(0, node.start).split('\n').length}`];
  });
}

/** `log.warn(…)`, `options.log?.warn(…)`, `this.#log.warn(…)` */
function isLogCall(node: SyntaxNode): boolean {
  if (node.type !== 'CallExpression') return false;
  const [callee] = childrenOf(node.callee);
  const [object] = childrenOf(callee?.object);
  const [level] = childrenOf(callee?.property);
  const [last] = childrenOf(object?.property);
  return LEVELS.has(String(level?.name)) && [object?.name, last?.name].includes('log');
}
