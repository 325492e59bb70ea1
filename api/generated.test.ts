/** The committed routes and document are what the controllers make now. */
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Config, generateSpecAndRoutes } from 'tsoa';
import { expect, it } from 'vitest';
import { tempDir } from '../runtime/testbed/testbed.ts';

const API = import.meta.dirname;

it('generated/ is up to date', async () => {
  await using fresh = await tempDir();
  const config: Config = JSON.parse(await readFile(join(API, '../tsoa.json'), 'utf8'));
  await generateSpecAndRoutes({
    configuration: {
      ...config,
      spec: { ...config.spec, outputDirectory: fresh.path },
      routes: { ...config.routes, routesDir: fresh.path },
    },
  });
  for (const file of ['openapi.json', 'routes.ts']) {
    const made = (await readFile(join(fresh.path, file), 'utf8'))
      // Imports are relative to where the file was made.
      .replaceAll(`'./${relative(fresh.path, API)}/`, "'./../");
    const committed = await readFile(join(API, 'generated', file), 'utf8');
    expect(made === committed, `api/generated/${file} is stale: npm run generate`).toBe(true);
  }
});
