import type { SimulatedFleet } from '../../../kernel/remote/index.ts';
import type { Statement } from '../../../kernel/store/index.ts';
import { brickPath, logicalVolume, mountPoint, poolOf, thinPool, volumeGroup } from '../brick-paths.ts';
import { attach } from '../bricks/simulated-mounts.ts';
import { formatSource, lvmOf } from '../bricks/simulated-storage.ts';
import { fileBacking } from '../bricks/file.ts';
import { lvmThin } from '../bricks/lvm-thin.ts';
import type { Durability } from '../durability.ts';
import { takeFolder } from '../gluster/simulated-brick-folders.ts';
import { poolsOf, startBrick } from '../gluster/simulated-pool.ts';
import { chargeOf } from '../placement/accounting.ts';
import { glusterBrick, type PlacedBrick } from '../placed-brick.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { KIB_PER_GIB } from '../sizes.ts';
import { insertBrick, releaseBricksOf } from '../tables/brick-table.ts';
import { chargeDevices } from '../tables/device-table.ts';
import { finishVolume, insertVolume } from '../tables/volume-table.ts';
import type { ClusterBuilder, ClusterDevice } from './a-cluster.ts';

export interface VolumeBuilder {
  readonly id: string;
  readonly name: string;
  readonly bricks: readonly PlacedBrick[];
  /** They come behind those of its cluster. */
  rows(): readonly Statement[];
  /** Makes it on simulated hosts on which its cluster was arranged. */
  arrange(fleet: SimulatedFleet): void;
}

const EXTENT_KIB = 4096;
const OPERATION = 'arranged';

/**
 * A volume that is there and runs, for tests: one set, with a brick on each of these devices.
 *
 * @param about `isHeketis`: the thin pool of its first brick has a name of its own, as Heketi gives it
 */
export function aVolume(
  cluster: ClusterBuilder,
  name: string,
  devices: readonly ClusterDevice[],
  sizeGib = 10,
  { block = false, isHeketis = false }: { readonly block?: boolean; readonly isHeketis?: boolean } = {},
): VolumeBuilder {
  const id = Buffer.from(`v-${name}`).toString('hex').padStart(32, '0');
  const glusterId = `703bfee4-98f2-41bd-b633-${id.slice(-12)}`;
  const durability: Durability =
    devices.length === 1 ? { kind: 'none' } : { kind: 'replicate', replica: devices.length };
  const bricks = devices.map((device, position): PlacedBrick => {
    const brick = Buffer.from(`${name}-${position}`).toString('hex').padStart(32, '0');
    return {
      id: brick,
      device: device.id,
      deviceName: device.name,
      kind: device.kind,
      role: 'data',
      sizeKib: sizeGib * KIB_PER_GIB,
      ...chargeOf(sizeGib * KIB_PER_GIB, 1, { kind: device.kind, extentKib: EXTENT_KIB }),
      gid: 0,
      host: device.host,
      storageHostname: device.host,
      path: brickPath(device.id, brick),
      setIndex: 0,
      position,
      ...(isHeketis && position === 0 ? { pool: thinPool('e'.repeat(32)), lv: logicalVolume(brick) } : {}),
    };
  });
  return {
    id,
    name,
    bricks,
    rows: () => [
      ...insertVolume(
        {
          id,
          project: 'default',
          cluster: cluster.id,
          name,
          sizeGib,
          durability,
          gid: 0,
          zones: 'none',
          placement: {},
          block,
          snapshotFactor: null,
          options: [],
          request: null,
        },
        OPERATION,
        { most: DEFAULT_SETTINGS.maxVolumesPerCluster },
      ),
      ...chargeDevices(bricks),
      ...bricks.map((brick) => insertBrick(brick, { volume: id, state: 'creating', operation: OPERATION })),
      finishVolume(id, OPERATION, glusterId),
      releaseBricksOf(id, OPERATION, bricks.length),
    ],
    arrange: (fleet) => {
      const made = bricks.map((brick) => {
        arrangeBrick(fleet, brick);
        const known = { host: brick.host, path: brick.path, name: glusterBrick(brick) };
        takeFolder(fleet, known, glusterId);
        startBrick(fleet, known);
        return known;
      });
      const pool = poolsOf(fleet).find(({ members }) => members.some(({ host }) => host === cluster.hosts[0]));
      if (pool === undefined) throw new TypeError('the cluster is not arranged');
      pool.volumes[name] = {
        name,
        id: glusterId,
        status: 'started',
        replica: durability.kind === 'replicate' ? durability.replica : 1,
        disperse: 0,
        redundancy: 0,
        bricks: made,
        options: [['user.heketi.id', id]],
        snapshots: [],
        pending: {},
      };
    },
  };
}

function arrangeBrick(fleet: SimulatedFleet, brick: PlacedBrick): void {
  const host = fleet.host(brick.host);
  const target = mountPoint(brick.device, brick.id);
  const backing = brick.kind === 'file' ? fileBacking : lvmThin(DEFAULT_SETTINGS);
  if (brick.kind === 'file') {
    host.files.write(backing.source(brick), `image ${brick.sizeKib * 1024}`);
  } else {
    const volumes = lvmOf(host).groups[volumeGroup(brick.device)]?.volumes ?? {};
    volumes[poolOf(brick)] = { sizeKib: brick.poolKib, metadataKib: brick.metadataKib };
    volumes[logicalVolume(brick.id)] = { sizeKib: brick.sizeKib, pool: poolOf(brick) };
  }
  formatSource(host, backing.source(brick));
  host.files.makeDirectory(target, { parents: true });
  const { fstab } = DEFAULT_SETTINGS;
  host.files.write(fstab, `${host.files.read(fstab) ?? ''}${backing.fstabLine(brick, target, DEFAULT_SETTINGS)}\n`);
  attach(host, backing.mountOptions(DEFAULT_SETTINGS), backing.source(brick), target);
  host.files.makeDirectory(brick.path);
}
