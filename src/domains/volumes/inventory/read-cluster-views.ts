import type { Reader } from '../../../kernel/operations/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import { leavingNode } from '../tables/node-table.ts';
import type { AdminState, ClusterView, DeviceKind, DeviceView, NodeView, Tags } from './cluster-view.ts';

/** All clusters, or one, in the order of their ids; so are their nodes and devices, without those that are being added. */
export async function readClusterViews(reader: Reader, only?: string): Promise<readonly ClusterView[]> {
  const which = only === undefined ? 'true' : 'cluster.id = $1';
  const values = only === undefined ? [] : [only];
  const [clusters, nodes, devices] = await Promise.all([
    reader.read({
      sql: `select cluster.id, cluster.takes_file, cluster.takes_block, cluster.volume_count
        from gluster_cluster cluster where ${which} order by cluster.id`,
      values,
    }),
    reader.read({
      sql: `select node.id, node.cluster, node.host, node.zone, node.storage_hostname, node.state, node.tags,
          node.removed_by,
          case when ${leavingNode('node')} then 1 else 0 end as leaving
        from gluster_node node join gluster_cluster cluster on cluster.id = node.cluster
        where node.state <> 'adding' and ${which} order by node.id`,
      values,
    }),
    reader.read({
      sql: `select device.id, device.node, device.name, device.kind, device.state, device.removed_by,
          device.total_kib, device.used_kib, device.extent_kib, device.tags
        from gluster_device device
        join gluster_node node on node.id = device.node
        join gluster_cluster cluster on cluster.id = node.cluster
        where device.state <> 'adding' and ${which} order by device.id`,
      values,
    }),
  ]);
  const devicesOf = Map.groupBy(devices, (row) => String(row['node']));
  const nodesOf = Map.groupBy(nodes, (row) => String(row['cluster']));
  return clusters.map((row) => ({
    id: String(row['id']),
    takesFile: row['takes_file'] === 1,
    takesBlock: row['takes_block'] === 1,
    volumeCount: Number(row['volume_count']),
    nodes: (nodesOf.get(String(row['id'])) ?? []).map((node) =>
      nodeOf(node, (devicesOf.get(String(node['id'])) ?? []).map(deviceOf)),
    ),
  }));
}

function nodeOf(row: Row, devices: readonly DeviceView[]): NodeView {
  return {
    id: String(row['id']),
    host: hostId(String(row['host'])),
    zone: Number(row['zone']),
    storageHostname: String(row['storage_hostname']),
    tags: tagsOf(row),
    state: row['state'] as AdminState,
    isLeaving: row['leaving'] === 1,
    isHeld: row['removed_by'] !== null,
    devices,
  };
}

const UNTAGGED: Tags = {};

/** Most have none: a plan reads those of every device. */
function tagsOf(row: Row): Tags {
  const text = String(row['tags']);
  return text === '{}' ? UNTAGGED : (JSON.parse(text) as Tags);
}

function deviceOf(row: Row): DeviceView {
  return {
    id: String(row['id']),
    name: String(row['name']),
    kind: row['kind'] as DeviceKind,
    tags: tagsOf(row),
    state: row['state'] as AdminState,
    isBeingRemoved: row['removed_by'] !== null,
    totalKib: Number(row['total_kib']),
    usedKib: Number(row['used_kib']),
    extentKib: Number(row['extent_kib']),
  };
}
