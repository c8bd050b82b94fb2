import { call, type HostSession } from '../../../kernel/remote/index.ts';
import { volumeGroup } from '../brick-paths.ts';
import { errors } from '../errors.ts';
import { requireDone } from '../require-done.ts';
import type { VolumeSettings } from '../settings.ts';
import type { DeviceFacts, DeviceProvisioner, DeviceSpec, DeviceWish } from './device.ts';
import { createPhysicalVolume } from './programs/create-physical-volume.ts';
import { createVolumeGroup } from './programs/create-volume-group.ts';
import { deviceLinks } from './programs/device-links.ts';
import { findPhysicalVolume } from './programs/find-physical-volume.ts';
import { type GroupExtents, groupExtents } from './programs/group-extents.ts';
import { listPhysicalVolumes, type PhysicalVolume } from './programs/list-physical-volumes.ts';
import { listSignatures } from './programs/list-signatures.ts';
import { autobackupOf, wrapperOf } from './programs/lvm.ts';
import { measurePhysicalVolume, type PhysicalVolumeSizes } from './programs/measure-physical-volume.ts';
import { removePhysicalVolume } from './programs/remove-physical-volume.ts';
import { removeVolumeGroup } from './programs/remove-volume-group.ts';
import { resizePhysicalVolume } from './programs/resize-physical-volume.ts';
import { wipeSignatures } from './programs/wipe-signatures.ts';

