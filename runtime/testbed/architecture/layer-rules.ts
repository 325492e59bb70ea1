/** Owns the rules about who may import whom inside the project. */
import { matchesGlob } from 'node:path';
import { cycles } from './cycles.ts';
import type { HouseRule } from './house.ts';
import type { Import } from './imports.ts';
import { isProof } from './source-tree.ts';

const WINGS = ['actors', 'edge', 'api'];
const ROOTS = ['runtime/node.ts', 'runtime/main.ts'];

/** All that actors, edge and api may see of the runtime. */
const DOORS = [
  'runtime/vocabulary.ts',
  'runtime/ports.ts',
  'runtime/**/port.ts',
  'runtime/edges/*.ts',
  'runtime/journal/follow.ts',
  'runtime/alarms/identity.ts',
  'runtime/config/globs.ts',
  'runtime/errors.ts',
  'runtime/retry.ts',
  'runtime/log.ts',
];

export const layerRules: Readonly<Record<string, HouseRule>> = {
  'actors, edge and api never import each other': ({ imports }) =>
    imports
      .filter(({ from, file }) => [from, file].every(isWing) && wingOf(from) !== wingOf(file))
      .map(described),

  'actors, edge and api see only the vocabulary and the ports of runtime': ({ imports }) =>
    imports
      .filter(({ from, file }) => isWing(from) && !isProof(from) && file?.startsWith('runtime/'))
      .filter(({ file = '' }) => !DOORS.some((door) => matchesGlob(file, door)))
      .map(described),

  'runtime imports none of them, but for the composition root': ({ imports }) =>
    imports
      .filter(({ from, file }) => from.startsWith('runtime/') && !ROOTS.includes(from) && isWing(file))
      .map(described),

  'only tests and main.ts import the composition root': ({ imports }) =>
    imports
      .filter(({ from, file = '' }) => ROOTS.includes(file) && from !== 'runtime/main.ts' && !isProof(from))
      .map(described),

  'nothing but tests imports tests, testbeds and benchmarks': ({ imports }) =>
    imports.filter(({ from, file }) => file && isProof(file) && !isProof(from)).map(described),

  'no path of an import is computed': ({ imports }) =>
    imports.filter(({ specifier }) => specifier === '(computed)').map(described),

  'no import cycles': ({ imports }) => cycles(imports),
};

function wingOf(file = ''): string {
  return file.split('/')[0] ?? '';
}

function isWing(file: string | undefined): boolean {
  return WINGS.includes(wingOf(file));
}

function described({ from, line, file, specifier }: Import): string {
  return `${from}:${line} imports ${file ?? specifier}`;
}
