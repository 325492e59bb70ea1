/** Owns docker-compose.yml as data, of the shape this project keeps to. Imported by tests only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const mount = z.looseObject({
  type: z.enum(['bind', 'volume']),
  source: z.string(),
  target: z.string(),
  read_only: z.boolean().optional(),
  volume: z.object({ nocopy: z.literal(true) }).optional(),
});
const service = z.strictObject({
  profiles: z.array(z.enum(['cloud', 'edge', 'demo'])).min(1),
  image: z.string().regex(/:[\w.]+$/),
  pull_policy: z.enum(['never', 'build']).optional(),
  build: z.strictObject({ context: z.literal('.'), dockerfile: z.string() }).optional(),
  user: z.string(),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  init: z.literal(true),
  restart: z.string(),
  pids_limit: z.number(),
  mem_limit: z.string().optional(),
  logging: z.object({ options: z.object({ 'max-size': z.string(), 'max-file': z.string() }) }),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(mount).default([]),
  tmpfs: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  stop_grace_period: z.string().optional(),
  shm_size: z.string().optional(),
  networks: z.array(z.string()).default([]),
  network_mode: z.string().optional(),
});
/** Throws when the file has another shape: a service that is not hardened, an unknown key. */
export const compose = z
  .object({
    services: z.record(z.string(), service),
    networks: z.record(z.string(), z.null()),
    volumes: z.record(z.string(), z.null()),
    secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
  })
  .parse(parse(await readFile(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }));

export type Service = z.output<typeof service>;

/** Every `${NAME:-default}` as it is with these settings; throws when one without a default is not set. */
export function interpolated(text: string, settings: Readonly<Record<string, string>> = {}): string {
  return text.replaceAll(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, kind?: string, otherwise = '') => {
      const value = settings[name] ?? (kind === '-' ? String(otherwise) : undefined);
      if (value === undefined) throw new Error(`${name} is not set`);
      return value;
    },
  );
}

export function named(name: string): Service {
  const found = compose.services[name];
  if (!found) throw new Error(`no service ${name}`);
  return found;
}