/** A volume group of its own for each device (contract heketi-engine §4.4). Its name tells whose it is. */
export function lvmDevice(settings: VolumeSettings): DeviceProvisioner {
  const wrapper = wrapperOf(settings);

  const findOn = (host: HostSession, name: string): Promise<PhysicalVolume | 'none'> =>
    host.read(call(findPhysicalVolume, { ...wrapper, device: name }));

  const ownOf = async (host: HostSession, { id }: DeviceSpec): Promise<PhysicalVolume | undefined> =>
    (await host.read(call(listPhysicalVolumes, { ...wrapper }))).find(({ group }) => group === volumeGroup(id));

  /** Undefined when nothing would be lost. */
  const whatIsOn = async (
    host: HostSession,
    { id, name }: DeviceSpec,
    found: PhysicalVolume | 'none',
    { known }: DeviceWish,
  ): Promise<string | undefined> => {
    if (found !== 'none') {
      const group = /^vg_(?<device>[0-9a-f]{32})$/.exec(found.group ?? '')?.groups?.['device'];
      const other = (await known.withUuid(found.uuid)) ?? (group === undefined ? undefined : await known.withId(group));
      if (other !== undefined && other !== id) throw errors.DEVICE_IN_USE({ name, device: other });
      return found.group === undefined ? undefined : `a physical volume of the volume group ${found.group}`;
    }
    const signatures = await host.read(call(listSignatures, { device: name }));
    if (signatures === 'absent') throw errors.DEVICE_NOT_USABLE({ host: host.id, name, found: 'nothing is there' });
    return signatures.length === 0 ? undefined : signatures.join(', ');
  };

  /** What may be wiped, or nothing; throws where that must not be. */
  const requireFree = async (
    host: HostSession,
    device: DeviceSpec,
    wish: DeviceWish,
  ): Promise<{ readonly found: PhysicalVolume | 'none'; readonly toWipe: string | undefined }> => {
    const { name } = device;
    const found = await findOn(host, name);
    const toWipe = await whatIsOn(host, device, found, wish);
    if (toWipe !== undefined) {
      if (!wish.destroyData) throw errors.DEVICE_HOLDS_DATA({ host: host.id, name, found: toWipe });
      const other = await wish.known.withoutUuid();
      if (other !== undefined) throw errors.DEVICE_DESTROY_UNSAFE({ name, device: other });
    }
    return { found, toWipe };
  };

  const wipe = async (host: HostSession, name: string, found: string): Promise<void> => {
    const erase = call(wipeSignatures, { device: name });
    const outcome = await host.change(erase);
    if (outcome.kind === 'busy') throw errors.DEVICE_HOLDS_DATA({ host: host.id, name, found: `${found}, in use` });
    requireDone(host, erase, outcome);
  };

  const makePhysicalVolume = async (host: HostSession, name: string): Promise<void> => {
    const create = call(createPhysicalVolume, { ...wrapper, alignment: settings.pvDataAlignment, device: name });
    const outcome = await host.change(create);
    if (outcome.kind === 'absent') throw errors.DEVICE_NOT_USABLE({ host: host.id, name, found: 'nothing is there' });
    if (outcome.kind === 'holds-data') throw errors.DEVICE_HOLDS_DATA({ host: host.id, name, found: outcome.said });
    requireDone(host, create, outcome);
  };

  const makeGroup = async (host: HostSession, { id, name }: DeviceSpec): Promise<void> => {
    const create = call(createVolumeGroup, {
      ...wrapper,
      extentSize: settings.vgPhysicalExtentSize,
      autobackup: autobackupOf(settings),
      group: volumeGroup(id),
      device: name,
    });
    requireDone(host, create, await host.change(create));
  };

  const removePhysical = async (host: HostSession, device: string): Promise<void> => {
    const remove = call(removePhysicalVolume, { ...wrapper, device });
    const outcome = await host.change(remove);
    if (outcome.kind !== 'absent') requireDone(host, remove, outcome);
  };

  const extentsOf = async (host: HostSession, { id, name }: DeviceSpec): Promise<GroupExtents> => {
    const extents = await host.read(call(groupExtents, { ...wrapper, group: volumeGroup(id) }));
    if (extents === 'absent') throw gone(host, name);
    return extents;
  };

  const sizesOf = async (host: HostSession, name: string, device: string): Promise<PhysicalVolumeSizes> => {
    const sizes = await host.read(call(measurePhysicalVolume, { ...wrapper, device }));
    if (sizes === 'none') throw gone(host, name);
    return sizes;
  };

  const grow = async (host: HostSession, name: string, device: string): Promise<void> => {
    const resize = call(resizePhysicalVolume, { ...wrapper, device });
    const outcome = await host.change(resize);
    if (outcome.kind === 'absent') throw gone(host, name);
    requireDone(host, resize, outcome);
  };

  const factsOf = async (host: HostSession, device: DeviceSpec, own: PhysicalVolume): Promise<DeviceFacts> => {
    const { name } = device;
    const extents = await extentsOf(host, device);
    const links = await host.read(call(deviceLinks, { ...wrapper, device: name }));
    const names = links.filter((link) => !link.startsWith('/dev/disk/by-id/lvm-pv-uuid-') && link !== name);
    const { extentKib, totalExtents } = extents;
    return { totalKib: totalExtents * extentKib, extentKib, pvUuid: own.uuid, paths: [...names, name] };
  };

  return {
    observe: async (host, device) => {
      const own = await ownOf(host, device);
      if (own !== undefined) return { kind: 'ready', facts: await factsOf(host, device, own) };
      const bare = await bareOf(host, device);
      return bare === undefined
        ? { kind: 'absent' }
        : { kind: 'partial', found: `a physical volume without a group on ${bare.device}` };
    },

    inspect: async (host, device, wish) => {
      const { found } = await requireFree(host, device, wish);
      return { wasPhysicalVolume: found !== 'none' && found.group === undefined };
    },

    prepare: async (host, device, wish) => {
      const before = await ownOf(host, device);
      if (before !== undefined) return factsOf(host, device, before);
      const { toWipe } = await requireFree(host, device, wish);
      if (toWipe !== undefined) await wipe(host, device.name, toWipe);
      await makePhysicalVolume(host, device.name);
      await makeGroup(host, device);
      const own = await ownOf(host, device);
      if (own === undefined) throw gone(host, device.name);
      return factsOf(host, device, own);
    },

    readAnew: async (host, device, usedKib) => {
      const own = await ownOf(host, device);
      if (own === undefined) throw gone(host, device.name);
      const before = await sizesOf(host, device.name, own.device);
      if (hasGrown(before)) await grow(host, device.name, own.device);
      const sizes = hasGrown(before) ? await sizesOf(host, device.name, own.device) : before;
      const { extentKib, freeExtents } = await extentsOf(host, device);
      // Under its name of today: the one that it was added by may be another disk's by now.
      const facts = await factsOf(host, { ...device, name: own.device }, own);
      return { ...facts, totalKib: Math.min(facts.totalKib - lostKib(sizes), usedKib + freeExtents * extentKib) };
    },

    remove: async (host, device) => {
      const own = await ownOf(host, device);
      if (own !== undefined) {
        const remove = call(removeVolumeGroup, { ...wrapper, group: volumeGroup(device.id) });
        const outcome = await host.change(remove);
        if (outcome.kind === 'not-empty') {
          const found = `logical volumes in ${volumeGroup(device.id)}`;
          throw errors.DEVICE_HOLDS_DATA({ host: host.id, name: device.name, found });
        }
        if (outcome.kind !== 'absent') requireDone(host, remove, outcome);
      }
      const bare = own ?? (await bareOf(host, device));
      if (bare !== undefined && !device.wasPhysicalVolume) await removePhysical(host, bare.device);
    },
  };

  /** The physical volume of the device, without its group. */
  async function bareOf(host: HostSession, { name, pvUuid }: DeviceSpec): Promise<PhysicalVolume | undefined> {
    const all = await host.read(call(listPhysicalVolumes, { ...wrapper }));
    // Disks change their names from one start to the next; the uuid stays.
    const byUuid = all.find(({ uuid, group }) => uuid === pvUuid && group === undefined);
    if (byUuid !== undefined || pvUuid !== null) return byUuid;
    const named = await findOn(host, name);
    return named === 'none' || named.group !== undefined ? undefined : named;
  }
}

function gone(host: HostSession, name: string): Error {
  return errors.DEVICE_NOT_USABLE({ host: host.id, name, found: 'its volume group is gone' });
}

/** By an extent at least. */
function hasGrown({ sizeKib, startKib, deviceKib, extentKib }: PhysicalVolumeSizes): boolean {
  return extentKib > 0 && deviceKib - startKib - sizeKib >= extentKib;
}

/** Extents that lie behind the end of a device that has become smaller. */
function lostKib({ sizeKib, startKib, deviceKib, extentKib }: PhysicalVolumeSizes): number {
  const missing = Math.max(0, startKib + sizeKib - deviceKib);
  return extentKib > 0 ? Math.ceil(missing / extentKib) * extentKib : missing;
}
