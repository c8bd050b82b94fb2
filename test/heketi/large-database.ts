import type { HeketiDocument } from '../../src/api/heketi/db/document.ts';

export interface LargeDatabase {
  readonly nodes: number;
  /** Each with three bricks, of 10 GiB, on three nodes. */
  readonly volumes: number;
}

const SIZE_KIB = 10 * 1024 ** 2;
const METADATA_KIB = 53_248;
const DEVICE_KIB = 4 * 1024 ** 3;
const REPLICA = 3;

/** What `heketi db export` writes of one cluster, on whose nodes with a device each its bricks are spread evenly. */
export function largeDatabase({ nodes, volumes }: LargeDatabase): HeketiDocument {
  const cluster = idOf('c', 0);
  const nodeIds = numbers(nodes).map((number) => idOf('a', number));
  const volumeIds = numbers(volumes).map((number) => idOf('e', number));
  const bricks = numbers(volumes * REPLICA).map((number) => ({
    id: idOf('b', number),
    at: number % nodes,
    volume: idOf('e', Math.floor(number / REPLICA)),
  }));
  const bricksAt = Map.groupBy(bricks, ({ at }) => at);
  const bricksOf = Map.groupBy(bricks, ({ volume }) => volume);
  return {
    clusterentries: {
      [cluster]: {
        Info: { id: cluster, nodes: nodeIds, volumes: volumeIds, block: true, file: true, blockvolumes: [] },
      },
    },
    nodeentries: byId(
      nodeIds.map((id, at) => ({
        State: 'online',
        Info: {
          zone: (at % REPLICA) + 1,
          hostnames: { manage: [`node-${at}.example.org`], storage: [`node-${at}.storage.example.org`] },
          cluster,
          id,
        },
        Devices: [idOf('d', at)],
      })),
    ),
    deviceentries: byId(
      nodeIds.map((NodeId, at) => {
        const its = bricksAt.get(at) ?? [];
        const used = its.length * (SIZE_KIB + METADATA_KIB);
        return {
          State: 'online',
          Info: {
            id: idOf('d', at),
            name: '/dev/vdb',
            storage: { total: DEVICE_KIB, free: DEVICE_KIB - used, used },
          },
          Bricks: its.map(({ id }) => id),
          NodeId,
          ExtentSize: 4096,
        };
      }),
    ),
    brickentries: byId(
      bricks.map(({ id, at, volume }) => {
        const device = idOf('d', at);
        const path = `/var/lib/heketi/mounts/vg_${device}/brick_${id}/brick`;
        return {
          Info: { id, path, device, node: idOf('a', at), volume, size: SIZE_KIB },
          TpSize: SIZE_KIB,
          PoolMetadataSize: METADATA_KIB,
          Pending: { Id: '' },
          LvmThinPool: `tp_${id}`,
          LvmLv: '',
          SubType: 1 as const,
        };
      }),
    ),
    volumeentries: byId(
      volumeIds.map((id) => ({
        Info: {
          id,
          name: `vol_${id}`,
          size: SIZE_KIB / 1024 ** 2,
          durability: { type: 'replicate', replicate: { replica: REPLICA }, disperse: {} },
          snapshot: { enable: false, factor: 1 },
          cluster,
          mount: { glusterfs: { hosts: [], device: '', options: {} } },
          blockinfo: {},
        },
        Bricks: (bricksOf.get(id) ?? []).map((brick) => brick.id),
        GlusterVolumeOptions: ['', 'server.tcp-user-timeout 42'],
        Pending: { Id: '' },
      })),
    ),
    blockvolumeentries: {},
    dbattributeentries: {},
    pendingoperations: {},
  };
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, number) => number);
}

function idOf(kind: string, number: number): string {
  return kind + number.toString(16).padStart(31, '0');
}

function byId<Entry extends { readonly Info: { readonly id: string } }>(
  entries: readonly Entry[],
): Readonly<Record<string, Entry>> {
  return Object.fromEntries(entries.map((entry) => [entry.Info.id, entry]));
}
