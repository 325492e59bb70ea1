/** Owns the SQL databases of tests: PGlite always, a fresh database of the server at DATABASE_URL when that is set. */
import { randomUUID } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll } from 'vitest';
import type { SqlConfig } from '../../config/schema.ts';
import { tempDir } from '../../testbed/testbed.ts';
import { openPglite } from '../sql/pglite.ts';
import type { Sql } from '../sql/port.ts';
import { postgres } from '../sql/postgres.ts';

/** One empty database, gone when disposed of. */
export interface TestDatabase extends AsyncDisposable {
  readonly config: SqlConfig;
  readonly dataDir: string;
  /** A look into it; the embedded one allows that while nobody else has it open. */
  open(): Promise<Sql>;
}

export interface TestDriver {
  readonly name: string;
  make(): Promise<TestDatabase>;
}

const admin = process.env.DATABASE_URL;

/** Making a database takes PGlite seconds, copying one does not. */
let template: Promise<Awaited<ReturnType<typeof tempDir>>> | undefined;
afterAll(async () => await (await template)?.[Symbol.asyncDispose]());

async function makeTemplate() {
  const dir = await tempDir();
  await using _ = await openPglite({ directory: join(dir.path, 'data'), onBroken: rethrow });
  return dir;
}

const pglite: TestDriver = {
  name: 'PGlite',
  async make() {
    template ??= makeTemplate();
    const dir = await tempDir();
    await cp((await template).path, join(dir.path, 'postgres'), { recursive: true });
    return {
      config: { driver: 'embedded' },
      dataDir: dir.path,
      open: () => openPglite({ directory: join(dir.path, 'postgres', 'data'), onBroken: rethrow }),
      [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
    };
  },
};

/** What the suites run on. */
export const DRIVERS: readonly TestDriver[] = admin ? [pglite, served(admin)] : [pglite];

/** The databases of the server at `adminUrl`, whose role may create them. */
export function served(adminUrl: string): TestDriver {
  return {
    name: 'Postgres',
    async make() {
      const dir = await tempDir();
      const name = `anemos_test_${randomUUID().replaceAll('-', '')}`;
      await run(adminUrl, `CREATE DATABASE ${name}`);
      const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
      return {
        config: { driver: 'postgres', url },
        dataDir: dir.path,
        open: async () => postgres(url),
        async [Symbol.asyncDispose]() {
          await run(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
          await dir[Symbol.asyncDispose]();
        },
      };
    },
  };
}

/** One statement by a connection of its own. */
export async function run(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function rethrow(error: Error): void {
  throw error;
}
