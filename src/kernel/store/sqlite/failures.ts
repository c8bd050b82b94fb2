import { type CodedError, reasonOf } from '../../errors.ts';
import { errors } from '../errors.ts';
import type { RefusalReason } from '../store.ts';

/** What a worker sends about a failed statement: errors do not cross threads with their fields. */
export interface SqliteFailure {
  /** Extended result code, https://www.sqlite.org/rescode.html; absent when the fault was not SQLite's. */
  readonly errcode?: number;
  readonly message: string;
  readonly sql?: string;
}

/** What the operating system says about the files beside the store, as SQLite would say it. */
const ERRNO: Readonly<Record<string, number>> = { EROFS: 8, ENOSPC: 13, EDQUOT: 13, EACCES: 14, EPERM: 14, EIO: 10 };

export function toFailure(error: unknown, sql?: string): SqliteFailure {
  const { errcode = ERRNO[(error as { code?: string }).code ?? ''] } = error as { errcode?: unknown };
  return {
    message: reasonOf(error),
    ...(typeof errcode === 'number' ? { errcode } : {}),
    ...(sql === undefined ? {} : { sql }),
  };
}

/** The primary result code; 1, SQLITE_ERROR, where the fault was not SQLite's. */
export function primaryCode({ errcode = 1 }: SqliteFailure): number {
  return errcode & 0xff;
}

/** Extended codes of SQLITE_CONSTRAINT that a caller may expect. */
const REFUSALS: Readonly<Record<number, RefusalReason>> = {
  275: 'check',
  787: 'foreign-key',
  1299: 'not-null',
  1555: 'unique',
  2067: 'unique',
  2579: 'unique',
};

export function refusalOf(failure: SqliteFailure): RefusalReason | undefined {
  return failure.errcode === undefined ? undefined : REFUSALS[failure.errcode];
}

/** Whether the failure is the statement's own fault, so that the rest of its group can go on. */
export function isStatementFault(failure: SqliteFailure): boolean {
  // 1 SQLITE_ERROR, 18 TOOBIG, 19 CONSTRAINT, 20 MISMATCH, 21 MISUSE, 25 RANGE; no code: a value that cannot be bound.
  return [1, 18, 19, 20, 21, 25].includes(primaryCode(failure));
}

/** The catalogue's error for a failure of SQLite. */
export function toCodedError(path: string, failure: SqliteFailure, backups = 'none was made by Hostreeve'): CodedError {
  const options = { cause: new Error(failure.message) };
  const reason = failure.message;
  switch (primaryCode(failure)) {
    case 5:
    case 6:
      return errors.STORE_LOCKED({ path }, options);
    case 3:
    case 14:
    case 23:
      return errors.STORE_CANNOT_OPEN({ path, reason }, options);
    case 8:
      return errors.STORE_READ_ONLY({ path }, options);
    case 10:
      return errors.STORE_IO({ path, reason }, options);
    case 11:
      return errors.STORE_CORRUPT({ path, found: reason, backups }, options);
    case 13:
      return errors.STORE_FULL({ path }, options);
    case 26:
      return errors.STORE_NOT_A_DATABASE({ path }, options);
    default:
      return errors.STORE_STATEMENT_FAILED({ sql: failure.sql ?? '', reason }, options);
  }
}
