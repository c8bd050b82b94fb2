import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Batch, StatementResult, WriteOutcome } from '../store.ts';
import { type PreparedStatement, selectAll } from './connect.ts';
import { isStatementFault, refusalOf, type SqliteFailure, toFailure } from './failures.ts';
import type { WriteAnswer, WriteJob } from './messages.ts';

/**
 * Makes a group of batches durable in one transaction. Each batch has a savepoint of its own, so that one that is
 * refused, or wrong, leaves without the others; what hits the whole database (full, read-only, corrupt) fails them all.
 */
export function commitGroup(
  db: DatabaseSync,
  prepare: (sql: string) => PreparedStatement,
  jobs: readonly WriteJob[],
): WriteAnswer[] {
  try {
    db.exec('begin immediate');
    const answers = jobs.map((job): WriteAnswer => runBatch(db, prepare, job));
    db.exec('commit');
    return answers;
  } catch (error) {
    const failure = toFailure(error);
    // SQLite has rolled back by itself after some errors (full disk, I/O).
    if (db.isTransaction) db.exec('rollback');
    return jobs.map(({ id }) => ({ id, failure }));
  }
}

/** @throws what hits the whole group */
function runBatch(db: DatabaseSync, prepare: (sql: string) => PreparedStatement, { id, work }: WriteJob): WriteAnswer {
  prepare('savepoint batch').statement.run();
  const outcome = runStatements(prepare, work);
  if ('message' in outcome || outcome.kind === 'refused') prepare('rollback to batch').statement.run();
  prepare('release batch').statement.run();
  return 'message' in outcome ? { id, failure: outcome } : { id, result: outcome };
}

function runStatements(prepare: (sql: string) => PreparedStatement, batch: Batch): WriteOutcome | SqliteFailure {
  const results: StatementResult[] = [];
  for (const [index, { sql, values, changes }] of batch.entries()) {
    try {
      const result = runStatement(prepare(sql), values as SQLInputValue[]);
      if (changes !== undefined && result.changes !== changes) {
        return { kind: 'refused', statement: index, reason: 'changes' };
      }
      results.push(result);
    } catch (error) {
      const failure = toFailure(error, sql);
      const reason = refusalOf(failure);
      if (reason !== undefined) return { kind: 'refused', statement: index, reason };
      if (isStatementFault(failure)) return failure;
      throw error;
    }
  }
  return { kind: 'committed', results };
}

function runStatement(prepared: PreparedStatement, values: SQLInputValue[]): StatementResult {
  if (prepared.givesRows) {
    const rows = selectAll(prepared, values as never);
    return { changes: rows.length, rows };
  }
  return { changes: Number(prepared.statement.run(...values).changes), rows: [] };
}
