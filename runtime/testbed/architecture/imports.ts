/** Owns finding what a TypeScript file asks for: imports, type imports, dynamic ones, threads. Knows no rule. */
import { posix } from 'node:path';
import { parseAst } from 'vitest/node';
import type { Source } from './source-tree.ts';

export interface Import {
  readonly from: string;
  readonly line: number;
  /** As written; for a thread's file with the `.ts` that `threadFile` adds. */
  readonly specifier: string;
  /** The file asked for, relative to the root, or the name of a package; absent for Node's own modules. */
  readonly file?: string;
  readonly package?: string;
  readonly typeOnly: boolean;
}

export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** The file's top-level statements. Throws with the file's name when it does not parse. */
export function statementsOf({ path, text }: Source): readonly SyntaxNode[] {
  try {
    return childrenOf(parseAst(text, { lang: 'ts' }).body);
  } catch (cause) {
    throw new Error(`${path} does not parse`, { cause });
  }
}

/** Loads what others name by `threadFile`; it counts as theirs. */
const LOADER = 'runtime/threads/room-thread.ts';

/** Every node of its syntax, each before those within it. */
export function* nodesOf(source: Source): Generator<SyntaxNode> {
  const waiting = [...statementsOf(source)].reverse();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    waiting.push(...Object.values(node).flatMap(childrenOf).reverse());
  }
}

/** Everything `source` imports, in the order of its text; a computed path counts as the specifier `(computed)`. */
export function importsOf(source: Source): readonly Import[] {
  return [...nodesOf(source)].flatMap((node) => {
    const asked = source.path === LOADER && node.type === 'ImportExpression' ? undefined : requestOf(node);
    return asked ? [resolved(source, node, asked)] : [];
  });
}

interface Request {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function requestOf(node: SyntaxNode): Request | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return node.source ? { specifier: textOf(node.source), typeOnly: isTypeOnly(node) } : undefined;
    case 'TSImportType':
      return { specifier: textOf(node.source), typeOnly: true };
    case 'TSExternalModuleReference':
      return { specifier: textOf(node.expression), typeOnly: false };
    case 'ImportExpression':
      return { specifier: textOf(node.source), typeOnly: false };
    case 'CallExpression':
      return requestOfCall(node);
    default:
      return undefined;
  }
}

/** `require('x')`, `require.resolve('x')`, `import.meta.resolve('x')` and `threadFile('./x', …)`. */
function requestOfCall(node: SyntaxNode): Request | undefined {
  const [callee] = childrenOf(node.callee);
  const [argument] = childrenOf(node.arguments);
  if (!callee || typeof argument?.value !== 'string') return undefined;
  const [property] = childrenOf(callee.property);
  const name = callee.name ?? property?.name;
  if (name === 'threadFile') return { specifier: `${argument.value}.ts`, typeOnly: false };
  const [object] = childrenOf(callee.object);
  const asks =
    name === 'require' ||
    (name === 'resolve' && (object?.name === 'require' || object?.type === 'MetaProperty'));
  return asks ? { specifier: argument.value, typeOnly: false } : undefined;
}

function isTypeOnly(node: SyntaxNode): boolean {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = childrenOf(node.specifiers);
  return specifiers.length > 0 && specifiers.every((s) => s.importKind === 'type' || s.exportKind === 'type');
}

function resolved(source: Source, node: SyntaxNode, { specifier, typeOnly }: Request): Import {
  const line = source.text.slice(0, node.start).split('\n').length;
  const common = { from: source.path, line, specifier, typeOnly };
  if (specifier.startsWith('.'))
    return { ...common, file: posix.join(posix.dirname(source.path), specifier) };
  if (specifier.startsWith('node:')) return common;
  return { ...common, package: /^(@[^/]+\/[^/]+|[^/]+)/.exec(specifier)?.[0] ?? specifier };
}

function textOf(value: unknown): string {
  const [node] = childrenOf(value);
  return typeof node?.value === 'string' ? node.value : '(computed)';
}

/** The nodes that a property of a node holds. */
export function childrenOf(value: unknown): readonly SyntaxNode[] {
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
