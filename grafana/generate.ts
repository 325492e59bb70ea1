/** Owns writing the dashboards and alerts as Grafana reads them: `npm run generate`. A test says when they are stale. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rendered } from './rendered.ts';

for (const [path, content] of rendered()) {
  writeFileSync(fileURLToPath(new URL(path, import.meta.url)), content);
}
