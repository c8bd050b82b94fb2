import { Client } from 'pg';
import { CodedError } from '../../errors.ts';
import type { Row, Statement } from '../store.ts';
import type { TablesView } from '../store-moment.ts';
import { connectionSettings, withoutPassword } from './connect.ts';
import { toCodedError } from './failures.ts';
import { postgresWords } from './kysely.ts';

/**
 * Shows a PostgreSQL store as of one moment, also while servers have it open.
 *
 * @throws STORE_UNAVAILABLE, STORE_CANNOT_OPEN
 */
export async function viewPostgres<Value>(
  url: string,
  password: string | undefined,
  look: (view: TablesView) => Promise<Value>,
): Promise<Value> {
  const path = withoutPassword(url);
  const client = new Client(connectionSettings(url, password, 'reader'));
  // A connection that breaks fails the next select; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin isolation level repeatable read read only');
    return await look(viewOf(client, path));
  } catch (error) {
    throw error instanceof CodedError ? error : toCodedError(path, error);
  } finally {
    await client.end();
  }
}

function viewOf(client: Client, path: string): TablesView {
  const select = async ({ sql, values }: Statement): Promise<readonly Row[]> =>
    (await client.query<Row>(sql, values as unknown[])).rows;
  return {
    path,
    words: postgresWords,
    read: select,
    readTogether: async (statements) => {
      const answers: (readonly Row[])[] = [];
      for (const statement of statements) answers.push(await select(statement));
      return answers;
    },
    hasTable: async (name) => {
      const sql = `select 1 as one from pg_tables where schemaname = current_schema() and tablename = $1`;
      return (await select({ sql, values: [name] })).length > 0;
    },
  };
}
