import type { Config } from '../kernel/config/index.ts';
import { backUpSqlite, type CheckReport, checkPostgres, checkSqlite } from '../kernel/store/index.ts';
import { errors } from './errors.ts';
import { storeLocation } from './store-location.ts';

const SQLITE = 'sqlite:';

/** Looks for damage in the store that the configuration names; a server may have it open meanwhile. */
export async function checkStore(config: Config): Promise<CheckReport & { readonly path: string }> {
  const { url, password } = storeLocation(config);
  if (!url.startsWith(SQLITE)) return { path: url, ...(await checkPostgres(url, password?.reveal())) };
  const path = url.slice(SQLITE.length);
  return { path, ...checkSqlite(path) };
}

/**
 * Copies a SQLite store into a new file, whole as of one moment.
 *
 * @throws SERVER_BACKUP_NOT_OURS for PostgreSQL, whose own tools do it better
 */
export async function backUpStore(config: Config, file: string): Promise<void> {
  const { url } = storeLocation(config);
  if (!url.startsWith(SQLITE)) throw errors.SERVER_BACKUP_NOT_OURS({ url });
  await backUpSqlite(url.slice(SQLITE.length), file);
}
