/** Owns the statements that record one sample; each dates its rows with the transaction's own time, the database's clock. */
import type { Queryable } from '../../alarms/sql/port.ts';
import type { LedgerRow } from '../../vocabulary.ts';
import type { OperationsSample } from '../port.ts';

/** Returns how far the node's loss ledger had been recorded. */
export async function upsertNode(sql: Queryable, node: OperationsSample['node']): Promise<number> {
  const [row] = await sql.query(
    `INSERT INTO anemos.nodes (id, name, started_at, sampled_at)
     VALUES ($1, $2, to_timestamp($3::float8 / 1000), now())
     ON CONFLICT (id) DO UPDATE SET
       name = excluded.name, started_at = excluded.started_at, sampled_at = excluded.sampled_at
     RETURNING losses_through`,
    [node.id, node.name, node.startedAt],
  );
  return Number(row?.losses_through);
}

export async function insertNodeSample(
  sql: Queryable,
  node: string,
  counts: OperationsSample['counts'],
): Promise<void> {
  await sql.query(
    `INSERT INTO anemos.node_samples
       (at, node, received, rejected, other, entries, readings, "values", held_bytes, sensors, quarantined,
        dead_letters, alarms_open, transitions, transitions_pending, edges, edges_connected)
     SELECT now(), $1, received, rejected, other, entries, readings, "values", "heldBytes", sensors, quarantined,
        "deadLetters", "alarmsOpen", transitions, "transitionsPending", edges, "edgesConnected"
       FROM jsonb_to_record($2::jsonb) AS (
         received bigint, rejected bigint, other bigint, entries bigint, readings bigint, "values" bigint,
         "heldBytes" bigint, sensors integer, quarantined integer, "deadLetters" bigint, "alarmsOpen" integer,
         transitions bigint, "transitionsPending" bigint, edges integer, "edgesConnected" integer)`,
    [node, JSON.stringify(counts)],
  );
}

export async function insertReaderSamples(
  sql: Queryable,
  node: string,
  readers: OperationsSample['readers'],
): Promise<void> {
  await sql.query(
    `INSERT INTO anemos.reader_samples (at, node, reader, cursor, head, lag, age_seconds)
     SELECT now(), $1, reader, cursor, head, lag, "ageSeconds"
       FROM jsonb_to_recordset($2::jsonb) AS (
         reader text, cursor bigint, head bigint, lag bigint, "ageSeconds" float8)`,
    [node, JSON.stringify(readers)],
  );
}

export async function insertBookSamples(
  sql: Queryable,
  node: string,
  books: OperationsSample['books'],
): Promise<void> {
  await sql.query(
    `INSERT INTO anemos.book_samples (at, node, reader, taken, stored, duplicate, dead_lettered, in_flight, lost)
     SELECT now(), $1, reader, taken, stored, duplicate, "deadLettered", "inFlight", lost
       FROM jsonb_to_recordset($2::jsonb) AS (
         reader text, taken bigint, stored bigint, duplicate bigint, "deadLettered" bigint, "inFlight" bigint,
         lost bigint)`,
    [node, JSON.stringify(books)],
  );
}

/** A ledger that was set back writes its rows anew. */
export async function insertLosses(
  sql: Queryable,
  node: string,
  losses: readonly LedgerRow[],
): Promise<void> {
  await sql.query(
    `INSERT INTO anemos.losses (node, n, at, edge, first, last, readings, "values", reader, reason)
     SELECT $1, n, to_timestamp(at / 1000), edge, first, last, readings, "values", reader, reason
       FROM jsonb_to_recordset($2::jsonb) AS (
         n bigint, at float8, edge text, first bigint, last bigint, readings bigint, "values" bigint, reader text,
         reason text)
     ON CONFLICT (node, n) DO UPDATE SET
       at = excluded.at, edge = excluded.edge, first = excluded.first, last = excluded.last,
       readings = excluded.readings, "values" = excluded."values", reader = excluded.reader, reason = excluded.reason`,
    [node, JSON.stringify(losses)],
  );
}

export async function saveLossesThrough(sql: Queryable, node: string, n: number): Promise<void> {
  await sql.query('UPDATE anemos.nodes SET losses_through = $2 WHERE id = $1', [node, n]);
}

/** The node's rules and no others; rows that stay as they are, are not written. */
export async function replaceRules(
  sql: Queryable,
  node: string,
  rules: OperationsSample['rules'],
): Promise<void> {
  await sql.query('DELETE FROM anemos.rules WHERE node = $1 AND NOT id = ANY ($2)', [
    node,
    rules.map(({ id }) => id),
  ]);
  await sql.query(
    `INSERT INTO anemos.rules AS old
       (node, id, sensors, pattern, metric, direction, "limit", deadband, for_seconds, severity)
     SELECT $1::uuid, id, sensors, pattern, metric, direction, "limit", deadband, "forSeconds", severity
       FROM jsonb_to_recordset($2::jsonb) AS (
         id text, sensors text, pattern text, metric text, direction text, "limit" float8, deadband float8,
         "forSeconds" float8, severity text)
     ON CONFLICT (node, id) DO UPDATE SET
       sensors = excluded.sensors, pattern = excluded.pattern, metric = excluded.metric,
       direction = excluded.direction, "limit" = excluded."limit", deadband = excluded.deadband,
       for_seconds = excluded.for_seconds, severity = excluded.severity
     WHERE (old.*) IS DISTINCT FROM (excluded.*)`,
    [node, JSON.stringify(rules)],
  );
}
