import type { Row, Statement, Store } from '../../../kernel/store/index.ts';
import type { PendingEntry } from './document.ts';

/**
 * What Heketi had under way when its database was taken over. Rows of the inventory are held by its ids, and nobody
 * carries it on (DECISIONS, "how stuck shows"): Heketi's API shows it as stale.
 */
export function insertUnfinished({ Id, Type, Timestamp, Actions }: PendingEntry): Statement {
  return {
    sql: 'insert into heketi_pending (id, type, created_at_ms, actions) values ($1, $2, $3, $4)',
    values: [Id, Type, Timestamp * 1000, JSON.stringify(Actions)],
  };
}

const MOST_ROWS = 1_000;

/** By id; the first 1,000. */
export async function listUnfinished(store: Pick<Store, 'read'>, only?: string): Promise<readonly PendingEntry[]> {
  const rows = await store.read({
    sql: `select id, type, created_at_ms, actions from heketi_pending
      ${only === undefined ? '' : 'where id = $1'} order by id limit ${MOST_ROWS}`,
    values: only === undefined ? [] : [only],
  });
  return rows.map(entryOf);
}

function entryOf(row: Row): PendingEntry {
  return {
    Id: String(row['id']),
    Timestamp: Math.floor(Number(row['created_at_ms']) / 1000),
    Type: Number(row['type']),
    Actions: JSON.parse(String(row['actions'])) as PendingEntry['Actions'],
    Status: 'stale',
  };
}
