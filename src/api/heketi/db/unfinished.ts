import type { Row, Statement, Store } from '../../../kernel/store/index.ts';
import type { PendingEntry } from './document.ts';

/**
 * What Heketi had under way when its database was taken over. Rows of the inventory are held by its ids, and nobody
 * carries it on (DECISIONS, "how stuck shows"): Heketi's API shows it as stale until `unfinished.resolve` is done with it.
 */
export function insertUnfinished({ Id, Type, Timestamp, Actions }: PendingEntry): Statement {
  return {
    sql: 'insert into heketi_pending (id, type, created_at_ms, actions) values ($1, $2, $3, $4)',
    values: [Id, Type, Timestamp * 1000, JSON.stringify(Actions)],
  };
}

/** Those that are still to be resolved: the others are done, by whichever API. */
export const OPEN_RECORDS = 'heketi_pending pending join gluster_unfinished record on record.id = pending.id';

/** `resolvedBy`: the operation that resolves it now. */
export interface Unfinished extends PendingEntry {
  readonly project: string;
  readonly resolvedBy: string | undefined;
}

export const MOST_ROWS = 1_000;

/** Which of them: one by its id, or those whose ids come behind one. */
export interface StoredWish {
  readonly only?: string;
  readonly after?: string;
}

/** By id; the first 1,000. */
export async function listUnfinished(
  store: Pick<Store, 'read'>,
  { only, after = '' }: StoredWish = {},
): Promise<readonly Unfinished[]> {
  const rows = await store.read({
    sql: `select pending.id, pending.type, pending.created_at_ms, pending.actions, record.project, record.operation
      from ${OPEN_RECORDS} where pending.id ${only === undefined ? '>' : '='} $1
      order by pending.id limit ${MOST_ROWS}`,
    values: [only ?? after],
  });
  return rows.map((row) => ({
    ...entryOf(row),
    project: String(row['project']),
    resolvedBy: row['operation'] === null ? undefined : String(row['operation']),
  }));
}

/** What was resolved since. */
export const FORGET_RESOLVED: Statement = {
  sql: 'delete from heketi_pending where id not in (select id from gluster_unfinished)',
  values: [],
};

function entryOf(row: Row): PendingEntry {
  return {
    Id: String(row['id']),
    Timestamp: Math.floor(Number(row['created_at_ms']) / 1000),
    Type: Number(row['type']),
    Actions: JSON.parse(String(row['actions'])) as PendingEntry['Actions'],
    Status: 'stale',
  };
}
