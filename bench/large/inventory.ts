import { brickPath } from '../../src/domains/volumes/brick-paths.ts';
import type { Durability } from '../../src/domains/volumes/durability.ts';
import { chargeOf } from '../../src/domains/volumes/placement/accounting.ts';
import { KIB_PER_GIB } from '../../src/domains/volumes/sizes.ts';
import type { DatabaseSync } from 'node:sqlite';
import { fill, idOf } from './fill.ts';

/** How large an inventory is. Ids are `idOf(kind, number)` of `cluster`, `host`, `node`, `device`, `volume`, `brick`. */
export interface Shape {
  readonly clusters: number;
  /** Of each cluster. */
  readonly nodes: number;
  /** Of each node. */
  readonly devices: number;
  /** Of each cluster, each with a set of bricks on different nodes. */
  readonly volumes: number;
  readonly durability: Durability;
  /** Of each volume: data and redundancy, or replicas. */
  readonly bricks: number;
}

const EXTENT_KIB = 4096;
const VOLUME_GIB = 10;
const DEVICE_KIB = 4096 * KIB_PER_GIB;

/** Fills a store with an inventory: clusters, their nodes and devices, and volumes that are ready. */
export function fillInventory(db: DatabaseSync, shape: Shape): void {
  const nodes = shape.clusters * shape.nodes;
  const devices = nodes * shape.devices;
  const volumes = shape.clusters * shape.volumes;
  const bricks = volumes * shape.bricks;
  const sizeKib = VOLUME_GIB * KIB_PER_GIB;
  const { poolKib, metadataKib, chargedKib } = chargeOf(sizeKib, 1, { kind: 'lvm-thin', extentKib: EXTENT_KIB });
  const clusterOf = (index: number, ofEach: number): string => idOf('cluster', Math.floor(index / ofEach));

  /** Bricks of a cluster go round its devices, so that those of a volume lie on different nodes. */
  const deviceOf = (brick: number): number => {
    const ofCluster = shape.volumes * shape.bricks;
    const cluster = Math.floor(brick / ofCluster);
    const turn = brick % ofCluster;
    const node = cluster * shape.nodes + (turn % shape.nodes);
    return node * shape.devices + (Math.floor(turn / shape.nodes) % shape.devices);
  };
  const bricksOn = new Uint32Array(devices);
  for (let brick = 0; brick < bricks; brick += 1) bricksOn[deviceOf(brick)] = (bricksOn[deviceOf(brick)] ?? 0) + 1;

  fill(db, 'gluster_cluster', shape.clusters, (index) => ({
    id: idOf('cluster', index),
    volume_count: shape.volumes,
  }));
  fill(db, 'host', nodes, (index) => ({ id: idOf('host', index), name: hostName(index), created_at_ms: 0 }));
  fill(db, 'host_address', nodes, (index) => ({
    host: idOf('host', index),
    position: 0,
    address: hostName(index),
    port: 22,
  }));
  fill(db, 'gluster_node', nodes, (index) => ({
    id: idOf('node', index),
    cluster: clusterOf(index, shape.nodes),
    host: idOf('host', index),
    zone: (index % 5) + 1,
    storage_hostname: hostName(index),
    manage_hostnames: JSON.stringify([hostName(index)]),
    storage_hostnames: JSON.stringify([hostName(index)]),
    state: 'online',
  }));
  for (const kind of ['manage', 'storage'])
    fill(db, 'gluster_hostname', nodes, (index) => ({
      kind,
      name: hostName(index),
      node: idOf('node', index),
    }));
  fill(db, 'gluster_device', devices, (index) => ({
    id: idOf('device', index),
    node: idOf('node', Math.floor(index / shape.devices)),
    name: `/dev/disk${(index % shape.devices) + 1}`,
    kind: 'lvm-thin',
    state: 'online',
    total_kib: DEVICE_KIB,
    used_kib: (bricksOn[index] ?? 0) * chargedKib,
    extent_kib: EXTENT_KIB,
    pv_uuid: idOf('physical volume', index),
    paths: JSON.stringify([`/dev/disk${(index % shape.devices) + 1}`]),
  }));
  fill(db, 'gluster_volume', volumes, (index) => ({
    id: idOf('volume', index),
    cluster: clusterOf(index, shape.volumes),
    name: `volume-${index % shape.volumes}`,
    size_gib: VOLUME_GIB,
    durability: JSON.stringify(shape.durability),
    gid: 0,
    options: '[]',
    zones: 'none',
    gluster_id: idOf('gluster', index),
    state: 'ready',
  }));
  fill(db, 'gluster_brick', bricks, (index) => {
    const id = idOf('brick', index);
    const device = idOf('device', deviceOf(index));
    return {
      id,
      volume: idOf('volume', Math.floor(index / shape.bricks)),
      device,
      set_index: 0,
      position: index % shape.bricks,
      role: 'data',
      size_kib: sizeKib,
      pool_kib: poolKib,
      metadata_kib: metadataKib,
      charged_kib: chargedKib,
      gid: 0,
      path: brickPath(device, id),
      state: 'ready',
    };
  });
}

export function hostName(index: number): string {
  return `node-${`${index}`.padStart(6, '0')}.example.org`;
}
