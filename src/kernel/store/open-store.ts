import type { Migration } from './migration.ts';
import { openPostgres } from './postgres/open.ts';
import { openSqlite } from './sqlite/open.ts';
import type { LockOwner } from './sqlite/lock.ts';
import { sqlitePath } from './sqlite-path.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  /** `sqlite:PATH` or `postgres://…`. */
  readonly url: string;
  /** For PostgreSQL; wins over one in the URL. */
  readonly password?: string;
  /** All migrations of this release, of every folder that has tables. */
  readonly migrations: readonly Migration[];
  /** What a second process is told about this one. */
  readonly owner: LockOwner;
}

/**
 * Opens the store that `url` names, after its integrity check and its migrations.
 *
 * ```ts
 * const store = await openStore({ url: `sqlite:${folder}/hostreeve.sqlite`, migrations: [], owner });
 * await store.close();
 * ```
 *
 * @throws the STORE_* errors of `openSqlite` and `openPostgres`; nothing is left open then
 */
export async function openStore({ url, password, migrations, owner }: StoreOptions): Promise<Store> {
  const path = sqlitePath(url);
  if (path !== undefined) return openSqlite({ path, migrations, owner });
  return openPostgres({ url, migrations, ...(password === undefined ? {} : { password }) });
}
