import { call, type HostSession } from '../../../kernel/remote/index.ts';
import { blockDevice, logicalVolume, thinPool, volumeGroup } from '../brick-paths.ts';
import { errors } from '../errors.ts';
import { requireDone } from '../require-done.ts';
import type { VolumeSettings } from '../settings.ts';
import type { Backing } from './backing.ts';
import { createThinVolume } from './programs/create-thin-volume.ts';
import { autobackupOf, wrapperOf } from './programs/lvm.ts';
import { listLogicalVolumes, type LogicalVolume } from './programs/list-logical-volumes.ts';
import { removeLogicalVolume } from './programs/remove-logical-volume.ts';
import type { BrickSpec } from './provisioner.ts';

/** A thin volume in a pool of its own, in the device's volume group (contract heketi-engine §4.5). */
export function lvmThin(settings: VolumeSettings): Backing {
  const lvm = lvmOn(settings);
  return {
    source: ({ device, id }) => blockDevice(device, id),
    mountOptions: ({ mountOptions }) => mountOptions,
    fstabLine: ({ device, id }, target, { mountOptions }) =>
      `${blockDevice(device, id)} ${target} xfs ${mountOptions} 1 2`,

    observe: async (host, brick) => {
      const { pool, volume } = await lvm.look(host, brick);
      if (pool === undefined && volume === undefined) return 'absent';
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
      if (first.kind !== 'exists') return requireDone(host, create, first);
      const { pool, volume } = await lvm.look(host, brick);
      if (volume !== undefined) return;
      // lvcreate was cut off between the two, and does not take a pool that is there.
      if (pool !== undefined) await lvm.removePool(host, brick, pool);
      requireDone(host, create, await host.change(create));
    },

    destroy: async (host, brick) => {
      const { pool, volume } = await lvm.look(host, brick);
      if (volume !== undefined) await lvm.removeVolume(host, `${volumeGroup(brick.device)}/${volume.name}`);
      if (pool === undefined) return;
      const thinCount = (pool.thinCount ?? 0) - (volume === undefined ? 0 : 1);
      await lvm.removePool(host, brick, { ...pool, thinCount });
    },
  };
}

interface Found {
  readonly pool?: LogicalVolume;
  readonly volume?: LogicalVolume;
}

interface Lvm {
  look(host: HostSession, brick: BrickSpec): Promise<Found>;
  /** lvremove takes a pool together with every volume in it, so snapshots and clones in it must be seen here. */
  removePool(host: HostSession, brick: BrickSpec, pool: LogicalVolume): Promise<void>;
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
      const named = (wanted: string): LogicalVolume | undefined => all.find(({ name }) => name === wanted);
      const pool = named(thinPool(brick.id));
      const volume = named(logicalVolume(brick.id));
      return { ...(pool === undefined ? {} : { pool }), ...(volume === undefined ? {} : { volume }) };
    },

    removePool: async (host, brick, pool) => {
      const thinCount = pool.thinCount ?? 0;
      if (thinCount > 0) throw errors.BRICK_POOL_SHARED({ host: host.id, brick: brick.id, pool: pool.name, thinCount });
      await removeVolume(host, `${volumeGroup(brick.device)}/${pool.name}`);
    },
  };
}
