import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { SqlValue } from '../../src/kernel/store/index.ts';

export type Columns = Readonly<Record<string, SqlValue>>;

/**
 * Puts so many rows into a table of a SQLite store, past everything that would plan them; constraints hold.
 *
 * @param row of a number from 0 on; all have the same columns
 */
export function fill(db: DatabaseSync, table: string, count: number, row: (index: number) => Columns): void {
  if (count <= 0) return;
  const columns = Object.keys(row(0));
  const insert = db.prepare(
    `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
  );
  db.exec('begin');
  for (let index = 0; index < count; index += 1) insert.run(...Object.values(row(index)));
  db.exec('commit');
}

/** 32 hex digits, in no order: rows that belong together lie apart, as after an import from Heketi. */
export function idOf(kind: string, index: number): string {
  return createHash('md5').update(`${kind} ${index}`).digest('hex');
}
