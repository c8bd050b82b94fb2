import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { DummyDriver, Kysely, SqliteAdapter, SqliteDialect, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { SqlTypes } from '../migration.ts';
import type { SqlWords } from '../store.ts';

export const sqliteTypes: SqlTypes = {
  bigint: 'integer',
  blob: 'blob',
  serialKey: 'integer primary key',
  json: 'text',
  strict: ' strict',
  updated: ' strict',
  counter: (name) => [
    `create table ${name} (number integer not null) strict`,
    `insert into ${name} (number) values (0)`,
  ],
};

export const sqliteWords: SqlWords = {
  nowMs: "cast(unixepoch('subsec') * 1000 as integer)",
  next: (counter) => `update ${counter} set number = number + 1 returning number`,
};

/**
 * Kysely's stock adapter runs migrations without a transaction and without a lock: several processes at once break each
 * other, and a failed migration leaves half of itself [tried].
 */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class NodeSqliteDialect extends SqliteDialect {
  constructor(db: DatabaseSync) {
    super({
      database: {
        prepare: (sql: string) => {
          // A deferred `begin` could find, at its first write, that another process has migrated meanwhile.
          const prepared = db.prepare(sql === 'begin' ? 'begin immediate' : sql);
          const bind = (values: readonly unknown[]): SQLInputValue[] => values as SQLInputValue[];
          return {
            reader: prepared.columns().length > 0,
            all: (values) => prepared.all(...bind(values)),
            run: (values) => prepared.run(...bind(values)),
            iterate: (values) => prepared.iterate(...bind(values)),
          };
        },
        close: () => {
          // Whoever opened the connection closes it.
        },
      },
    });
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

/** Kysely on one connection in this thread: for migrations. */
export function kyselyOn(db: DatabaseSync): Kysely<unknown> {
  return new Kysely({ dialect: new NodeSqliteDialect(db) });
}

/** Kysely that only compiles. */
export function sqliteCompiler(): Kysely<unknown> {
  return new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}
