/**
 * Owns what looks into pg-boss's tables for schema `ops`. Functions, because Postgres lets a view hold on to the columns
 * it reads, and pg-boss must be free to change its tables when it upgrades them. Payloads stay behind.
 */

/** The caller needs no right on pg-boss's schema. Nothing is there before pg-boss has made its tables. */
const READS = (
  body: string,
) => `LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
   BEGIN
     IF to_regclass('pgboss.job') IS NULL THEN RETURN; END IF;
     RETURN QUERY ${body};
   END $body$`;

const WAITING = "('created', 'retry', 'active')";
/** Ours carry a transition; a job of somebody else's shows none. */
const TRANSITION = (field: string) => `left(j.data -> 'transition' ->> '${field}', 300)`;
/** The worker's verdict (alarms/apply.ts), carried on by pg-boss. */
const SAID = "coalesce(j.source_output ->> 'reason', j.output ->> 'reason', j.source_output ->> 'message')";
const IS_DEAD_LETTERS = 'EXISTS (SELECT 1 FROM pgboss.queue o WHERE o.dead_letter = q.name)';

/** Signature -> the rest of CREATE FUNCTION. */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  'ops.read_queues()': `RETURNS TABLE (queue text, dead_letters boolean, created bigint, retry bigint, active bigint,
       completed bigint, failed bigint, cancelled bigint, oldest_waiting_at timestamptz)
     ${READS(`SELECT q.name, ${IS_DEAD_LETTERS},
         count(*) FILTER (WHERE j.state = 'created'), count(*) FILTER (WHERE j.state = 'retry'),
         count(*) FILTER (WHERE j.state = 'active'), count(*) FILTER (WHERE j.state = 'completed'),
         count(*) FILTER (WHERE j.state = 'failed'), count(*) FILTER (WHERE j.state = 'cancelled'),
         min(j.created_on) FILTER (WHERE j.state IN ${WAITING})
       FROM pgboss.queue q LEFT JOIN pgboss.job j ON j.name = q.name GROUP BY q.name`)}`,

  'ops.read_jobs()': `RETURNS TABLE (job text, queue text, state text, retries integer, created_at timestamptz,
       start_after timestamptz, started_at timestamptz, completed_at timestamptz, sensor text, rule text, kind text)
     ${READS(`SELECT j.id::text, j.name, j.state::text, j.retry_count, j.created_on, j.start_after, j.started_on,
         j.completed_on, ${TRANSITION('sensor')}, ${TRANSITION('rule')}, ${TRANSITION('kind')}
       FROM pgboss.job j`)}`,

  'ops.read_dead_letters()': `RETURNS TABLE (job text, queue text, came_from text, created_at timestamptz, sensor text,
       rule text, kind text, reason text)
     ${READS(`SELECT j.id::text, j.name, j.source_name, j.created_on, ${TRANSITION('sensor')}, ${TRANSITION('rule')},
         ${TRANSITION('kind')}, left(coalesce(${SAID}, j.output ->> 'message'), 500)
       FROM pgboss.job j JOIN pgboss.queue q ON q.name = j.name
       WHERE j.state IN ${WAITING} AND ${IS_DEAD_LETTERS}`)}`,
};
