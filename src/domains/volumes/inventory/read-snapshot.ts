import type { Reader } from '../../../kernel/operations/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import type { SnapshotRow, SnapshotRowState } from '../tables/snapshot-table.ts';

export interface SnapshotFound extends SnapshotRow {
  readonly glusterId: string | null;
  /** What the names of its logical volumes begin with. */
  readonly stem: string | null;
  readonly state: SnapshotRowState;
  readonly operation: string | null;
}

export async function findSnapshot(reader: Reader, id: string): Promise<SnapshotFound | undefined> {
  const [row] = await reader.read({ sql: 'select * from gluster_snapshot where id = $1', values: [id] });
  return row === undefined ? undefined : snapshotOf(row);
}

/** In whatever state they are. */
export async function countSnapshots(reader: Reader, volume: string): Promise<number> {
  const [row] = await reader.read({
    sql: 'select count(*) as snapshots from gluster_snapshot where volume = $1',
    values: [volume],
  });
  return Number(row?.['snapshots'] ?? 0);
}

export async function isSnapshotNameTaken(reader: Reader, cluster: string, name: string): Promise<boolean> {
  const rows = await reader.read({
    sql: 'select id from gluster_snapshot where name = $1 and cluster = $2',
    values: [name, cluster],
  });
  return rows.length > 0;
}

function snapshotOf(row: Row): SnapshotFound {
  return {
    id: String(row['id']),
    cluster: String(row['cluster']),
    volume: String(row['volume']),
    name: String(row['name']),
    sizeGib: Number(row['size_gib']),
    bricks: Number(row['bricks']),
    createdAtMs: Number(row['created_at_ms']),
    glusterId: row['gluster_id'] === null ? null : String(row['gluster_id']),
    stem: row['stem'] === null ? null : String(row['stem']),
    state: row['state'] as SnapshotRowState,
    operation: row['operation'] === null ? null : String(row['operation']),
  };
}
