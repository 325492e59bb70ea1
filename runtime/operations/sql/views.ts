/** Owns making schema `ops`: views and functions are made anew when their text has changed, and left alone otherwise. */
import { createHash } from 'node:crypto';
import { schemaExists } from '../../alarms/sql/migrations.ts';
import type { Queryable, Sql } from '../../alarms/sql/port.ts';
import { FUNCTIONS } from './queue-functions.ts';
import { VIEWS } from './view-texts.ts';

/** Any number but that of the migrations. */
const LOCK = 7_226_120_304;
const STAMP = `anemos ${createHash('sha256')
  .update(JSON.stringify([FUNCTIONS, VIEWS]))
  .digest('hex')
  .slice(0, 16)}`;

/**
 * Throws the driver's error, nothing changed: then alarms go on, and only dashboards wait. A role that may not create
 * schemas needs one called `ops` of its own. The schema itself stays, for rights are given in it (default privileges).
 */
export async function publishViews(sql: Sql): Promise<void> {
  await sql.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    // A dashboard that is reading must not hold this up for long, nor this the dashboards behind it.
    await tx.query("SET LOCAL lock_timeout = '3s'");
    if (!(await schemaExists(tx, 'ops'))) await tx.query('CREATE SCHEMA ops');
    if ((await stampOf(tx)) === STAMP) return;
    for (const statement of await dropStatements(tx)) await tx.query(statement);
    for (const [signature, rest] of Object.entries(FUNCTIONS)) {
      await tx.query(`CREATE FUNCTION ${signature} ${rest}`);
      await tx.query(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`);
    }
    for (const [name, query] of Object.entries(VIEWS)) await tx.query(`CREATE VIEW ops.${name} AS ${query}`);
    await tx.query(`COMMENT ON SCHEMA ops IS '${STAMP}'`);
  });
}

async function stampOf(sql: Queryable): Promise<unknown> {
  const [row] = await sql.query("SELECT obj_description('ops'::regnamespace, 'pg_namespace') AS stamp");
  return row?.stamp;
}

/** What an older or newer release has made, views first: they stand on the functions. */
async function dropStatements(sql: Queryable): Promise<readonly string[]> {
  const rows = await sql.query(
    `SELECT format('DROP VIEW IF EXISTS ops.%I CASCADE', relname) AS statement FROM pg_class
      WHERE relnamespace = 'ops'::regnamespace AND relkind = 'v'
     UNION ALL
     SELECT format('DROP FUNCTION %s', oid::regprocedure) FROM pg_proc WHERE pronamespace = 'ops'::regnamespace
      ORDER BY statement DESC`,
  );
  return rows.map(({ statement }) => String(statement));
}
