import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import { CodedError, reasonOf } from '../../errors.ts';
import { checkValues } from '../check-values.ts';
import { errors } from '../errors.ts';
import { channelsOf, createListeners } from '../listeners.ts';
import { migrate } from '../migrate.ts';
import type { Migration } from '../migration.ts';
import type { Batch, CheckReport, OpenReport, Row, Statement, Store, WriteOutcome } from '../store.ts';
import { backUpBefore, backupsOf } from './back-up.ts';
import { connect } from './connect.ts';
import { primaryCode, toCodedError, toFailure } from './failures.ts';
import { kyselyOn, sqliteCompiler, sqliteTypes, sqliteWords } from './kysely.ts';
import { type LockOwner, lockStore } from './lock.ts';
import { startWorker, type WorkerClient } from './worker-client.ts';

const SQLITE_CORRUPT = 11;

export interface SqliteOptions {
  readonly path: string;
  readonly migrations: readonly Migration[];
  readonly owner: LockOwner;
  /** Largest size in pages of 4 KiB; for the test of a full disk. */
  readonly maxPages?: number;
}

/**
 * Opens or makes a SQLite store: takes its lock, looks for damage, migrates it, and starts one writing and two reading
 * threads.
 *
 * @throws STORE_IN_USE, STORE_LOCKED, STORE_FULL, STORE_READ_ONLY, STORE_CANNOT_OPEN, STORE_NOT_A_DATABASE,
 * STORE_CORRUPT, STORE_TOO_NEW, STORE_MIGRATION_FAILED
 */
export async function openSqlite(options: SqliteOptions): Promise<Store> {
  const { path } = options;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw errors.STORE_CANNOT_OPEN({ path, reason: reasonOf(error) }, { cause: error });
  }
  const unlock = lockStore(path, options.owner);
  try {
    const opened = await prepareFile(options);
    return await serve(options, opened, unlock);
  } catch (error) {
    unlock();
    throw error instanceof CodedError ? error : toCodedError(path, toFailure(error), backupsOf(path));
  }
}

async function prepareFile({ path, migrations }: SqliteOptions): Promise<OpenReport> {
  const isNew = !existsSync(path);
  const db = connect(path, { readOnly: false });
  try {
    // The files that SQLite puts beside it take over its mode.
    if (isNew) chmodSync(path, 0o600);
    const { problems, elapsedMs } = lookForDamage(db);
    if (problems[0] !== undefined) {
      throw errors.STORE_CORRUPT({ path, found: problems[0], backups: backupsOf(path) });
    }
    const report = await migrate({
      db: kyselyOn(db),
      path,
      types: sqliteTypes,
      hasTable: (name) =>
        Promise.resolve(db.prepare('select 1 from sqlite_schema where name = ?').all(name).length > 0),
      migrations,
      toCodedError: (error) => toCodedError(path, toFailure(error)),
      wayBack: `restore a backup: ${backupsOf(path)}`,
      backUp: (firstPending) => backUpBefore(db, path, firstPending),
    });
    return { ...report, integrityMs: elapsedMs, warnings: [] };
  } finally {
    db.close();
  }
}

type Reader = WorkerClient<readonly Statement[], readonly (readonly Row[])[]>;

async function serve({ path, maxPages }: SqliteOptions, opened: OpenReport, unlock: () => void): Promise<Store> {
  const startReader = (): Reader =>
    startWorker(new URL('read-worker.ts', import.meta.url), path, {
      outcomeOfLost: 'not-applied',
      // A select that is too large for a thread's memory ends the thread; the next reader takes its place.
      onLost: () => {
        const lost = readers.findIndex((reader) => reader.isLost);
        if (lost >= 0) readers[lost] = startReader();
      },
    });
  const writer = startWorker<Batch, WriteOutcome>(new URL('write-worker.ts', import.meta.url), path, {
    maxPages,
    outcomeOfLost: 'unknown',
    onLost: () => undefined,
  });
  const readers: Reader[] = [startReader(), startReader()];
  try {
    await Promise.all([writer, ...readers].map((worker) => worker.ready));
  } catch (error) {
    await Promise.all([writer, ...readers].map((worker) => worker.stop()));
    throw error;
  }
  let batches = 0;
  const compiler = sqliteCompiler();
  const listeners = createListeners();
  return {
    kind: 'sqlite',
    isShared: false,
    path,
    opened,
    words: sqliteWords,
    write: async (batch) => {
      checkValues(batch);
      batches += 1;
      const outcome = await writer.ask(batch);
      if (outcome.kind === 'committed') listeners.tell(channelsOf(batch));
      return outcome;
    },
    read: async (statement) => {
      checkValues([statement]);
      const [rows = []] = await readerFor(readers).ask([statement]);
      return rows;
    },
    readTogether: async (statements) => {
      checkValues(statements);
      return readerFor(readers).ask(statements);
    },
    onNotice: (channel, callback) => listeners.add(channel, callback),
    query: <Tables>() => compiler as Kysely<Tables>,
    check: () => Promise.resolve(checkSqlite(path)),
    statistics: () => ({ commits: writer.answered, batches, waiting: writer.waiting }),
    close: async () => {
      // Readers first: the last connection to close writes the WAL back into the file, and that is the writer's work.
      await Promise.all(readers.map((reader) => reader.stop()));
      await writer.stop();
      unlock();
    },
  };
}

/** So many reads go with one message, before the other thread has its part of them. */
const MOST_TOGETHER = 16;

/** One that has its message open, since waking a thread costs more than a small read; otherwise the least busy one. */
function readerFor(readers: readonly Reader[]): Reader {
  const open = readers.find(({ isCollecting, isLost, waiting }) => isCollecting && !isLost && waiting < MOST_TOGETHER);
  const [least] = readers.toSorted((a, b) => Number(a.isLost) - Number(b.isLost) || a.waiting - b.waiting);
  const chosen = open ?? least;
  if (chosen === undefined) throw new TypeError('a store has readers');
  return chosen;
}

/**
 * Looks for damage in a store file through a reading connection, also while a server has it open.
 *
 * @throws STORE_CANNOT_OPEN, STORE_NOT_A_DATABASE and the like
 */
export function checkSqlite(path: string): CheckReport {
  let db: DatabaseSync | undefined;
  try {
    db = connect(path, { readOnly: true });
    return lookForDamage(db);
  } catch (error) {
    const failure = toFailure(error);
    if (primaryCode(failure) === SQLITE_CORRUPT) return { problems: [failure.message], elapsedMs: 0 };
    throw toCodedError(path, failure, backupsOf(path));
  } finally {
    db?.close();
  }
}

/** `quick_check` reads every page; it leaves out only that each index entry matches its row. */
function lookForDamage(db: DatabaseSync): CheckReport {
  const startedAt = performance.now();
  const rows = db.prepare('pragma quick_check(20)').all() as { quick_check: string }[];
  const broken = rows.map((row) => row.quick_check).filter((text) => text !== 'ok');
  const dangling = (db.prepare('pragma foreign_key_check').all() as { table: string; parent: string }[]).map(
    ({ table, parent }) => `a row of ${table} points at a missing row of ${parent}`,
  );
  return { problems: [...broken, ...dangling.slice(0, 20)], elapsedMs: Math.round(performance.now() - startedAt) };
}
