/** Owns the statements over edges: their present state, and a few of them over time. */
import type { Queryable } from '../../alarms/sql/port.ts';
import type { EdgeSample } from '../port.ts';

export async function upsertEdges(sql: Queryable, node: string, edges: readonly EdgeSample[]): Promise<void> {
  await sql.query(
    `INSERT INTO anemos.edges
       (node, id, sampled_at, connected, last_seen_at, clock_skew_seconds, backlog_entries, backlog_bytes,
        backlog_age_seconds, rate, drain_seconds, taken, handed_over, kept, received, duplicate, lost)
     SELECT $1, id, now(), connected, to_timestamp("lastSeen" / 1000), "clockSkewSeconds", "backlogEntries",
        "backlogBytes", "backlogAgeSeconds", rate, "drainSeconds", taken, "handedOver", kept, received, duplicate, lost
       FROM jsonb_to_recordset($2::jsonb) AS (
         id text, connected boolean, "lastSeen" float8, "clockSkewSeconds" float8, "backlogEntries" bigint,
         "backlogBytes" bigint, "backlogAgeSeconds" float8, rate float8, "drainSeconds" float8, taken bigint,
         "handedOver" bigint, kept bigint, received bigint, duplicate bigint, lost bigint)
     ON CONFLICT (node, id) DO UPDATE SET
       sampled_at = excluded.sampled_at, connected = excluded.connected, last_seen_at = excluded.last_seen_at,
       clock_skew_seconds = excluded.clock_skew_seconds, backlog_entries = excluded.backlog_entries,
       backlog_bytes = excluded.backlog_bytes, backlog_age_seconds = excluded.backlog_age_seconds,
       rate = excluded.rate, drain_seconds = excluded.drain_seconds, taken = excluded.taken,
       handed_over = excluded.handed_over, kept = excluded.kept, received = excluded.received,
       duplicate = excluded.duplicate, lost = excluded.lost`,
    [node, JSON.stringify(edges)],
  );
}

/** Those the sample did not hold. */
export async function deleteOtherEdges(sql: Queryable, node: string): Promise<void> {
  await sql.query('DELETE FROM anemos.edges WHERE node = $1 AND sampled_at < now()', [node]);
}

/** Of the edges just recorded, the `limit` that need watching most: away, or with the largest backlog. */
export async function insertEdgeSamples(sql: Queryable, node: string, limit: number): Promise<void> {
  await sql.query(
    `INSERT INTO anemos.edge_samples (at, node, edge, connected, backlog_entries, backlog_age_seconds, rate)
     SELECT now(), node, id, connected, backlog_entries, backlog_age_seconds, rate
       FROM anemos.edges
      WHERE node = $1
      ORDER BY backlog_entries DESC, connected, id
      LIMIT $2`,
    [node, limit],
  );
}
