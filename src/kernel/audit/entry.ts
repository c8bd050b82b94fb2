import type { Row } from '../store/index.ts';

/** The columns of `audit_entry`, for `entryOf`. */
export const ENTRY_COLUMNS = 'id, number, at_ms, who, action, target, result, remote, body';

/** A row as it is kept. */
export interface Entry {
  /** In the order of writing; on PostgreSQL a smaller one may be committed later, and some are left out. */
  readonly id: number;
  /** Its place in the chain, from 1 on without gaps; absent until it has one. */
  readonly number: number | undefined;
  readonly atMs: number;
  readonly who: string;
  readonly action: string;
  readonly on: string;
  readonly result: string;
  readonly from: string;
  /** JSON, exactly as it was written. */
  readonly body: string;
}

export function entryOf(row: Row): Entry {
  return {
    id: Number(row['id']),
    number: row['number'] === null ? undefined : Number(row['number']),
    atMs: Number(row['at_ms']),
    who: String(row['who']),
    action: String(row['action']),
    on: String(row['target']),
    result: String(row['result']),
    from: String(row['remote']),
    body: String(row['body']),
  };
}
