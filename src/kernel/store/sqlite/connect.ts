import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Row, SqlValue, Statement } from '../store.ts';

const KEPT_STATEMENTS = 500;

/**
 * Opens one connection with the settings that every connection of the store has.
 *
 * The busy time-out comes before WAL: four starts at once otherwise end in "database is locked" [tried].
 */
export function connect(path: string, options: { readOnly: boolean }): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: options.readOnly, timeout: 5_000 });
  if (!options.readOnly) {
    db.exec('pragma journal_mode = wal');
    db.exec('pragma synchronous = full');
    db.exec('pragma foreign_keys = on');
    // Keeps the WAL file from growing for ever behind a long reader.
    db.exec('pragma journal_size_limit = 67108864');
  }
  return db;
}

export interface PreparedStatement {
  readonly statement: StatementSync;
  readonly givesRows: boolean;
}

/** Prepares each text once; the oldest goes when there are too many. */
export function statementCache(db: DatabaseSync): (sql: string) => PreparedStatement {
  const kept = new Map<string, PreparedStatement>();
  return (sql) => {
    const found = kept.get(sql);
    if (found !== undefined) return found;
    const oldest = kept.keys().next().value;
    if (kept.size >= KEPT_STATEMENTS && oldest !== undefined) kept.delete(oldest);
    // `$1` would be a named parameter to SQLite; `?1` is the numbered one.
    const statement = db.prepare(sql.replaceAll(/\$(\d+)/g, '?$1'));
    const prepared = { statement, givesRows: statement.columns().length > 0 };
    kept.set(sql, prepared);
    return prepared;
  };
}

/** The rows of each select, all of one state: one alone is a transaction anyway. */
export function readTogether(
  db: DatabaseSync,
  prepare: (sql: string) => PreparedStatement,
  statements: readonly Statement[],
): Row[][] {
  const select = ({ sql, values }: Statement): Row[] => selectAll(prepare(sql), values);
  if (statements.length === 1) return statements.map(select);
  db.exec('begin');
  try {
    return statements.map(select);
  } finally {
    db.exec('rollback');
  }
}

export function selectAll(prepared: PreparedStatement, values: readonly SqlValue[]): Row[] {
  return prepared.statement.all(...(values as SQLInputValue[])) as Row[];
}
