import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { backup, type DatabaseSync } from 'node:sqlite';
import { errors } from '../errors.ts';
import { connect } from './connect.ts';
import { toCodedError, toFailure } from './failures.ts';

/**
 * Copies a store into a new file, whole as of one moment, also while a server writes to it.
 *
 * @throws STORE_BACKUP_EXISTS; STORE_CANNOT_OPEN, STORE_FULL and the like
 */
export async function backUpSqlite(path: string, copy: string): Promise<void> {
  if (existsSync(copy)) throw errors.STORE_BACKUP_EXISTS({ copy });
  let db: DatabaseSync | undefined;
  try {
    db = connect(path, { readOnly: true });
    await backup(db, copy);
    chmodSync(copy, 0o600);
  } catch (error) {
    throw toCodedError(db === undefined ? path : copy, toFailure(error));
  } finally {
    db?.close();
  }
}

/** Copies a store before a migration. One that is there is from an earlier try, which left the store as it was. */
export function backUpBefore(db: DatabaseSync, path: string, migration: string): string {
  const folder = backupFolder(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const copy = join(folder, `${basename(path, '.sqlite')}-before-${migration}.sqlite`);
  if (!existsSync(copy)) db.prepare('vacuum into ?').run(copy);
  return copy;
}

/** The copies that stand beside a store, for a message. */
export function backupsOf(path: string): string {
  const folder = backupFolder(path);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sqlite')) : [];
  return names.length === 0 ? `none in ${folder}` : names.map((name) => join(folder, name)).join(', ');
}

function backupFolder(path: string): string {
  return join(dirname(path), 'backups');
}
