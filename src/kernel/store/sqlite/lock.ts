import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { errors } from '../errors.ts';
import { primaryCode, toCodedError, toFailure } from './failures.ts';

/** Who has the store, as the second process is told. */
export interface LockOwner {
  readonly pid: number;
  /** ISO 8601. */
  readonly since: string;
}

/**
 * Keeps a second process off a SQLite store, for as long as this one lives: the kernel lets go of the lock when the
 * process ends, however it ends. The lock is an open transaction on a small database beside the store, because an
 * exclusive lock on the store itself would shut out our own readers.
 *
 * @returns a function that lets go
 * @throws STORE_IN_USE naming the owner
 */
export function lockStore(path: string, owner: LockOwner): () => void {
  const ownerFile = `${path}.owner`;
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(`${path}.lock`, { timeout: 0 });
    db.exec('begin exclusive');
    writeFileSync(ownerFile, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
  } catch (error) {
    db?.close();
    const failure = toFailure(error);
    if (primaryCode(failure) === 5) throw errors.STORE_IN_USE({ path, owner: describeOwner(ownerFile) });
    throw toCodedError(path, failure);
  }
  const held = db;
  return () => {
    if (!held.isOpen) return;
    rmSync(ownerFile, { force: true });
    held.close();
  };
}

function describeOwner(ownerFile: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(ownerFile, 'utf8')) as LockOwner;
    return `process ${pid}, since ${since}`;
  } catch {
    // The owner is between its lock and its note, or the note is not readable for us.
    return 'another process';
  }
}
