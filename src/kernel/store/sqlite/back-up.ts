import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
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
  let db: DatabaseSync | undefined;
  let isMade = false;
  try {
    db = connect(path, { readOnly: true });
    makeEmpty(copy);
    isMade = true;
    await backup(db, copy);
    flush(copy);
  } catch (error) {
    if (isMade) rmSync(copy, { force: true });
    if ((error as { code?: string }).code === 'EEXIST') throw errors.STORE_BACKUP_EXISTS({ copy });
    throw toCodedError(db === undefined ? path : copy, toFailure(error));
  } finally {
    db?.close();
  }
}

/** Copies a store before a migration. A copy from an earlier try is replaced: the store has gone on since. */
export function backUpBefore(db: DatabaseSync, path: string, migration: string): string {
  const folder = backupFolder(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const copy = join(folder, `${basename(path, '.sqlite')}-before-${migration}.sqlite`);
  const draft = `${copy}.part`;
  rmSync(draft, { force: true });
  makeEmpty(draft);
  try {
    db.prepare('vacuum into ?').run(draft);
    flush(draft);
    renameSync(draft, copy);
    flush(folder);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  return copy;
}

/** SQLite takes an empty file for a new database; made like this, nobody else can read it at any moment. */
function makeEmpty(path: string): void {
  closeSync(openSync(path, 'wx', 0o600));
}

/** Makes a file, or the names in a folder, survive a power cut. */
function flush(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
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
