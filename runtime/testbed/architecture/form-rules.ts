/** Owns the rules about files and folders themselves: names, openings, barrels, default exports. */
import type { HouseRule } from './house.ts';
import { statementsOf } from './imports.ts';
import type { Source } from './source-tree.ts';

const FORBIDDEN_FOLDERS = new Set(['src', 'lib', 'utils', 'common', 'helpers', 'types']);
/** A comment, behind at most a #! line, that holds a sentence: a capital letter, some words, a full stop. */
const OPENING =
  /^(?:#![^\n]*\n)?(?:\/\*\*?\s*(?:\*\s)?|\/\/ )[A-Z`][^\n]*(?:\n(?: \*|\/\/)[^\n]*)*?[.:](?:\s|$)/;
/** Tools that load a default export by path. */
const DEFAULT_EXPORTS = /\.config\.ts$|^runtime\/testbed\/closing-line\.ts$/;

export const formRules: Readonly<Record<string, HouseRule>> = {
  'no folder is named for nothing in particular': ({ folders }) =>
    folders.filter((folder) => FORBIDDEN_FOLDERS.has(folder.split('/').at(-1) ?? '')),

  'every file opens with a sentence': ({ sources }) =>
    sources.filter(({ text }) => !OPENING.test(text)).map(({ path }) => path),

  'no barrel files': ({ sources }) => sources.filter(isBarrel).map(({ path }) => path),

  'no default exports': ({ sources }) =>
    sources
      .filter(({ path }) => !DEFAULT_EXPORTS.test(path))
      .filter((source) => statementsOf(source).some(({ type }) => type === 'ExportDefaultDeclaration'))
      .map(({ path }) => path),
};

/** An index, a file that passes on everything of another, or one that does nothing but pass on. */
function isBarrel(source: Source): boolean {
  const statements = statementsOf(source);
  const passedOn = statements.filter(
    ({ type, source: from }) =>
      type === 'ExportAllDeclaration' || (type === 'ExportNamedDeclaration' && from !== null),
  );
  return (
    /(^|\/)index\.ts$/.test(source.path) ||
    statements.some(({ type }) => type === 'ExportAllDeclaration') ||
    (statements.length > 0 && passedOn.length === statements.length)
  );
}
