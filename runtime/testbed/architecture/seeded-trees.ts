/** Owns small trees that keep and break the house's rules, so that each rule is seen to fail. */

export const HOMES = { nact: ['actors/shell.ts'], pg: ['runtime/sql.ts'] };
/** A tree that breaks nothing. */
export const GOOD = {
  'package.json': '{"dependencies":{"nact":"1","pg":"1"},"devDependencies":{"vitest":"1"}}',
  'runtime/vocabulary.ts': '/** Owns words. */\nexport type A = 1;',
  'runtime/sql.ts': "/** Owns SQL. */\nimport pg from 'pg';\nexport const x = pg;",
  'runtime/node.ts': "/** Owns wiring. */\nimport { a } from '../actors/shell.ts';\nexport const n = a;",
  'runtime/main.ts': "#!/usr/bin/env node\n/** Owns the start. */\nimport { n } from './node.ts';\nn;",
  'runtime/node.test.ts': "/** Proves it. */\nimport 'vitest';\nimport { n } from './node.ts';\nn;",
  'actors/shell.ts':
    "/**\n * Owns nact,\n * and nothing else.\n */\nimport n from 'nact';\nimport type { A } from '../runtime/vocabulary.ts';\nexport const a: A = n;",
  'edge/uplink.ts': '// Owns the uplink.\nexport const u = 1;',
};

/** One file more (or another content), the rule it breaks, and what the rule says about it. */
export const BAD: readonly (readonly [rule: string, path: string, text: string, said: string])[] = [
  [
    'actors, edge and api never import each other',
    'api/a.ts',
    "import type { u } from '../edge/uplink.ts';",
    'api/a.ts:2 imports edge/uplink.ts',
  ],
  [
    'actors, edge and api never import each other',
    'api/a.test.ts',
    "const x = await import('../edge/uplink.ts');",
    'api/a.test.ts:2 imports edge/uplink.ts',
  ],
  [
    'actors, edge and api see only the vocabulary and the ports of runtime',
    'edge/b.ts',
    "type X = import('../runtime/sql.ts').X;",
    'edge/b.ts:2 imports runtime/sql.ts',
  ],
  [
    'runtime imports none of them, but for the composition root',
    'runtime/c.ts',
    "export { u } from '../edge/uplink.ts';\nexport const c = 1;",
    'runtime/c.ts:2 imports edge/uplink.ts',
  ],
  [
    'runtime imports none of them, but for the composition root',
    'runtime/d.ts',
    "new Worker(threadFile('../edge/uplink', import.meta.url));",
    'runtime/d.ts:2 imports edge/uplink.ts',
  ],
  [
    'only tests and main.ts import the composition root',
    'runtime/e.ts',
    "import { n } from './node.ts';",
    'runtime/e.ts:2 imports runtime/node.ts',
  ],
  [
    'nothing but tests imports tests, testbeds and benchmarks',
    'edge/f.ts',
    "import '../runtime/testbed/x.ts';",
    'edge/f.ts:2 imports runtime/testbed/x.ts',
  ],
  ['no path of an import is computed', 'edge/g.ts', 'await import(name);', 'edge/g.ts:2 imports (computed)'],
  [
    'no import cycles',
    'runtime/vocabulary.ts',
    "import type { x } from './sql.ts';\nimport './h.ts';",
    'runtime/h.ts -> runtime/vocabulary.ts -> runtime/h.ts',
  ],
  [
    'each third-party package is imported by its own files only',
    'runtime/i.ts',
    "const load = require('nact/effects');",
    'runtime/i.ts:2 imports nact/effects',
  ],
  [
    'each third-party package is imported by its own files only',
    'edge/i.ts',
    "import type pg from 'pg';",
    'edge/i.ts:2 imports pg',
  ],
  [
    'each third-party package is imported by its own files only',
    'edge/j.ts',
    "import leftPad from '@x/left-pad/y';",
    'edge/j.ts:2 imports @x/left-pad/y',
  ],
  [
    'production code imports production dependencies',
    'edge/k.ts',
    "import { test } from 'vitest';",
    'edge/k.ts:2 needs vitest in dependencies',
  ],
  [
    'the table of homes is true',
    'actors/shell.ts',
    'export const a = 1;',
    'actors/shell.ts does not import nact',
  ],
  ['no folder is named for nothing in particular', 'edge/utils/l.ts', 'export const l = 1;', 'edge/utils'],
  ['no barrel files', 'edge/m.ts', "export { u } from './uplink.ts';", 'edge/m.ts'],
  ['no barrel files', 'edge/index.ts', 'export const m = 1;', 'edge/index.ts'],
  ['no barrel files', 'edge/n.ts', "export * from './uplink.ts';\nexport const n = 1;", 'edge/n.ts'],
  ['no default exports', 'edge/o.ts', 'export default 1;', 'edge/o.ts'],
  [
    'log messages are constant',
    'edge/q.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the seeded fault
    'log.info({}, "fine");\nthis.options.log?.warn({}, `sensor ${id} is late`);',
    'edge/q.ts:3',
  ],
];
