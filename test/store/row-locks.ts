import { Client } from 'pg';
import { expect, onTestFinished } from 'vitest';

export interface RowLocks {
  /** Until so many others wait in this database for a lock. */
  untilWaiting(count: number): Promise<void>;
  release(): Promise<void>;
}

/** Locks all rows of a table, so that writers of PostgreSQL come one behind the other. */
export async function lockRows(url: string, table: string): Promise<RowLocks> {
  const connect = async (): Promise<Client> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    return client;
  };
  // Within its transaction, the one that holds the locks would see the others as they were.
  const [holder, watcher] = [await connect(), await connect()];
  await holder.query('begin');
  await holder.query(`select 1 from ${table} for update`);
  return {
    untilWaiting: async (count) => {
      const sql = `select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      await expect.poll(async () => (await watcher.query(sql)).rows[0]?.waiting, { timeout: 10_000 }).toBe(count);
    },
    release: async () => {
      await holder.query('rollback');
    },
  };
}
