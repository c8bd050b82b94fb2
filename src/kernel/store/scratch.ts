import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { errors } from './errors.ts';
import { reasonOf } from '../errors.ts';
import { toCodedError, toFailure } from './sqlite/failures.ts';

/** Texts by key in a SQLite file of their own, beside the store: for what need not outlast a loss of power. */
export interface Scratch {
  /** All that is kept, by ascending key. */
  entries(): Iterable<readonly [key: string, text: string]>;
  /**
   * All or nothing; undefined takes a key away. Once it returns, the process may be killed and nothing is lost.
   *
   * @throws STORE_FULL, STORE_IO and the like; nothing of it is kept then
   */
  write(changes: Iterable<readonly [key: string, text: string | undefined]>): void;
  close(): void;
}

/** So many changes are kept in the order in which they came before each goes to its key. */
const MOST_UNFOLDED = 1_000;

/**
 * Opens or makes a scratch file; one process at a time has it. Calls are synchronous: a commit that is not synced takes
 * some microseconds, less than the way to another thread and back.
 *
 * @example
 * const scratch = openScratch(`${folder}/scratch.sqlite`);
 * scratch.write([['greeting', 'hello'], ['parting', undefined]]);
 * scratch.close();
 *
 * @throws STORE_LOCKED when another process has it, and what else SQLite says
 */
export function openScratch(path: string): Scratch {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw errors.STORE_CANNOT_OPEN({ path, reason: reasonOf(error) }, { cause: error });
  }
  return guarding(path, () => open(path));
}

function open(path: string): Scratch {
  const isNew = !existsSync(path);
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    if (isNew) chmodSync(path, 0o600);
    // Exclusive: nobody else changes what its owner also has in memory, and no shared memory file is needed.
    db.exec('pragma locking_mode = exclusive');
    db.exec('pragma journal_mode = wal');
    db.exec('pragma synchronous = off');
    db.exec('pragma journal_size_limit = 67108864');
    db.exec('create table if not exists entry (key text primary key, text text not null) strict, without rowid');
    // A commit is one row at the end of one page. A page for each key was three times slower [tried].
    db.exec('create table if not exists latest (number integer primary key, changes text not null) strict');
    return serve(path, db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function serve(path: string, db: DatabaseSync): Scratch {
  const add = db.prepare('insert into latest (changes) values (?)');
  const put = db.prepare('insert into entry values (?, ?) on conflict (key) do update set text = excluded.text');
  const drop = db.prepare('delete from entry where key = ?');
  const all = db.prepare('select key, text from entry order by key');
  // A fleet has hundreds of thousands of them.
  all.setReturnArrays(true);
  const unfolded = new Map<string, string | undefined>();
  for (const row of db.prepare('select changes from latest order by number').all())
    for (const [key, text] of JSON.parse(String(row['changes'])) as [string, string?][]) unfolded.set(key, text);

  /** Brings the entries up to date. */
  const fold = (): void => {
    if (unfolded.size === 0) return;
    db.exec('begin immediate');
    try {
      for (const [key, text] of [...unfolded].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
        if (text === undefined) drop.run(key);
        else put.run(key, text);
      }
      db.exec('delete from latest');
      db.exec('commit');
    } catch (error) {
      // A full disk has ended the transaction already.
      if (db.isTransaction) db.exec('rollback');
      throw error;
    }
    unfolded.clear();
  };

  return {
    entries: function* () {
      guarding(path, fold);
      for (const row of all.iterate() as Iterable<unknown> as Iterable<[key: string, text: string]>) yield row;
    },
    write: (changes) =>
      guarding(path, () => {
        if (unfolded.size >= MOST_UNFOLDED) fold();
        const list = [...changes].map(([key, text]) => (text === undefined ? [key] : [key, text]));
        add.run(JSON.stringify(list));
        for (const [key = '', text] of list) unfolded.set(key, text);
      }),
    close: () => {
      if (db.isOpen) db.close();
    },
  };
}

function guarding<Value>(path: string, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    throw toCodedError(path, toFailure(error));
  }
}
