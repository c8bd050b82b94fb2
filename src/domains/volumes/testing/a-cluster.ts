import { insertHostStatements } from '../../../kernel/hosts/index.ts';
import { type HostId, hostId, type SimulatedFleet, type SimulatedHost } from '../../../kernel/remote/index.ts';
import type { Statement } from '../../../kernel/store/index.ts';
import { volumeGroup } from '../brick-paths.ts';
import { markerPath } from '../bricks/file-device.ts';
import { bytesForGroupOf, findDisk, growDisk } from '../bricks/simulated-disks.ts';
import { fileFolders } from '../bricks/simulated-folders.ts';
import { addVolumeGroup } from '../bricks/simulated-storage.ts';
import { formPool } from '../gluster/simulated-pool.ts';
import type { DeviceKind } from '../inventory/cluster-view.ts';
import { KIB_PER_GIB } from '../sizes.ts';

interface DeviceWish {
  readonly kind?: DeviceKind;
  readonly gib?: number;
}

interface Shape {
  readonly name: string;
  readonly nodes: number;
  /** Zones that the nodes are dealt out to, one after the other. */
  readonly zones: number;
  /** Of each node. */
  readonly devices: readonly Required<DeviceWish>[];
}

export interface ClusterDevice {
  readonly id: string;
  readonly node: string;
  readonly host: HostId;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly totalKib: number;
}

export interface ClusterBuilder {
  readonly id: string;
  /** Named after the cluster: `c1-n1`, `c1-n2` … */
  readonly hosts: readonly HostId[];
  /** Ids, in the order of the hosts. */
  readonly nodes: readonly string[];
  readonly devices: readonly ClusterDevice[];
  withNodes(count: number): ClusterBuilder;
  withZones(count: number): ClusterBuilder;
  /** More devices for each node; 500 GiB and LVM unless something else is said. */
  withDevices(count: number, wish?: DeviceWish): ClusterBuilder;
  /** Its rows. */
  rows(): readonly Statement[];
  /** Makes its pool, volume groups and folders on simulated hosts that are there already. */
  arrange(fleet: SimulatedFleet): void;
}

const EXTENT_KIB = 4096;

/**
 * A cluster for tests, in the store and on simulated hosts.
 *
 * @example
 * const cluster = aCluster().withNodes(3).withDevices(2);
 * await store.write(cluster.rows());
 * cluster.arrange(fleet);
 */
export function aCluster(name = 'c1'): ClusterBuilder {
  return build({ name, nodes: 3, zones: 1, devices: [] });
}

function build(shape: Shape): ClusterBuilder {
  const id = idOf(shape.name);
  const hosts = Array.from({ length: shape.nodes }, (_, index) => hostId(`${shape.name}-n${index + 1}`));
  const devices = hosts.flatMap((host) =>
    shape.devices.map(
      ({ kind, gib }, index): ClusterDevice => ({
        id: idOf(`${host}-d${index + 1}`),
        node: idOf(host),
        host,
        name: kind === 'file' ? `/srv/disk-${index + 1}` : `/dev/vd${'bcdefghijk'[index] ?? 'z'}`,
        kind,
        totalKib: gib * KIB_PER_GIB,
      }),
    ),
  );
  return {
    id,
    hosts,
    nodes: hosts.map(idOf),
    devices,
    withNodes: (nodes) => build({ ...shape, nodes }),
    withZones: (zones) => build({ ...shape, zones }),
    withDevices: (count, { kind = 'lvm-thin', gib = 500 } = {}) =>
      build({ ...shape, devices: [...shape.devices, ...Array.from({ length: count }, () => ({ kind, gib }))] }),
    rows: () => [
      { sql: 'insert into gluster_cluster (id) values ($1)', values: [id] },
      ...hosts.flatMap((host, index) => [
        ...insertHostStatements({ id: host, name: host, addresses: [{ address: host, port: 22 }], createdAtMs: 0 }),
        {
          sql: `insert into gluster_node (id, cluster, host, zone, storage_hostname, manage_hostnames, storage_hostnames,
              state)
            values ($1, $2, $3, $4, $5, $6, $7, 'online')`,
          values: [
            idOf(host),
            id,
            host,
            (index % shape.zones) + 1,
            host,
            JSON.stringify([host]),
            JSON.stringify([host]),
          ],
        },
        ...['manage', 'storage'].map((kind) => ({
          sql: 'insert into gluster_hostname (kind, name, node) values ($1, $2, $3)',
          values: [kind, host, idOf(host)],
        })),
      ]),
      ...devices.map((device) => ({
        sql: `insert into gluster_device (id, node, name, kind, state, total_kib, extent_kib, pv_uuid)
          values ($1, $2, $3, $4, 'online', $5, $6, $7)`,
        values: [
          device.id,
          device.node,
          device.name,
          device.kind,
          device.totalKib,
          EXTENT_KIB,
          device.kind === 'file' ? null : `uuid-${device.id}`,
        ],
      })),
    ],
    arrange: (fleet) => {
      const uuid = (index: number): string => `0373953d-fcd3-4806-9b20-${`${index + 1}`.padStart(12, '0')}`;
      formPool(
        fleet,
        hosts.map((host, index) => ({ host, name: host, uuid: uuid(index) })),
      );
      for (const host of hosts) fleet.host(host).files.makeDirectory('/etc', { parents: true });
      for (const device of devices) addDevice(fleet.host(device.host), device);
    },
  };
}

function addDevice(host: SimulatedHost, { id, kind, name, totalKib }: ClusterDevice): void {
  if (kind === 'file') {
    host.files.makeDirectory(name, { parents: true });
    fileFolders(host)[name] = totalKib * 1024;
    host.files.write(markerPath(name), `${id}\n`);
  } else {
    addVolumeGroup(host, volumeGroup(id), { device: name, extentKib: EXTENT_KIB, totalKib, pvUuid: `uuid-${id}` });
    // The group has all of its disk, so that there is nothing to grow into.
    const made = findDisk(host, name)?.bytes;
    if (made !== undefined) growDisk(host, name, bytesForGroupOf(totalKib / KIB_PER_GIB) - made);
  }
}

/** 32 hex digits that a person can tell apart: the name's own, in hex. */
function idOf(name: string): string {
  return Buffer.from(name).toString('hex').padStart(32, '0');
}
