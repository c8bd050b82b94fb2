const [cluster, node, device, volume, brick, record] = ['1', '2', '3', '4', '5', 'f'].map((digit) =>
  digit.repeat(32),
) as [string, string, string, string, string, string];

/** What `heketi db export` writes of a cluster with one node and one device. */
export const DATABASE = JSON.stringify({
  clusterentries: { [cluster]: { Info: { id: cluster, nodes: [node], volumes: [], block: true, file: true } } },
  nodeentries: {
    [node]: {
      State: 'online',
      Info: {
        zone: 1,
        hostnames: { manage: ['node1.example.org'], storage: ['192.0.2.1'] },
        cluster,
        id: node,
      },
      Devices: [device],
    },
  },
  deviceentries: {
    [device]: {
      State: 'online',
      Info: { name: '/dev/sdb', storage: { total: 1000, free: 1000, used: 0 }, id: device },
      Bricks: [],
      NodeId: node,
      ExtentSize: 4096,
    },
  },
  brickentries: {},
  volumeentries: {},
});

const held = { Pending: { Id: record } };

/** The same, while Heketi was making a volume of one brick. */
export function underWay(): string {
  const tables = JSON.parse(DATABASE) as Record<string, Record<string, { Bricks?: unknown; Info: object }>>;
  const of = (table: string, id: string) => tables[table]?.[id];
  Object.assign(of('clusterentries', cluster)?.Info ?? {}, { volumes: [volume] });
  Object.assign(of('deviceentries', device) ?? {}, { Bricks: [brick] });
  Object.assign(of('deviceentries', device)?.Info ?? {}, {
    storage: { total: 500_000_000, free: 498_943_232, used: 1_056_768 },
  });
  const size = 1_048_576;
  const path = `/var/lib/heketi/mounts/vg_${device}/brick_${brick}/brick`;
  return JSON.stringify({
    ...tables,
    volumeentries: {
      [volume]: { Info: { id: volume, name: 'half', size: 1, cluster }, Bricks: [brick], ...held },
    },
    brickentries: {
      [brick]: {
        Info: { id: brick, path, device, node, volume, size },
        TpSize: size,
        PoolMetadataSize: 8192,
        SubType: 1,
        ...held,
      },
    },
    pendingoperations: {
      [record]: {
        Id: record,
        Timestamp: 1_700_000_000,
        Type: 1,
        Actions: [
          { Change: 1, Id: brick },
          { Change: 2, Id: volume },
        ],
      },
    },
  });
}

export const exportedIds = { cluster, node, device, volume, brick, record };
