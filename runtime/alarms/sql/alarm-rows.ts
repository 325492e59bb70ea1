/** Owns the statements that write alarms and their events; each takes a batch as one JSON array. */
import type { Queryable } from './port.ts';

/**
 * The newest version of each alarm, where the table has none or an older one. Cleared ones go first, so that an
 * episode's end frees its place before the next begins. Values that are no alarms violate a constraint.
 */
export async function upsertAlarms(sql: Queryable, alarms: readonly unknown[]): Promise<void> {
  await sql.query(
    `INSERT INTO anemos.alarms AS old
       (id, sensor, rule, severity, status, raised_at, cleared_at, cleared_by, acknowledged_at, acknowledged_by,
        metric, value, message, edge, version)
     SELECT id, sensor, rule, severity, status, to_timestamp("raisedAt" / 1000), to_timestamp("clearedAt" / 1000),
        "clearedBy", to_timestamp("acknowledgedAt" / 1000), "acknowledgedBy", metric, value, message, edge, version
       FROM (SELECT DISTINCT ON (id) * FROM jsonb_to_recordset($1::jsonb) AS (
               id uuid, sensor text, rule text, severity text, status text, "raisedAt" float8, "clearedAt" float8,
               "clearedBy" text, "acknowledgedAt" float8, "acknowledgedBy" text, metric text, value float8,
               message text, edge text, version integer)
             ORDER BY id, version DESC) AS newest
      ORDER BY "clearedAt" IS NULL, "raisedAt"
     ON CONFLICT (id) DO UPDATE SET
       severity = excluded.severity, status = excluded.status, raised_at = excluded.raised_at,
       cleared_at = excluded.cleared_at, cleared_by = excluded.cleared_by,
       acknowledged_at = excluded.acknowledged_at, acknowledged_by = excluded.acknowledged_by,
       metric = excluded.metric, value = excluded.value, message = excluded.message,
       edge = excluded.edge, version = excluded.version, updated_at = now()
     WHERE old.version < excluded.version`,
    [JSON.stringify(alarms)],
  );
}

/** Adds transitions that are not there yet. Their alarms must be. */
export async function insertEvents(sql: Queryable, transitions: readonly unknown[]): Promise<void> {
  await sql.query(
    `INSERT INTO anemos.alarm_events (id, alarm, kind, at, received_at, "by", value, message, edge)
     SELECT id, alarm, kind, to_timestamp(at / 1000), to_timestamp("receivedAt" / 1000), "by", value, message, edge
       FROM jsonb_to_recordset($1::jsonb) AS (
         id uuid, alarm uuid, kind text, at float8, "receivedAt" float8, "by" text, value float8, message text,
         edge text)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(transitions)],
  );
}
