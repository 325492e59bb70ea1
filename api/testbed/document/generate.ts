/** Owns making `api/generated`: tsoa's routes and document, the document finished, the client's types. Also a command. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, generateSpecAndRoutes } from 'tsoa';
import { clientTypes } from './client-types.ts';
import type { Document } from './document.ts';
import { finish } from './finish.ts';

const ROOT = join(import.meta.dirname, '../../..');
export const GENERATED = join(ROOT, 'api/generated');
export const GENERATED_FILES = ['openapi.json', 'routes.ts', 'client-types.ts'];

/** Writes all of them into `folder`, from the controllers as they are now. */
export async function generate(folder: string): Promise<void> {
  const config: Config = JSON.parse(await readFile(join(ROOT, 'tsoa.json'), 'utf8'));
  await generateSpecAndRoutes({
    configuration: {
      ...config,
      spec: { ...config.spec, outputDirectory: folder },
      routes: { ...config.routes, routesDir: folder },
    },
  });
  const file = join(folder, 'openapi.json');
  const made: Document = JSON.parse(await readFile(file, 'utf8'));
  const document = finish(made);
  await writeFile(file, `${JSON.stringify(document, null, '\t')}\n`);
  await writeFile(join(folder, 'client-types.ts'), clientTypes(document));
}

if (import.meta.main) await generate(GENERATED);
