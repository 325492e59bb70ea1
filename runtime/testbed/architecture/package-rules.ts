/** Owns the rules about third-party packages: each lives behind one or two files. */
import { matchesGlob } from 'node:path';
import type { House, HouseRule } from './house.ts';
import type { Import } from './imports.ts';
import { PROOF_PACKAGES } from './package-homes.ts';
import { isProof } from './source-tree.ts';

export const packageRules: Readonly<Record<string, HouseRule>> = {
  'each third-party package is imported by its own files only': (house) =>
    house.imports
      .filter((asked) => asked.package && !isAtHome(asked, house))
      .map((asked) => `${asked.from}:${asked.line} imports ${asked.specifier}`),

  'a package has at most two homes, nact one': ({ packageHomes }) =>
    Object.entries(packageHomes)
      .filter(([name, homes]) => homes.length > (name === 'nact' ? 1 : 2))
      .map(([name, homes]) => `${name} has ${homes.length} homes`),

  'the table of homes is true': ({ packageHomes, imports }) =>
    Object.entries(packageHomes).flatMap(([name, homes]) =>
      homes
        .filter((home) => !imports.some((i) => i.package === name && matchesGlob(i.from, home)))
        .map((home) => `${home} does not import ${name}`),
    ),

  'production code imports production dependencies': ({ imports, dependencies }) =>
    imports
      .filter(({ from, package: name, typeOnly }) => name && !typeOnly && !isProof(from))
      .filter(({ package: name = '' }) => !dependencies.has(name))
      .map(({ from, line, package: name }) => `${from}:${line} needs ${name} in dependencies`),
};

function isAtHome({ from, package: name = '', typeOnly }: Import, { packageHomes }: House): boolean {
  const homes = packageHomes[name] ?? [];
  if (homes.some((home) => matchesGlob(from, home))) return true;
  if (isProof(from) && PROOF_PACKAGES.includes(name)) return true;
  return typeOnly && homes.some((home) => home.split('/')[0] === from.split('/')[0]);
}
