import type { Json, ReversibleStep, StepContext } from '../../../../kernel/operations/index.ts';
import type { HostId } from '../../../../kernel/remote/index.ts';
import type { DeviceSpec } from '../../bricks/device.ts';
import { deviceProvisioner } from '../../bricks/device-provisioner.ts';
import type { BrickProvisioner } from '../../bricks/provisioner.ts';
import { errors } from '../../errors.ts';
import { type GlusterDriver, glusterOn } from '../../gluster/gluster-driver.ts';
import { deviceLock } from '../../lock-names.ts';
import type { PlacedBrick } from '../../placed-brick.ts';
import type { VolumeSettings } from '../../settings.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';
import { lookForVolume, type VolumeSought } from './look-for-volume.ts';
import { orNotDone } from './or-not-done.ts';
import { requireUnused } from './require-unused.ts';

/**
 * What is put right stays right when a later step fails: nothing here is taken back. Steps can be undone all the same, so
 * that a repair which cannot be done ends, and tells why, in place of being tried for ever.
 */
const staysRight = { undo: () => Promise.resolve() } as const;

const BRICK_DEADLINE_MS = 5 * 60_000;
/** lvremove of a large brick that discards its blocks. */
const REMOVE_DEADLINE_MS = 15 * 60_000;

function onDevice({ host, device }: PlacedBrick, deadlineMs = BRICK_DEADLINE_MS) {
  return { host, locks: [deviceLock(device)], deadlineMs };
}

export function mountBrick(provisioner: BrickProvisioner, brick: PlacedBrick): ReversibleStep {
  return {
    ...staysRight,
    key: `mount-${brick.id}`,
    title: `mount brick ${brick.id} on ${brick.storageHostname}`,
    ...onDevice(brick),
    observe: async ({ host }) =>
      (await provisioner.isMounted(host, brick))
        ? { kind: 'done', result: null }
        : { kind: 'not-done', found: 'not mounted' },
    run: async ({ host }) => {
      await provisioner.attach(host, brick);
      return null;
    },
  };
}

export function enterBrick(provisioner: BrickProvisioner, brick: PlacedBrick): ReversibleStep {
  return {
    ...staysRight,
    key: `fstab-${brick.id}`,
    title: `write the line of brick ${brick.id} into fstab on ${brick.storageHostname}`,
    ...onDevice(brick),
    observe: async ({ host }) =>
      (await provisioner.isEntered(host, brick))
        ? { kind: 'done', result: null }
        : { kind: 'not-done', found: 'not in fstab' },
    run: async ({ host }) => {
      await provisioner.enter(host, brick);
      return null;
    },
  };
}

/** Refuses, so that the repair ends and nothing is removed, where a volume of Gluster names one of the bricks. */
export function lookWhetherUnused(place: GlusterPlace, bricks: readonly PlacedBrick[]): ReversibleStep {
  const { forwardOnly: _, ...look } = requireUnused(place, bricks);
  return { ...look, ...staysRight };
}

/** Comes behind the look whether Gluster needs it. */
export function removeDebris(provisioner: BrickProvisioner, brick: PlacedBrick): ReversibleStep {
  return {
    ...staysRight,
    key: `debris-${brick.id}`,
    title: `remove what is left of brick ${brick.id} on ${brick.storageHostname}`,
    ...onDevice(brick, REMOVE_DEADLINE_MS),
    // An empty folder counts as nothing there, and is to go too.
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async ({ host }) => {
      await provisioner.remove(host, brick);
      return null;
    },
  };
}

/** One that is there and does not run. */
export function startStoppedVolume(place: GlusterPlace, id: string, volume: VolumeSought): ReversibleStep {
  const { name } = volume;
  return {
    ...staysRight,
    key: `start-${id}`,
    title: `start the Gluster volume ${name}`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () => {
        const found = await lookForVolume(context, place, volume);
        if (found?.status === 'started') return { kind: 'done', result: null };
        return { kind: 'not-done', found: found === undefined ? 'no such volume' : `it is ${found.status}` };
      }),
    run: async (context) => {
      const found = await requireVolume(context, place, volume);
      if (found.status !== 'started') await gluster(context, place).start(name);
      return null;
    },
  };
}

/** Behind mounts: glusterd does not notice that a brick is there again. A volume that was stopped stays so. */
export function startBricks(place: GlusterPlace, id: string, volume: VolumeSought): ReversibleStep {
  const { name } = volume;
  return {
    ...staysRight,
    key: `bricks-${id}`,
    title: `start the bricks of the Gluster volume ${name} that do not run`,
    ...onGluster(place),
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const found = await requireVolume(context, place, volume);
      if (found.status === 'started') await gluster(context, place).startBricks(name);
      return null;
    },
  };
}

export function setHeketiId(place: GlusterPlace, id: string, volume: VolumeSought): ReversibleStep {
  const { name } = volume;
  return {
    ...staysRight,
    key: `heketi-id-${id}`,
    title: `set user.heketi.id of the Gluster volume ${name}`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () => {
        const found = await lookForVolume(context, place, volume);
        return found?.options['user.heketi.id'] === id
          ? { kind: 'done', result: null }
          : { kind: 'not-done', found: 'it is another one' };
      }),
    run: async (context) => {
      await requireVolume(context, place, volume);
      await gluster(context, place).set(name, [{ key: 'user.heketi.id', value: id }]);
      return null;
    },
  };
}

export const sizeKey = (device: string): string => `size-${device}`;

/** Reads how large a device is now; nothing is changed on its host. */
export function readDeviceSize(
  host: HostId,
  storageHostname: string,
  device: DeviceSpec,
  settings: VolumeSettings,
): ReversibleStep {
  const read = async (context: StepContext): Promise<Json> => {
    const state = await deviceProvisioner(device.kind, settings).observe(context.host, device);
    if (state.kind !== 'ready') throw errors.DRIFT_MOVED({ host, found: `${device.name} is no whole device` });
    return { totalKib: state.facts.totalKib };
  };
  return {
    ...staysRight,
    key: sizeKey(device.id),
    title: `read how large ${device.name} on ${storageHostname} is`,
    host,
    deadlineMs: BRICK_DEADLINE_MS,
    observe: async () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: read,
  };
}

async function requireVolume(context: StepContext, place: GlusterPlace, volume: VolumeSought) {
  const found = await lookForVolume(context, place, volume);
  if (found === undefined)
    throw errors.DRIFT_MOVED({ host: context.host.id, found: `there is no volume ${volume.name}` });
  return found;
}

function gluster({ host }: StepContext, place: GlusterPlace): GlusterDriver {
  return glusterOn(host, place);
}
