import { DatabaseError } from 'pg';
import { type CodedError, reasonOf } from '../../errors.ts';
import { errors } from '../errors.ts';
import type { RefusalReason } from '../store.ts';

/** Five-character codes of https://www.postgresql.org/docs/15/errcodes-appendix.html; none where the connection broke. */
export function sqlState(error: unknown): string | undefined {
  // EPIPE, EPERM and other codes of the operating system have five letters too.
  return error instanceof DatabaseError ? error.code : undefined;
}

const REFUSALS: Readonly<Record<string, RefusalReason>> = {
  '23502': 'not-null',
  '23503': 'foreign-key',
  '23505': 'unique',
  '23514': 'check',
};

export function refusalOf(error: unknown): RefusalReason | undefined {
  return REFUSALS[sqlState(error) ?? ''];
}

/** Whether the same transaction, sent again, may pass: a deadlock with another replica, or a failed serialisation. */
export function isTransient(error: unknown): boolean {
  return ['40001', '40P01'].includes(sqlState(error) ?? '');
}

/** Whether only this statement is wrong, so that the rest of its group can go on. */
export function isStatementFault(error: unknown): boolean {
  return ['22', '23', '42', '0A', '21'].includes((sqlState(error) ?? '').slice(0, 2));
}

/** The catalogue's error for anything that `pg` throws. */
export function toCodedError(
  path: string,
  error: unknown,
  context: { readonly sql?: string; readonly outcome?: 'not-applied' | 'unknown' } = {},
): CodedError {
  const options = { cause: error };
  const state = sqlState(error);
  const reason = reasonWithin(error);
  if (state === undefined) {
    return errors.STORE_UNAVAILABLE({ path, reason, outcome: context.outcome ?? 'not-applied' }, options);
  }
  if (state === '53100') return errors.STORE_FULL({ path }, options);
  if (state === '25006') return errors.STORE_READ_ONLY({ path }, options);
  if (state === '55P03') return errors.STORE_LOCKED({ path }, options);
  if (state.startsWith('XX')) {
    return errors.STORE_CORRUPT({ path, found: reason, backups: 'those of the database' }, options);
  }
  if (state === '58030') return errors.STORE_IO({ path, reason }, options);
  if (state.startsWith('28') || state === '3D000' || state === '42501') {
    return errors.STORE_CANNOT_OPEN({ path, reason }, options);
  }
  if (['08', '53', '57', '58', '40'].includes(state.slice(0, 2))) {
    return errors.STORE_UNAVAILABLE({ path, reason, outcome: context.outcome ?? 'not-applied' }, options);
  }
  return errors.STORE_STATEMENT_FAILED({ sql: context.sql ?? '', reason }, options);
}

/** Connection errors to a name with several addresses have an empty message and carry the real ones inside. */
function reasonWithin(error: unknown): string {
  const reason = reasonOf(error);
  if (reason !== '' || !(error instanceof Error)) return reason;
  const inner = error instanceof AggregateError ? error.errors : [];
  return inner.map((one) => reasonOf(one)).join('; ') || error.name;
}
