import type { Json, Reader } from '../../../kernel/operations/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import type { Row, SqlValue } from '../../../kernel/store/index.ts';
import type { BrickRole, Durability } from '../durability.ts';
import type { PlacedBrick } from '../placed-brick.ts';
import type { PlacementRules } from '../placement/placement-rules.ts';
import type { BrickRowState } from '../tables/brick-table.ts';
import type { VolumeRow } from '../tables/volume-table.ts';
import type { DeviceKind } from './cluster-view.ts';

export interface VolumeFound extends VolumeRow {
  readonly state: 'creating' | 'ready' | 'deleting';
  readonly operation: string | null;
  readonly glusterId: string | null;
  /** False for one that was taken over, until it is learnt from Gluster which bricks make a set. */
  readonly bricksOrdered: boolean;
}

export interface BrickFound {
  readonly brick: PlacedBrick;
  /** Null for debris. */
  readonly volume: string | null;
  readonly node: string;
  readonly zone: number;
  readonly state: BrickRowState;
  readonly operation: string | null;
}

export async function findVolume(reader: Reader, id: string): Promise<VolumeFound | undefined> {
  const [row] = await reader.read({ sql: 'select * from gluster_volume where id = $1', values: [id] });
  return row === undefined ? undefined : volumeOf(row);
}

/** In Gluster's order: set by set. */
export function bricksOfVolume(reader: Reader, volume: string): Promise<readonly BrickFound[]> {
  return bricksWhere(reader, 'brick.volume = $1', volume);
}

export function bricksOfDevice(reader: Reader, device: string): Promise<readonly BrickFound[]> {
  return bricksWhere(reader, 'brick.device = $1', device);
}

/** What one operation holds, or a record of what is unfinished. */
export function bricksHeldBy(reader: Reader, operation: string): Promise<readonly BrickFound[]> {
  return bricksWhere(reader, 'brick.operation = $1', operation);
}

/** The same of volumes, by name. */
export async function volumesHeldBy(reader: Reader, operation: string): Promise<readonly VolumeFound[]> {
  const sql = 'select * from gluster_volume where operation = $1 order by name';
  return (await reader.read({ sql, values: [operation] })).map(volumeOf);
}

/** Set by set, of whatever volume or none. */
export function bricksOfCluster(reader: Reader, cluster: string): Promise<readonly BrickFound[]> {
  return bricksWhere(reader, 'node.cluster = $1', cluster);
}

/** In whatever state, by name. */
export async function volumesOfCluster(reader: Reader, cluster: string): Promise<readonly VolumeFound[]> {
  const sql = 'select * from gluster_volume where cluster = $1 order by name';
  return (await reader.read({ sql, values: [cluster] })).map(volumeOf);
}

export async function findBrick(reader: Reader, id: string): Promise<BrickFound | undefined> {
  const [found] = await bricksWhere(reader, 'brick.id = $1', id);
  return found;
}

async function bricksWhere(reader: Reader, where: string, value: string): Promise<readonly BrickFound[]> {
  const rows = await reader.read({
    sql: `select brick.*, device.name as device_name, device.kind, node.id as node, node.host, node.zone,
        node.storage_hostname
      from gluster_brick brick
      join gluster_device device on device.id = brick.device
      join gluster_node node on node.id = device.node
      where ${where} order by brick.set_index, brick.position, brick.id`,
    values: [value],
  });
  return rows.map(brickOf);
}

function volumeOf(row: Row): VolumeFound {
  const factor = row['snapshot_factor'];
  return {
    id: String(row['id']),
    project: String(row['project']),
    cluster: String(row['cluster']),
    name: String(row['name']),
    sizeGib: Number(row['size_gib']),
    durability: JSON.parse(String(row['durability'])) as Durability,
    gid: Number(row['gid']),
    zones: row['zones'] === 'strict' ? 'strict' : 'none',
    placement: JSON.parse(String(row['placement'])) as PlacementRules,
    block: row['block'] === 1,
    snapshotFactor: factor === null ? null : Number(factor),
    options: JSON.parse(String(row['options'])) as VolumeRow['options'] & Json,
    request: jsonOrNull(row['request']),
    glusterId: textOrNull(row['gluster_id']),
    bricksOrdered: row['bricks_ordered'] !== 0,
    state: row['state'] as VolumeFound['state'],
    operation: textOrNull(row['operation']),
  };
}

function brickOf(row: Row): BrickFound {
  return {
    brick: {
      id: String(row['id']),
      device: String(row['device']),
      deviceName: String(row['device_name']),
      kind: row['kind'] as DeviceKind,
      role: row['role'] as BrickRole,
      sizeKib: Number(row['size_kib']),
      poolKib: Number(row['pool_kib']),
      metadataKib: Number(row['metadata_kib']),
      chargedKib: Number(row['charged_kib']),
      gid: Number(row['gid']),
      host: hostId(String(row['host'])),
      storageHostname: String(row['storage_hostname']),
      path: String(row['path']),
      ...(row['pool'] === null ? {} : { pool: String(row['pool']) }),
      ...(row['lv'] === null ? {} : { lv: String(row['lv']) }),
      setIndex: Number(row['set_index']),
      position: Number(row['position']),
      ...(row['is_foreign'] === 1 ? { isForeign: true } : {}),
    },
    volume: textOrNull(row['volume']),
    node: String(row['node']),
    zone: Number(row['zone']),
    state: row['state'] as BrickRowState,
    operation: textOrNull(row['operation']),
  };
}

function jsonOrNull(value: SqlValue | undefined): Json | null {
  return typeof value === 'string' ? (JSON.parse(value) as Json) : null;
}

function textOrNull(value: SqlValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
