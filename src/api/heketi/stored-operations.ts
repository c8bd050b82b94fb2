import type { Store } from '../../kernel/store/index.ts';
import { MOST_ROWS, OPEN_RECORDS, type StoredWish } from './db/unfinished.ts';

/** An operation of volumes as Heketi lists it while it is open (contract heketi-api §6.4). */
export interface StoredOperation {
  readonly id: string;
  readonly kind: string;
  /** Of the operation that left it to clean up. */
  readonly parentKind: string | undefined;
  /** `failed`: neither done nor undone, and waits for its next try. `stale`: nobody carries it on. */
  readonly status: '' | 'failed' | 'stale';
  readonly createdAtMs: number;
}

/** Whatever a dead server had is taken over well within this. */
const UNATTENDED_MS = 60_000;

/** What Heketi stores while it runs; nodes and devices are added and deleted without. */
const KINDS = [
  'volume.create',
  'volume.expand',
  'volume.clone',
  'volume.delete',
  'block-volume.create',
  'block-volume.delete',
  'block-volume.expand',
  'device.remove',
  'node.remove',
  'brick.evict',
  'brick.clean',
];

export interface OperationCounts {
  readonly total: number;
  readonly failed: number;
  readonly stale: number;
  readonly fresh: number;
}

export async function countStored(store: Store): Promise<OperationCounts> {
  const rows = await store.read({
    sql: `select status, count(*) as operations from (select ${statusOf(store)} as status ${FROM}
      union all select 'stale' from ${OPEN_RECORDS}) as stored group by status`,
    values: [],
  });
  const count = (status: string): number => Number(rows.find((row) => row['status'] === status)?.['operations'] ?? 0);
  const [failed, stale, fresh] = [count('failed'), count('stale'), count('')];
  return { total: failed + stale + fresh, failed, stale, fresh };
}

/** By id; the first 1,000. */
export async function listStored(
  store: Pick<Store, 'read' | 'words'>,
  { only, after = '' }: StoredWish = {},
): Promise<readonly StoredOperation[]> {
  const rows = await store.read({
    sql: `select o.id, o.kind, o.created_at_ms, parent.kind as parent_kind, ${statusOf(store)} as status
      ${FROM.replace('where', 'left join operation parent on parent.id = o.parent where')}
      and o.id ${only === undefined ? '>' : '='} $1 order by o.id limit ${MOST_ROWS}`,
    values: [only ?? after],
  });
  return rows.map((row) => ({
    id: String(row['id']),
    kind: String(row['kind']),
    parentKind: row['parent_kind'] === null ? undefined : String(row['parent_kind']),
    status: row['status'] as StoredOperation['status'],
    createdAtMs: Number(row['created_at_ms']),
  }));
}

const FROM = `from operation o where o.ended_at_ms is null and o.kind in (${KINDS.map((kind) => `'${kind}'`).join(', ')})`;

function statusOf({ words: { nowMs } }: Pick<Store, 'words'>): string {
  return `case when o.state = 'stuck' then 'failed'
    when o.state <> 'queued' and o.updated_at_ms < ${nowMs} - ${UNATTENDED_MS} and not exists
      (select 1 from replica r where r.id = o.owner and r.lease_until_ms > ${nowMs}) then 'stale'
    else '' end`;
}
