import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type pg from 'pg';
import type { SqlTypes } from '../migration.ts';
import type { SqlWords } from '../store.ts';

export const postgresTypes: SqlTypes = {
  bigint: 'bigint',
  blob: 'bytea',
  serialKey: 'bigint generated always as identity primary key',
  json: 'jsonb',
  strict: '',
  updated: ' with (fillfactor = 50)',
  counter: (name) => [`create sequence ${name}`],
};

export const postgresWords: SqlWords = {
  nowMs: '(extract(epoch from clock_timestamp()) * 1000)::bigint',
  // A row would be locked until the commit of whoever took the last number, and every server would wait for it.
  next: (counter) => `select nextval('${counter}') as number`,
};

/** Kysely on a pool: for migrations. Its adapter takes an advisory lock, so that one process migrates at a time. */
export function kyselyOn(pool: pg.Pool): Kysely<unknown> {
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

/** Kysely that only compiles. */
export function postgresCompiler(): Kysely<unknown> {
  return new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}
