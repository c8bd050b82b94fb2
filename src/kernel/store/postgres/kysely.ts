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

export const postgresTypes: SqlTypes = { bigint: 'bigint', blob: 'bytea', json: 'jsonb', strict: '' };

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
