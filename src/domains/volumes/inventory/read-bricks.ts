import type { Reader } from '../../../kernel/operations/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import type { BrickRole } from '../durability.ts';
import type { BrickRowState } from '../tables/brick-table.ts';
import { errors } from '../errors.ts';
import type { BrickAlone, BrickInfo } from './infos.ts';
import { placesFor } from './read-page.ts';

/** Whatever state it is in. @throws BRICK_NOT_FOUND */
export async function getBrick(reader: Reader, id: string): Promise<BrickAlone> {
  const [row] = await reader.read({
    sql: `select brick.id, brick.path, brick.device, device.node, brick.volume, brick.size_kib, brick.role,
        brick.state, coalesce(volume.project, cluster.project) as project
      from gluster_brick brick
      join gluster_device device on device.id = brick.device
      join gluster_node node on node.id = device.node
      join gluster_cluster cluster on cluster.id = node.cluster
      left join gluster_volume volume on volume.id = brick.volume
      where brick.id = $1`,
    values: [id],
  });
  if (row === undefined) throw errors.BRICK_NOT_FOUND({ brick: id });
  return { ...brickInfo(row), project: String(row['project']) };
}

/** The bricks of each of these volumes, devices or nodes. */
export async function readBricksOf(
  reader: Reader,
  owner: 'volume' | 'device' | 'node',
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly BrickInfo[]>> {
  if (ids.length === 0) return new Map();
  const column = { volume: 'brick.volume', device: 'brick.device', node: 'device.node' }[owner];
  const rows = await reader.read({
    sql: `select brick.id, brick.path, brick.device, device.node, brick.volume, brick.size_kib, brick.role,
        brick.state
      from gluster_brick brick join gluster_device device on device.id = brick.device
      where ${column} in (${placesFor(ids)}) order by brick.id`,
    values: ids,
  });
  return Map.groupBy(rows.map(brickInfo), (brick) => brick[owner]);
}

function brickInfo(row: Row): BrickInfo {
  return {
    id: String(row['id']),
    path: String(row['path']),
    device: String(row['device']),
    node: String(row['node']),
    volume: row['volume'] === null ? '' : String(row['volume']),
    sizeKib: Number(row['size_kib']),
    role: row['role'] as BrickRole,
    state: row['state'] as BrickRowState,
  };
}
