import type { Kysely } from 'kysely';
import type { MigrationReport } from './migrate.ts';

/** What a column holds. Integers stay below 2^53; JSON is kept as text; true and false are 1 and 0. */
export type SqlValue = string | number | null | Uint8Array;

export type Row = Readonly<Record<string, SqlValue>>;

/**
 * One statement with its values. `sql` names them `$1`, `$2`, … on both databases; statements that Kysely compiled for
 * this store come through `statement()`.
 */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** How many rows it must change; with any other number the whole batch is refused and leaves nothing. */
  readonly changes?: number;
  /** A channel whose listeners are told once the batch is committed: see `Store.onNotice`. */
  readonly notify?: string;
}

/** Statements that become durable together or not at all. Conditions stand in their SQL and in `changes`. */
export type Batch = readonly Statement[];

export interface StatementResult {
  readonly changes: number;
  /** What `returning` gave; empty without it. */
  readonly rows: readonly Row[];
}

export type RefusalReason = 'changes' | 'unique' | 'foreign-key' | 'check' | 'not-null';

/** `refused` is an expected outcome: somebody was faster, or a constraint says no. Nothing of the batch was kept. */
export type WriteOutcome =
  | { readonly kind: 'committed'; readonly results: readonly StatementResult[] }
  | {
      readonly kind: 'refused';
      /** Index in the batch of the statement that could not be kept. */
      readonly statement: number;
      readonly reason: RefusalReason;
    };

export interface CheckReport {
  readonly problems: readonly string[];
  readonly elapsedMs: number;
}

/** What happened while the store was opened, for the log. */
export interface OpenReport extends MigrationReport {
  readonly integrityMs: number;
  /** Things that an operator should know and that did not stop the start. */
  readonly warnings: readonly string[];
}

export interface StoreStatistics {
  /** Transactions made durable since the start. */
  readonly commits: number;
  /** Batches in them: more than commits, where several waited at once. */
  readonly batches: number;
  /** Batches that wait now. */
  readonly waiting: number;
}

/** What each database says in its own words, to be put into statements as it is. */
export interface SqlWords {
  /** The store's own clock, in milliseconds since 1970: what leases are measured by, whatever the servers' clocks say. */
  readonly nowMs: string;
  /**
   * A whole statement that takes the next number of a counter, as `number`. Numbers grow from one call to the next, over
   * all servers; some may be left out.
   */
  readonly next: (counter: string) => string;
}

/**
 * The store's port. Everything above `kernel/store` sees only this; the contract test beside it holds for both
 * implementations.
 *
 * All methods throw STORE_* errors (errors.ts). Reads see everything that was committed before they were called.
 */
export interface Store {
  readonly kind: 'sqlite' | 'postgres';
  /** Whether other servers may have it open at the same time. */
  readonly isShared: boolean;
  /** The file, or the URL without its password: for messages. */
  readonly path: string;
  readonly opened: OpenReport;
  readonly words: SqlWords;
  /**
   * Makes a batch durable: when the promise resolves with `committed`, a power cut cannot take it back. Batches that
   * wait at the same time share one transaction on the disk, so callers should not wait for one another.
   */
  write(batch: Batch): Promise<WriteOutcome>;
  /** Runs one select beside the writer; it never waits for a transaction. */
  read(statement: Statement): Promise<readonly Row[]>;
  /** Runs several selects on one state of the store: what is committed between them shows in none. */
  readTogether(statements: readonly Statement[]): Promise<readonly (readonly Row[])[]>;
  /**
   * Calls back after each commit that names the channel in `Statement.notify`, here or on another server; several
   * commits may share a call. Only a hint to look: on PostgreSQL one can be lost with a connection or a server, so
   * whoever must not miss anything also looks from time to time. The callback must not throw.
   *
   * @returns what ends it
   */
  onNotice(channel: string, callback: () => void): () => void;
  /** Builds queries for this store's dialect; it only compiles, see `statement()`. */
  query<Tables>(): Kysely<Tables>;
  /** Looks for damage; reads the whole store on SQLite. Throws only when the store cannot be reached at all. */
  check(): Promise<CheckReport>;
  statistics(): StoreStatistics;
  /** Waits for what was handed in, then lets go of everything. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * A compiled Kysely query as a statement of this port.
 *
 * ```ts
 * const find = store.query<SecretTables>().selectFrom('secret').select('sealed').where('id', '=', id);
 * const rows = await store.read(statement(find.compile()));
 * ```
 */
export function statement(
  compiled: { readonly sql: string; readonly parameters: readonly unknown[] },
  changes?: number,
): Statement {
  const values = compiled.parameters as readonly SqlValue[];
  return changes === undefined ? { sql: compiled.sql, values } : { sql: compiled.sql, values, changes };
}
