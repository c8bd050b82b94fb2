/** The store: SQLite or PostgreSQL behind one port. */
export type { Migration, SqlTypes } from './migration.ts';
export { openStore, type StoreOptions } from './open-store.ts';
export { checkPostgres } from './postgres/open.ts';
export { withoutPassword } from './postgres/connect.ts';
export { openScratch, type Scratch } from './scratch.ts';
export { backUpSqlite } from './sqlite/back-up.ts';
export { checkSqlite } from './sqlite/open.ts';
export { sqlitePath } from './sqlite-path.ts';
export {
  type Batch,
  type CheckReport,
  type OpenReport,
  type Row,
  type SqlValue,
  type SqlWords,
  type Statement,
  type StatementResult,
  type Store,
  type StoreStatistics,
  statement,
  type WriteOutcome,
} from './store.ts';
export { viewStore } from './view-store.ts';
