import type { Reader } from '../../../kernel/operations/index.ts';
import type { BlockVolumeRow } from '../tables/block-volume-table.ts';

/** A block volume for an operation, with what its hosting volume has. */
export interface BlockVolumeFound extends BlockVolumeRow {
  readonly usableGib: number;
  readonly state: 'creating' | 'ready' | 'deleting';
  readonly operation: string | null;
  readonly hostingName: string;
  readonly hostingGlusterId: string | null;
  readonly hostingState: 'creating' | 'ready' | 'deleting';
  readonly hostingOperation: string | null;
  readonly hostingSizeGib: number;
}

export async function findBlockVolume(reader: Reader, id: string): Promise<BlockVolumeFound | undefined> {
  const [row] = await reader.read({
    sql: `select block.*, volume.name as volume_name, volume.gluster_id, volume.state as volume_state,
        volume.operation as volume_operation, volume.size_gib as volume_size_gib
      from gluster_block_volume block join gluster_volume volume on volume.id = block.hosting where block.id = $1`,
    values: [id],
  });
  if (row === undefined) return undefined;
  return {
    id,
    project: String(row['project']),
    cluster: String(row['cluster']),
    hosting: String(row['hosting']),
    name: String(row['name']),
    sizeGib: Number(row['size_gib']),
    usableGib: Number(row['usable_gib']),
    haCount: Number(row['ha_count']),
    auth: row['auth'] === 1,
    state: row['state'] as BlockVolumeFound['state'],
    operation: row['operation'] === null ? null : String(row['operation']),
    hostingName: String(row['volume_name']),
    hostingGlusterId: row['gluster_id'] === null ? null : String(row['gluster_id']),
    hostingState: row['volume_state'] as BlockVolumeFound['state'],
    hostingOperation: row['volume_operation'] === null ? null : String(row['volume_operation']),
    hostingSizeGib: Number(row['volume_size_gib']),
  };
}
