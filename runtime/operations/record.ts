/** Owns recording one sample in SQL: one transaction, bounded in what it writes and in what it lets go. */
import type { Sql } from '../alarms/sql/port.ts';
import type { OperationsSample, Recorded } from './port.ts';
import { deleteOtherEdges, insertEdgeSamples, upsertEdges } from './sql/edges.ts';
import { deleteGoneNodes, deleteOldSamples, SAMPLE_TABLES } from './sql/retention.ts';
import {
  insertBookSamples,
  insertLosses,
  insertNodeSample,
  insertReaderSamples,
  replaceRules,
  saveLossesThrough,
  upsertNode,
} from './sql/samples.ts';

const SAMPLES_DAYS = 7;
const LOSSES_DAYS = 90;
/** More than one sample adds, so that an old table shrinks to its age in time. */
const ROWS_A_STEP = 2000;
/** Edges of one sample that are kept over time: 7 days of them are 2 million rows. */
const EDGES_OVER_TIME = 50;

/** Throws the driver's error; then nothing of the sample is there. */
export async function recordSample(sql: Sql, sample: OperationsSample): Promise<Recorded> {
  const { node, counts, readers, books, edges, losses, rules } = sample;
  return await sql.transaction(async (tx) => {
    const known = await upsertNode(tx, node);
    await insertNodeSample(tx, node.id, counts);
    await insertReaderSamples(tx, node.id, readers);
    await insertBookSamples(tx, node.id, books);
    await upsertEdges(tx, node.id, edges);
    await deleteOtherEdges(tx, node.id);
    await insertEdgeSamples(tx, node.id, EDGES_OVER_TIME);
    await replaceRules(tx, node.id, rules);
    const last = losses.at(-1)?.n;
    if (last !== undefined) {
      await insertLosses(tx, node.id, losses);
      await saveLossesThrough(tx, node.id, last);
    }
    for (const table of SAMPLE_TABLES)
      await deleteOldSamples(tx, table, { days: SAMPLES_DAYS, limit: ROWS_A_STEP });
    await deleteOldSamples(tx, 'losses', { days: LOSSES_DAYS, limit: ROWS_A_STEP });
    await deleteGoneNodes(tx, SAMPLES_DAYS);
    return { lossesThrough: last ?? known };
  });
}
