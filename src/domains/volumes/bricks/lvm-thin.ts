import { call, type HostSession } from '../../../kernel/remote/index.ts';
import { blockDevice, logicalVolume, poolOf, thinPool, volumeGroup, volumeOf } from '../brick-paths.ts';
import { errors } from '../errors.ts';
import { requireDone } from '../require-done.ts';
import type { VolumeSettings } from '../settings.ts';
import { AT_BOOT, type Backing } from './backing.ts';
import { createThinVolume } from './programs/create-thin-volume.ts';
import { autobackupOf, wrapperOf } from './programs/lvm.ts';
import { listLogicalVolumes, type LogicalVolume } from './programs/list-logical-volumes.ts';
import { removeLogicalVolume } from './programs/remove-logical-volume.ts';
import type { BrickSpec } from './provisioner.ts';
import { requireRoom } from './require-room.ts';

/** A thin volume in a pool of its own, in the device's volume group (contract heketi-engine §4.5). */
export function lvmThin(settings: VolumeSettings): Backing {
  const lvm = lvmOn(settings);
  return {
    source: blockDevice,
    mountOptions: ({ mountOptions }) => mountOptions,
    fstabLine: (brick, target, { mountOptions }) =>
      `${blockDevice(brick)} ${target} xfs ${AT_BOOT},${mountOptions} 1 2`,

    observe: async (host, brick) => {
      const { pool, volume, others } = await lvm.look(host, brick);
      if (volume === undefined && (pool === undefined || others.length > 0)) return 'absent';
      return volume === undefined ? 'partial' : 'whole';
    },

    make: async (host, brick) => {
      const group = volumeGroup(brick.device);
      const { poolKib, metadataKib, sizeKib } = brick;
      const create = call(createThinVolume, {
        ...wrapperOf(settings),
        autobackup: autobackupOf(settings),
        chunkSize: settings.lvChunkSize,
        metadataKib,
        poolKib,
        sizeKib,
        pool: `${group}/${thinPool(brick.id)}`,
        name: logicalVolume(brick.id),
      });
      // Tried before it is looked: it refuses what is there, and to look lists all of a group.
      const first = await host.change(create);
      if (first.kind !== 'exists') return requireRoom(host, brick, create, first);
      const { pool, volume, others } = await lvm.look(host, brick);
      if (volume !== undefined) return;
      // lvcreate was cut off between the two, and does not take a pool that is there.
      if (pool !== undefined) await lvm.removePool(host, brick, pool, others);
      requireRoom(host, brick, create, await host.change(create));
    },

    destroy: async (host, brick, isPoolShared) => {
      const { pool, volume, others } = await lvm.look(host, brick);
      if (volume !== undefined) await lvm.removeVolume(host, `${volumeGroup(brick.device)}/${volume.name}`);
      if (pool === undefined || (others.length > 0 && (await isPoolShared()))) return;
      await lvm.removePool(host, brick, pool, others);
    },
  };
}

interface Found {
  readonly pool?: LogicalVolume;
  readonly volume?: LogicalVolume;
  /** Whatever else lies in the pool. */
  readonly others: readonly LogicalVolume[];
}

interface Lvm {
  look(host: HostSession, brick: BrickSpec): Promise<Found>;
  /** lvremove takes a pool together with every volume in it, so snapshots and clones in it must be seen here. */
  removePool(host: HostSession, brick: BrickSpec, pool: LogicalVolume, others: readonly LogicalVolume[]): Promise<void>;
  removeVolume(host: HostSession, volume: string): Promise<void>;
}

function lvmOn(settings: VolumeSettings): Lvm {
  const wrapper = wrapperOf(settings);

  const removeVolume: Lvm['removeVolume'] = async (host, volume) => {
    const remove = call(removeLogicalVolume, { ...wrapper, autobackup: autobackupOf(settings), volume });
    const outcome = await host.change(remove);
    if (outcome.kind !== 'absent') requireDone(host, remove, outcome);
  };

  return {
    removeVolume,

    look: async (host, brick) => {
      const all = await host.read(call(listLogicalVolumes, { ...wrapper, group: volumeGroup(brick.device) }));
      const pool = all.find(({ name }) => name === poolOf(brick));
      const volume = all.find((each) => isVolumeOf(brick, each));
      return {
        ...(pool === undefined ? {} : { pool }),
        ...(volume === undefined ? {} : { volume }),
        others: all.filter((each) => each.pool === poolOf(brick) && each !== volume),
      };
    },

    removePool: async (host, brick, pool, others) => {
      const thinCount = others.length;
      if (thinCount > 0) throw errors.BRICK_POOL_SHARED({ host: host.id, brick: brick.id, pool: pool.name, thinCount });
      await removeVolume(host, `${volumeGroup(brick.device)}/${pool.name}`);
    },
  };
}

/**
 * By its name; of what Gluster made by the stem of it and the pool, where it is the only one: how Gluster counts is its
 * own affair.
 */
function isVolumeOf(brick: BrickSpec, { name, pool }: LogicalVolume): boolean {
  const stem = /^[0-9a-f]{32}_(?=\d+$)/.exec(brick.lv ?? '')?.[0];
  if (stem === undefined) return name === volumeOf(brick);
  return pool === poolOf(brick) && name.startsWith(stem) && /^\d+$/.test(name.slice(stem.length));
}
