/** Owns the driver for a real Postgres: a small pool that survives its server's outages. */
import { DatabaseError, Pool, type PoolClient } from 'pg';
import type { Queryable, Sql } from './port.ts';

/** The transaction's, the worker's, the queue's upkeep, the samples'. */
const CONNECTIONS = 4;
const CONNECT_MS = 3000;
/** The server ends a statement that takes longer; the client gives up a little later, should the link be dead. */
const STATEMENT_MS = 15_000;

/** Connects when first asked. */
export function postgres(url: string): Sql {
  const pool = new Pool({
    connectionString: url,
    application_name: 'anemos',
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + 2000,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced when one is needed; should that fail, whoever needs it hears so.
  pool.on('error', ignore);
  return {
    query: async (text, values = []) => (await pool.query(text, [...values])).rows,
    async transaction(work) {
      const client = await pool.connect();
      // A connection that breaks between two statements must not take the thread with it.
      client.on('error', ignore);
      try {
        const result = await transact(client, work);
        client.off('error', ignore);
        client.release();
        return result;
      } catch (error) {
        // What the server did not say itself leaves the connection in doubt: the pool drops it.
        const doubtful = !(error instanceof DatabaseError);
        if (!doubtful) client.off('error', ignore);
        client.release(doubtful);
        throw error;
      }
    },
    boss: {
      backend: 'postgres',
      db: { executeSql: (text, values) => (values ? pool.query(text, values) : pool.query(text)) },
    },
    /** Autovacuum and the checkpointer do it. */
    maintain: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

async function transact<T>(client: PoolClient, work: (tx: Queryable) => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work({
      query: async (text, values = []) => (await client.query(text, [...values])).rows,
    });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    if (error instanceof DatabaseError) await client.query('ROLLBACK');
    throw error;
  }
}

function ignore(): void {}
