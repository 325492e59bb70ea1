/**
 * Owns the tables in schema `anemos`: numbered steps, each done once, never edited afterwards. Views of schema `ops` hold
 * on to the columns they read: a step that drops or retypes one must drop its view first; the next sample makes it anew.
 */
import { Unavailable } from '../../errors.ts';
import { OPERATIONS_TABLES } from '../../operations/sql/tables.ts';
import type { Queryable, Sql } from './port.ts';

const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE anemos.alarms (
       id uuid PRIMARY KEY,
       sensor text NOT NULL,
       rule text NOT NULL,
       severity text NOT NULL CHECK (severity IN ('CRITICAL', 'MAJOR', 'MINOR', 'WARNING', 'INDETERMINATE')),
       status text NOT NULL CHECK (status IN ('ACTIVE_UNACK', 'ACTIVE_ACK', 'CLEARED_UNACK', 'CLEARED_ACK')),
       raised_at timestamptz NOT NULL,
       cleared_at timestamptz,
       cleared_by text,
       acknowledged_at timestamptz,
       acknowledged_by text,
       metric text,
       value double precision,
       message text NOT NULL,
       version integer NOT NULL CHECK (version > 0),
       updated_at timestamptz NOT NULL DEFAULT now(),
       CHECK ((cleared_at IS NOT NULL) = (status IN ('CLEARED_UNACK', 'CLEARED_ACK'))),
       CHECK ((acknowledged_at IS NOT NULL) = (status IN ('ACTIVE_ACK', 'CLEARED_ACK'))))`,
    `CREATE UNIQUE INDEX alarms_one_open ON anemos.alarms (sensor, rule)
       WHERE status IN ('ACTIVE_UNACK', 'ACTIVE_ACK')`,
    'CREATE INDEX alarms_newest ON anemos.alarms (raised_at DESC, id DESC)',
    'CREATE INDEX alarms_of_sensor ON anemos.alarms (sensor, raised_at DESC)',
    `CREATE TABLE anemos.alarm_events (
       id uuid PRIMARY KEY,
       alarm uuid NOT NULL REFERENCES anemos.alarms (id) ON DELETE CASCADE,
       kind text NOT NULL CHECK (kind IN ('raised', 'cleared', 'acknowledged')),
       at timestamptz NOT NULL,
       received_at timestamptz NOT NULL,
       "by" text,
       value double precision,
       message text NOT NULL,
       recorded_at timestamptz NOT NULL DEFAULT now(),
       UNIQUE (alarm, kind))`,
    'CREATE INDEX alarm_events_newest ON anemos.alarm_events (at DESC)',
    `CREATE TABLE anemos.lane_cursors (
       lane uuid PRIMARY KEY,
       n bigint NOT NULL,
       transition uuid NOT NULL,
       updated_at timestamptz NOT NULL DEFAULT now())`,
  ],
  ['ALTER TABLE anemos.alarms ADD COLUMN edge text', 'ALTER TABLE anemos.alarm_events ADD COLUMN edge text'],
  OPERATIONS_TABLES,
];

/** Any number, as long as no other program of this database locks the same one. */
const LOCK = 7_226_120_303;

/**
 * Brings the tables to the newest schema; two nodes that start at once take turns. A role that may not create
 * schemas is fine as long as both exist. Throws Unavailable when a newer release was here.
 */
export async function migrate(sql: Sql): Promise<void> {
  await sql.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    if (!(await schemaExists(tx, 'anemos'))) await tx.query('CREATE SCHEMA anemos');
    await tx.query(
      'CREATE TABLE IF NOT EXISTS anemos.migrations (n integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const done = await newestMigration(tx);
    if (done > MIGRATIONS.length) {
      throw new Unavailable(`the database has schema ${done}, this release knows ${MIGRATIONS.length}`);
    }
    for (const [i, statements] of MIGRATIONS.entries()) {
      if (i < done) continue;
      for (const statement of statements) await tx.query(statement);
      await tx.query('INSERT INTO anemos.migrations (n) VALUES ($1)', [i + 1]);
    }
  });
}

export async function schemaExists(sql: Queryable, name: string): Promise<boolean> {
  const [row] = await sql.query('SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [name]);
  return row !== undefined;
}

async function newestMigration(sql: Queryable): Promise<number> {
  const [row] = await sql.query('SELECT coalesce(max(n), 0) AS n FROM anemos.migrations');
  return Number(row?.n);
}
