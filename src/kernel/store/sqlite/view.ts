import type { DatabaseSync } from 'node:sqlite';
import { CodedError } from '../../errors.ts';
import type { Row, Statement } from '../store.ts';
import type { TablesView } from '../store-moment.ts';
import { backupsOf } from './back-up.ts';
import { connect, selectAll, statementCache } from './connect.ts';
import { toCodedError, toFailure } from './failures.ts';
import { sqliteWords } from './kysely.ts';

/**
 * Shows a store file as of one moment through a reading connection, also while a server has it open.
 *
 * @throws STORE_CANNOT_OPEN, STORE_NOT_A_DATABASE, STORE_CORRUPT and the like
 */
export async function viewSqlite<Value>(path: string, look: (view: TablesView) => Promise<Value>): Promise<Value> {
  let db: DatabaseSync | undefined;
  try {
    db = connect(path, { readOnly: true });
    // The moment is that of the first select, and the connection's end is the end of it.
    db.exec('begin');
    return await look(viewOf(db, path));
  } catch (error) {
    throw error instanceof CodedError ? error : toCodedError(path, toFailure(error), backupsOf(path));
  } finally {
    db?.close();
  }
}

function viewOf(db: DatabaseSync, path: string): TablesView {
  const prepare = statementCache(db);
  const select = ({ sql, values }: Statement): Row[] => selectAll(prepare(sql), values);
  return {
    path,
    words: sqliteWords,
    read: async (statement) => select(statement),
    readTogether: async (statements) => statements.map(select),
    hasTable: async (name) => db.prepare('select 1 from sqlite_schema where name = ?').all(name).length > 0,
  };
}
