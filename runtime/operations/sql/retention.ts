/** Owns the statements that let old rows go, a bounded number at a time; whoever wrote them. */
import type { Queryable } from '../../alarms/sql/port.ts';

/** Tables of samples by age; each has an index that begins with `at`. */
export const SAMPLE_TABLES = ['node_samples', 'reader_samples', 'book_samples', 'edge_samples'] as const;

export async function deleteOldSamples(
  sql: Queryable,
  table: (typeof SAMPLE_TABLES)[number] | 'losses',
  { days, limit }: { readonly days: number; readonly limit: number },
): Promise<void> {
  await sql.query(
    `DELETE FROM anemos.${table} WHERE ctid = ANY (ARRAY (
       SELECT ctid FROM anemos.${table} WHERE at < now() - make_interval(days => $1) ORDER BY at LIMIT $2
          FOR UPDATE SKIP LOCKED))`,
    [days, limit],
  );
}

/** A node that has sampled nothing for so long, with its edges, rules and losses; its samples have gone before. */
export async function deleteGoneNodes(sql: Queryable, days: number): Promise<void> {
  await sql.query('DELETE FROM anemos.nodes WHERE sampled_at < now() - make_interval(days => $1)', [days]);
}
