import type { Reader } from '../../../kernel/operations/index.ts';
import { type HostId, hostId } from '../../../kernel/remote/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import type { DeviceKind } from '../inventory/cluster-view.ts';
import { type BrickFound, bricksOfCluster, type VolumeFound, volumesOfCluster } from '../inventory/read-volume.ts';

/** A cluster as the store has it: all of its rows, those of running operations included. */
export interface StoreView {
  readonly cluster: string;
  readonly project: string;
  readonly nodes: readonly StoredNode[];
  readonly devices: readonly StoredDevice[];
  readonly bricks: readonly BrickFound[];
  readonly volumes: readonly VolumeFound[];
}

export interface StoredNode {
  readonly id: string;
  readonly host: HostId;
  readonly storageHostname: string;
  /** All names by which Gluster may know it. */
  readonly names: readonly string[];
  /** It is being added, evacuated or deleted. */
  readonly isHeld: boolean;
  readonly isFailed: boolean;
  /** The era in which all its bricks were seen mounted last; null before the first time. */
  readonly era: string | null;
}

export interface StoredDevice {
  readonly id: string;
  readonly node: string;
  readonly host: HostId;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly totalKib: number;
  readonly usedKib: number;
  readonly extentKib: number;
  /** It is being added or removed. */
  readonly isHeld: boolean;
  /** Its deletion began, and has to be asked for again: it offers nothing, and there may be little of it left. */
  readonly isHalfDeleted: boolean;
}

/** Undefined where there is no such cluster. */
export async function readStoreView(reader: Reader, cluster: string): Promise<StoreView | undefined> {
  const [[row], nodes, devices, bricks, volumes] = await Promise.all([
    reader.read({ sql: 'select id, project from gluster_cluster where id = $1', values: [cluster] }),
    reader.read({
      sql: `select node.id, node.host, node.storage_hostname, node.storage_hostnames, node.state, node.removed_by, look.era
        from gluster_node node left join gluster_node_look look on look.node = node.id
        where node.cluster = $1 order by node.host`,
      values: [cluster],
    }),
    reader.read({
      sql: `select device.id, device.node, node.host, device.name, device.kind, device.state, device.removed_by,
          device.total_kib, device.used_kib, device.extent_kib
        from gluster_device device join gluster_node node on node.id = device.node
        where node.cluster = $1 order by device.id`,
      values: [cluster],
    }),
    bricksOfCluster(reader, cluster),
    volumesOfCluster(reader, cluster),
  ]);
  if (row === undefined) return undefined;
  return {
    cluster,
    project: String(row['project']),
    nodes: nodes.map(nodeOf),
    devices: devices.map(deviceOf),
    bricks,
    volumes,
  };
}

function nodeOf(row: Row): StoredNode {
  return {
    id: String(row['id']),
    host: hostId(String(row['host'])),
    storageHostname: String(row['storage_hostname']),
    names: JSON.parse(String(row['storage_hostnames'])) as readonly string[],
    isHeld: row['state'] === 'adding' || row['removed_by'] !== null,
    isFailed: row['state'] === 'failed',
    era: row['era'] === null ? null : String(row['era']),
  };
}

function deviceOf(row: Row): StoredDevice {
  return {
    id: String(row['id']),
    node: String(row['node']),
    host: hostId(String(row['host'])),
    name: String(row['name']),
    kind: row['kind'] as DeviceKind,
    totalKib: Number(row['total_kib']),
    usedKib: Number(row['used_kib']),
    extentKib: Number(row['extent_kib']),
    isHeld: row['state'] === 'adding' || row['removed_by'] !== null,
    isHalfDeleted: row['state'] === 'failed' && Number(row['total_kib']) === 0,
  };
}
