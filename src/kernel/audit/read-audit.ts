import type { SqlValue, Store } from '../store/index.ts';
import { ENTRY_COLUMNS, type Entry, entryOf } from './entry.ts';

const MOST_ROWS = 500;

export interface AuditQuery {
  readonly who?: string;
  readonly action?: string;
  readonly on?: string;
  readonly result?: string;
  /** Milliseconds since 1970, this one included. */
  readonly sinceMs?: number;
  /** Milliseconds since 1970, this one left out. */
  readonly untilMs?: number;
  /** `next` of the page before. */
  readonly before?: number;
  /** 1 to 500, 100 without it. */
  readonly limit?: number;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Absent on the last page. */
  readonly next?: number;
}

export interface AuditEntry extends Entry {
  readonly isSealed: boolean;
}

const CONDITIONS = {
  who: 'who =',
  action: 'action =',
  on: 'target =',
  result: 'result =',
  sinceMs: 'at_ms >=',
  untilMs: 'at_ms <',
  before: 'id <',
} as const satisfies Partial<Record<keyof AuditQuery, string>>;

/** Entries, newest first, those that are not sealed yet included. @throws STORE_* */
export async function readAudit(store: Store, query: AuditQuery): Promise<AuditPage> {
  const limit = Math.min(Math.max(query.limit ?? 100, 1), MOST_ROWS);
  const values: SqlValue[] = [];
  const conditions = (Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]).flatMap((name) => {
    const value = query[name];
    return value === undefined ? [] : [`${CONDITIONS[name]} $${values.push(value)}`];
  });
  const rows = await store.read({
    sql: `select ${ENTRY_COLUMNS}, case when number <= (select last_number from audit_head) then 1 else 0 end as is_sealed
      from audit_entry ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
      order by id desc limit $${values.push(limit + 1)}`,
    values,
  });
  const entries = rows.slice(0, limit).map((row) => ({ ...entryOf(row), isSealed: row['is_sealed'] === 1 }));
  const last = entries.at(-1);
  return rows.length <= limit || last === undefined ? { entries } : { entries, next: last.id };
}
