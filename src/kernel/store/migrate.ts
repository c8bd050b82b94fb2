import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { CodedError } from '../errors.ts';
import { errors } from './errors.ts';
import { type Migration, planMigrations, type SqlTypes } from './migration.ts';

export const MIGRATION_TABLE = 'schema_migration';
const MIGRATION_LOCK_TABLE = 'schema_migration_lock';

export interface MigrationReport {
  /** Names of the migrations that this start ran. */
  readonly migrated: readonly string[];
  /** Where the copy from before them lies; absent when none was made. */
  readonly backup?: string;
}

export interface MigrateOptions {
  readonly db: Kysely<unknown>;
  readonly path: string;
  readonly types: SqlTypes;
  readonly migrations: readonly Migration[];
  /** Where PostgreSQL keeps our tables. */
  readonly schema?: string;
  /** Whether the store, and no other schema beside it, has a table. */
  readonly hasTable: (name: string) => Promise<boolean>;
  /** What a person does about a store that is too new. */
  readonly wayBack: string;
  /** The database's own errors as the catalogue's: a full disk is not the migration's fault. */
  readonly toCodedError: (error: unknown) => CodedError;
  /** Called before the first migration of a store that is not empty; gives the path of the copy. */
  readonly backUp?: (firstPending: string) => string;
}

/**
 * Brings a store to this release's schema. Any number of processes may call it at once: one migrates, the others find
 * nothing to do. All of it is one transaction.
 *
 * @throws STORE_TOO_NEW, STORE_MIGRATION_FAILED; STORE_FULL, STORE_LOCKED and the like where the database says so
 */
export async function migrate(options: MigrateOptions): Promise<MigrationReport> {
  const { db, path, migrations, types, wayBack } = options;
  const applied = await appliedMigrations(options);
  const plan = planMigrations(migrations, applied);
  if (plan.kind === 'too-new') throw errors.STORE_TOO_NEW({ path, unknown: plan.unknown, wayBack });
  const first = plan.pending[0];
  if (first === undefined) return { migrated: [] };
  const backup = applied.length > 0 ? options.backUp?.(first.name) : undefined;
  const failed = { name: first.name };
  const migrator = new Migrator({
    db,
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: MIGRATION_LOCK_TABLE,
    ...(options.schema === undefined ? {} : { migrationTableSchema: options.schema }),
    // A drop migration runs later than younger ones (migration.ts).
    allowUnorderedMigrations: true,
    provider: {
      getMigrations: () =>
        Promise.resolve({
          // What is applied stands here too: Kysely refuses a store with a migration that it is not told of.
          ...Object.fromEntries(applied.map((name) => [name, { up: () => Promise.resolve() }])),
          ...Object.fromEntries(
            plan.pending.map((migration) => [
              migration.name,
              {
                up: async (transaction: Kysely<unknown>): Promise<void> => {
                  failed.name = migration.name;
                  for (const text of migration.statements(types)) await sql.raw(text).execute(transaction);
                },
              },
            ]),
          ),
        }),
    },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    // Another process may have migrated between our look and the lock; then there is nothing left to do.
    const now = await appliedMigrations(options);
    if (now.length > applied.length) return migrate(options);
    const coded = options.toCodedError(error);
    if (!errors.STORE_STATEMENT_FAILED.is(coded)) throw coded;
    throw errors.STORE_MIGRATION_FAILED({ path, migration: failed.name }, { cause: error });
  }
  const migrated = (results ?? []).map((result) => result.migrationName);
  return backup === undefined ? { migrated } : { migrated, backup };
}

async function appliedMigrations(options: MigrateOptions): Promise<string[]> {
  // Not by a list of all tables: another schema of the same database may have one of that name.
  if (!(await options.hasTable(MIGRATION_TABLE))) return [];
  const rows = await sql<{ name: string }>`select name from ${sql.table(MIGRATION_TABLE)} order by name`.execute(
    options.db,
  );
  return rows.rows.map((row) => row.name);
}
