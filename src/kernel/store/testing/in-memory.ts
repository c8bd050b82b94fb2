import { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import { errors } from '../errors.ts';
import { checkValues } from '../check-values.ts';
import { channelsOf, createListeners, type Listeners } from '../listeners.ts';
import { migrate } from '../migrate.ts';
import type { Migration } from '../migration.ts';
import { commitGroup } from '../sqlite/commit-group.ts';
import { readTogether, statementCache } from '../sqlite/connect.ts';
import { toCodedError, toFailure } from '../sqlite/failures.ts';
import { kyselyOn, sqliteCompiler, sqliteTypes, sqliteWords } from '../sqlite/kysely.ts';
import type { Batch, Row, Statement, Store, WriteOutcome } from '../store.ts';

const PATH = ':memory:';

/**
 * A place for a store in this process's memory, without threads: what is asked in one turn is answered in the order of
 * asking, so that a simulation repeats itself. It forgets nothing when a store in it is closed.
 *
 * @param now the store's clock, in milliseconds
 */
export function inMemoryPlace(now: () => number): { open(migrations: readonly Migration[]): Promise<Store> } {
  const db = new DatabaseSync(PATH);
  db.exec('pragma foreign_keys = on');
  db.function('simulated_now_ms', { deterministic: false }, now);
  // Of the place and not of a store in it: those are servers that share it.
  const listeners = createListeners();
  return { open: (migrations) => open(db, listeners, migrations) };
}

interface Waiting {
  readonly batch: Batch;
  readonly resolve: (outcome: WriteOutcome) => void;
  readonly reject: (error: Error) => void;
}

async function open(db: DatabaseSync, listeners: Listeners, migrations: readonly Migration[]): Promise<Store> {
  const report = await migrate({
    db: kyselyOn(db),
    path: PATH,
    types: sqliteTypes,
    hasTable: (name) => Promise.resolve(db.prepare('select 1 from sqlite_schema where name = ?').all(name).length > 0),
    migrations,
    toCodedError: (error) => toCodedError(PATH, toFailure(error)),
    wayBack: 'restore a backup: there is none',
  });
  const prepare = statementCache(db);
  const compiler = sqliteCompiler();
  let commits = 0;
  let batches = 0;
  let waiting: Waiting[] = [];
  let isClosed = false;
  const checkOpen = (): void => {
    if (isClosed) throw errors.STORE_UNAVAILABLE({ path: PATH, reason: 'the store is closed', outcome: 'not-applied' });
  };
  const commitWaiting = (): void => {
    const group = waiting;
    waiting = [];
    commits += 1;
    const answers = commitGroup(
      db,
      prepare,
      group.map(({ batch }, id) => ({ id, work: batch })),
    );
    for (const answer of answers) {
      if ('failure' in answer) group[answer.id]?.reject(toCodedError(PATH, answer.failure));
      else group[answer.id]?.resolve(answer.result);
    }
  };
  const readAll = async (statements: readonly Statement[]): Promise<readonly (readonly Row[])[]> => {
    checkValues(statements);
    checkOpen();
    try {
      db.exec('pragma query_only = on');
      return readTogether(db, prepare, statements);
    } catch (error) {
      throw toCodedError(PATH, toFailure(error, statements.map(({ sql }) => sql).join('; ')));
    } finally {
      db.exec('pragma query_only = off');
    }
  };
  return {
    kind: 'sqlite',
    // Several engines may stand on it, as servers do on PostgreSQL.
    isShared: true,
    path: PATH,
    opened: { ...report, integrityMs: 0, warnings: [] },
    words: { ...sqliteWords, nowMs: 'simulated_now_ms()' },
    write: async (batch) => {
      checkValues(batch);
      checkOpen();
      batches += 1;
      const outcome = await new Promise<WriteOutcome>((resolve, reject) => {
        waiting.push({ batch, resolve, reject });
        // What is asked in one turn shares a transaction, as in the real ones.
        if (waiting.length === 1) queueMicrotask(commitWaiting);
      });
      if (outcome.kind === 'committed') listeners.tell(channelsOf(batch));
      return outcome;
    },
    read: async (statement) => (await readAll([statement]))[0] ?? [],
    readTogether: readAll,
    onNotice: (channel, callback) => listeners.add(channel, callback),
    query: <Tables>() => compiler as Kysely<Tables>,
    check: () => Promise.resolve({ problems: [], elapsedMs: 0 }),
    statistics: () => ({ commits, batches, waiting: waiting.length }),
    close: async () => {
      isClosed = true;
    },
  };
}
