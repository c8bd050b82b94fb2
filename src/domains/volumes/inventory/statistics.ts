import type { Reader } from '../../../kernel/operations/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import type { NodeHealth, NodeHealths } from './node-health.ts';

/** What there is, in numbers: all that is measured (contract heketi-api §6.2). Everything by id. */
export interface Statistics {
  readonly clusters: readonly {
    readonly id: string;
    readonly nodes: number;
    /** Without those that are being made or deleted. */
    readonly volumes: number;
    /** The same of block volumes. */
    readonly blockVolumes: number;
  }[];
  readonly nodes: readonly (NodeLabels & {
    readonly id: string;
    readonly devices: number;
    readonly health?: NodeHealth;
  })[];
  readonly devices: readonly (NodeLabels & {
    readonly id: string;
    readonly node: string;
    readonly name: string;
    readonly pvUuid?: string;
    readonly totalKib: number;
    readonly usedKib: number;
    readonly freeKib: number;
    readonly bricks: number;
  })[];
}

interface NodeLabels {
  readonly cluster: string;
  /** The first manage name. */
  readonly hostname: string;
  /** The first storage name. */
  readonly storageHostname: string;
}

export async function readStatistics(reader: Reader, healths: NodeHealths): Promise<Statistics> {
  const [clusters, nodes, devices] = await Promise.all(
    [
      `select cluster.id,
          (select count(*) from gluster_volume volume where volume.cluster = cluster.id and state = 'ready') as volumes,
          (select count(*) from gluster_block_volume block where block.cluster = cluster.id and state = 'ready')
            as block_volumes
        from gluster_cluster cluster order by id`,
      `select id, cluster, manage_hostnames, storage_hostname from gluster_node where state <> 'adding' order by id`,
      `select device.id, device.node, device.name, device.pv_uuid, device.total_kib, device.used_kib, charged.bricks
        from gluster_device device
        left join (select device, count(*) as bricks from gluster_brick group by device) charged
          on charged.device = device.id
        where device.state <> 'adding' order by device.id`,
    ].map((sql) => reader.read({ sql, values: [] })),
  );
  const labels = new Map((nodes ?? []).map((row) => [String(row['id']), labelsOf(row)]));
  const devicesOf = Map.groupBy(devices ?? [], (row) => String(row['node']));
  const nodesOf = Map.groupBy(nodes ?? [], (row) => String(row['cluster']));
  return {
    clusters: (clusters ?? []).map((row) => ({
      id: String(row['id']),
      nodes: nodesOf.get(String(row['id']))?.length ?? 0,
      volumes: Number(row['volumes']),
      blockVolumes: Number(row['block_volumes']),
    })),
    nodes: [...labels].map(([id, names]) => {
      const health = healths.of(id);
      return {
        id,
        ...names,
        devices: devicesOf.get(id)?.length ?? 0,
        ...(health === undefined ? {} : { health }),
      };
    }),
    // A node that came between the reads is in the next ones.
    devices: (devices ?? []).flatMap((row) => {
      const names = labels.get(String(row['node']));
      return names === undefined ? [] : [{ ...names, ...sizesOf(row) }];
    }),
  };
}

function labelsOf(row: Row): NodeLabels {
  const storageHostname = String(row['storage_hostname']);
  const [hostname = storageHostname] = JSON.parse(String(row['manage_hostnames'])) as readonly string[];
  return { cluster: String(row['cluster']), hostname, storageHostname };
}

function sizesOf(row: Row): Omit<Statistics['devices'][number], keyof NodeLabels> {
  const totalKib = Number(row['total_kib']);
  const usedKib = Number(row['used_kib']);
  return {
    id: String(row['id']),
    node: String(row['node']),
    name: String(row['name']),
    ...(row['pv_uuid'] === null ? {} : { pvUuid: String(row['pv_uuid']) }),
    totalKib,
    usedKib,
    freeKib: Math.max(totalKib - usedKib, 0),
    bricks: Number(row['bricks'] ?? 0),
  };
}
