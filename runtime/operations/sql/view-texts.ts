/** Owns the views of schema `ops` over our own tables: what dashboards and a person with psql read. */

const AGE = (at: string) => `extract(epoch FROM now() - ${at})::float8`;

/** Name -> query. Ids of nodes are text here, so that any text can be compared with them. */
export const VIEWS: Readonly<Record<string, string>> = {
  nodes: `SELECT n.id::text AS node, n.name, n.started_at, n.sampled_at, ${AGE('n.sampled_at')} AS age_seconds,
       s.received, s.rejected, s.other, s.entries, s.readings, s."values", s.held_bytes, s.sensors, s.quarantined,
       s.dead_letters, s.alarms_open, s.transitions, s.transitions_pending, s.edges, s.edges_connected
     FROM anemos.nodes n LEFT JOIN anemos.node_samples s ON s.at = n.sampled_at AND s.node = n.id`,

  node_samples: `SELECT s.at, s.node::text AS node, n.name, s.received, s.rejected, s.other, s.entries, s.readings,
       s."values", s.held_bytes, s.sensors, s.quarantined, s.dead_letters, s.alarms_open, s.transitions,
       s.transitions_pending, s.edges, s.edges_connected
     FROM anemos.node_samples s JOIN anemos.nodes n ON n.id = s.node`,

  cursors: `SELECT n.id::text AS node, n.name, s.at, s.reader, s.cursor, s.head, s.lag, s.age_seconds
     FROM anemos.nodes n JOIN anemos.reader_samples s ON s.at = n.sampled_at AND s.node = n.id`,

  cursor_samples: `SELECT s.at, s.node::text AS node, n.name, s.reader, s.cursor, s.head, s.lag, s.age_seconds
     FROM anemos.reader_samples s JOIN anemos.nodes n ON n.id = s.node`,

  books: `SELECT n.id::text AS node, n.name, s.at, s.reader, c.received, c.rejected, s.taken, s.stored, s.duplicate,
       s.dead_lettered, s.in_flight, s.lost,
       s.taken - s.stored - s.duplicate - s.dead_lettered - s.in_flight - s.lost AS difference
     FROM anemos.nodes n JOIN anemos.book_samples s ON s.at = n.sampled_at AND s.node = n.id
     JOIN anemos.node_samples c ON c.at = s.at AND c.node = s.node`,

  book_samples: `SELECT s.at, s.node::text AS node, n.name, s.reader, s.taken, s.stored, s.duplicate,
       s.dead_lettered, s.in_flight, s.lost,
       s.taken - s.stored - s.duplicate - s.dead_lettered - s.in_flight - s.lost AS difference
     FROM anemos.book_samples s JOIN anemos.nodes n ON n.id = s.node`,

  losses: `SELECT l.node::text AS node, n.name, l.n, l.at, l.edge, l.reader, l.first, l.last, l.readings, l."values",
       l.reason
     FROM anemos.losses l JOIN anemos.nodes n ON n.id = l.node`,

  edges: `SELECT e.node::text AS node, n.name, e.id AS edge, e.connected, e.last_seen_at,
       ${AGE('e.last_seen_at')} AS silent_seconds, e.clock_skew_seconds, e.backlog_entries, e.backlog_bytes,
       e.backlog_age_seconds, e.rate, e.drain_seconds, e.taken, e.handed_over, e.kept, e.received, e.duplicate, e.lost
     FROM anemos.edges e JOIN anemos.nodes n ON n.id = e.node`,

  edge_samples: `SELECT s.at, s.node::text AS node, n.name, s.edge, s.connected, s.backlog_entries,
       s.backlog_age_seconds, s.rate
     FROM anemos.edge_samples s JOIN anemos.nodes n ON n.id = s.node`,

  rules: `SELECT r.node::text AS node, n.name, r.id AS rule, r.sensors, r.pattern, r.metric, r.direction, r."limit",
       r.deadband, r.for_seconds, r.severity
     FROM anemos.rules r JOIN anemos.nodes n ON n.id = r.node`,

  alarms: `SELECT a.id::text AS alarm, a.sensor, split_part(a.sensor, ':', 1) AS site, a.rule, a.severity,
       array_position(ARRAY['INDETERMINATE', 'WARNING', 'MINOR', 'MAJOR', 'CRITICAL'], a.severity) AS severity_rank,
       a.status, a.status IN ('ACTIVE_UNACK', 'ACTIVE_ACK') AS open, a.raised_at, a.cleared_at, a.cleared_by,
       a.acknowledged_at, a.acknowledged_by,
       extract(epoch FROM a.acknowledged_at - a.raised_at)::float8 AS acknowledged_after_seconds,
       extract(epoch FROM a.cleared_at - a.raised_at)::float8 AS cleared_after_seconds,
       a.metric, a.value, a.message, a.edge, a.updated_at
     FROM anemos.alarms a`,

  alarm_events: `SELECT e.id::text AS transition, e.alarm::text AS alarm, a.sensor, a.rule, a.severity, e.kind, e.at,
       e.received_at, e.recorded_at, extract(epoch FROM e.recorded_at - e.received_at)::float8 AS delay_seconds,
       e."by", e.value, e.message, e.edge
     FROM anemos.alarm_events e JOIN anemos.alarms a ON a.id = e.alarm`,

  queues: `SELECT queue, dead_letters, created, retry, active, completed, failed, cancelled, oldest_waiting_at,
       ${AGE('oldest_waiting_at')} AS oldest_waiting_seconds FROM ops.read_queues()`,

  jobs: `SELECT job, queue, state, retries, created_at, start_after, started_at, completed_at, sensor, rule, kind
     FROM ops.read_jobs()`,

  dead_letters: `SELECT job, queue, came_from, created_at, ${AGE('created_at')} AS age_seconds, sensor, rule, kind, reason
     FROM ops.read_dead_letters()`,
};
