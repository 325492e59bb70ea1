/** Owns the statements over how far a lane has been handed over, kept in the database that has it. */
import type { Queryable } from './port.ts';

/** The last item handed over. `transition` tells a lane apart from another that began with the same one. */
export interface LanePosition {
  readonly n: number;
  readonly transition: string;
}

/** `lane` = the id of its first transition. */
export async function readPosition(sql: Queryable, lane: string): Promise<LanePosition | undefined> {
  const [row] = await sql.query('SELECT n, transition FROM anemos.lane_cursors WHERE lane = $1', [lane]);
  return row && { n: Number(row.n), transition: String(row.transition) };
}

export async function savePosition(
  sql: Queryable,
  lane: string,
  { n, transition }: LanePosition,
): Promise<void> {
  await sql.query(
    `INSERT INTO anemos.lane_cursors (lane, n, transition) VALUES ($1, $2, $3)
     ON CONFLICT (lane) DO UPDATE SET n = excluded.n, transition = excluded.transition, updated_at = now()`,
    [lane, n, transition],
  );
}
