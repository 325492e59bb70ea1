/** Owns linting docker-compose.yml: against the Compose specification's schema, and for what is bad practice. Tests only. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { tempDir } from '../../runtime/testbed/testbed.ts';
import { interpolated } from './compose-file.ts';

/** Our file is in the order in which a person reads it. */
const OFF = [
  'service-keys-order',
  'services-alphabetical-order',
  'service-ports-alphabetical-order',
  'top-level-properties-order',
];

/** Of what the linter returns, whose own types do not resolve. */
interface Linted {
  readonly messages: readonly { readonly line: number; readonly rule: string; readonly message: string }[];
}

/** What is wrong with `text`, a line each. Linted with every variable at its default: the linter does not know them. */
export async function composeProblems(text: string): Promise<readonly string[]> {
  await using dir = await tempDir();
  const file = join(dir.path, 'docker-compose.yml');
  await writeFile(file, interpolated(text, { ANEMOS_UID: '10001', ANEMOS_GID: '10001' }));
  const rules = Object.fromEntries(OFF.map((rule) => [rule, 0 as const]));
  const results: readonly Linted[] = new DCLinter({
    rules,
    quiet: false,
    debug: false,
    exclude: [],
  }).lintFiles([file], false);
  return results.flatMap(({ messages }) =>
    messages.map(({ line, rule, message }) => `${line}: ${rule}: ${message}`),
  );
}
