import { CodedError } from '../../../../kernel/errors.ts';
import type { ReversibleStep } from '../../../../kernel/operations/index.ts';
import { call, type HostId, type HostSession, remoteErrors } from '../../../../kernel/remote/index.ts';
import type { DeviceSpec } from '../../bricks/device.ts';
import { deviceProvisioner, discoverKind } from '../../bricks/device-provisioner.ts';
import { removeDirectory } from '../../bricks/programs/remove-directory.ts';
import { deviceFolder } from '../../brick-paths.ts';
import { deviceLock, devicesLock } from '../../lock-names.ts';
import { requireDone } from '../../require-done.ts';
import type { VolumeSettings } from '../../settings.ts';
import { exhaustDevice } from '../../tables/device-table.ts';
import { readKnownDevices } from '../read-known-devices.ts';

/** Where a device is. A type alias, so that it counts as JSON in a stage's data. */
export type DevicePlace = {
  readonly node: string;
  readonly host: HostId;
  readonly storageHostname: string;
};

const LOOK_DEADLINE_MS = 2 * 60_000;
/** pvcreate of a large disk that discards its blocks first. */
const DEVICE_DEADLINE_MS = 10 * 60_000;

export const LOOK_KEY = 'look';

/** Finds out what kind of device it would be, and whether something would be lost. It changes nothing. */
export function lookAtDevice(
  { node, host, storageHostname }: DevicePlace,
  { id, name, destroyData }: { readonly id: string; readonly name: string; readonly destroyData: boolean },
  settings: VolumeSettings,
): ReversibleStep {
  return {
    key: LOOK_KEY,
    title: `look what ${name} on ${storageHostname} is`,
    host,
    deadlineMs: LOOK_DEADLINE_MS,
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const kind = await discoverKind(context.host, name);
      const device = { id, name, kind, pvUuid: null, wasPhysicalVolume: false };
      const known = readKnownDevices(context.reader, node);
      return {
        kind,
        ...(await deviceProvisioner(kind, settings).inspect(context.host, device, { destroyData, known })),
      };
    },
    undo: () => Promise.resolve(),
  };
}

export const SET_UP_KEY = 'set-up';

export function setUpDevice(
  { node, host, storageHostname }: DevicePlace,
  device: DeviceSpec,
  destroyData: boolean,
  settings: VolumeSettings,
): ReversibleStep {
  const provisioner = deviceProvisioner(device.kind, settings);
  return {
    key: SET_UP_KEY,
    title: `make ${device.name} on ${storageHostname} a device`,
    host,
    locks: [deviceLock(device.id), devicesLock(host)],
    deadlineMs: DEVICE_DEADLINE_MS,
    observe: async (context) => {
      const state = await provisioner.observe(context.host, device);
      if (state.kind === 'ready') return { kind: 'done', result: state.facts };
      return { kind: 'not-done', found: state.kind === 'absent' ? 'nothing of it' : state.found };
    },
    run: (context) =>
      provisioner.prepare(context.host, device, { destroyData, known: readKnownDevices(context.reader, node) }),
    undo: (context) => provisioner.remove(context.host, device),
  };
}

export const READ_ANEW_KEY = 'read-anew';

/**
 * Looks how large a device is by now. What it has grown by it keeps, whatever becomes of the operation: nobody is worse
 * off with more.
 */
export function readDeviceAnew(
  { host, storageHostname }: DevicePlace,
  device: DeviceSpec,
  usedKib: number,
  settings: VolumeSettings,
): ReversibleStep {
  const provisioner = deviceProvisioner(device.kind, settings);
  return {
    key: READ_ANEW_KEY,
    title: `read anew how large ${device.name} on ${storageHostname} is`,
    host,
    locks: [deviceLock(device.id), devicesLock(host)],
    deadlineMs: DEVICE_DEADLINE_MS,
    // What an earlier run found may be old by now.
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: (context) => provisioner.readAnew(context.host, device, usedKib),
    undo: () => Promise.resolve(),
  };
}

/**
 * Before a device is taken apart: a host that is away refuses here, where nothing has to be kept out of it and nothing
 * taken back.
 */
export function reachDevice(
  { host, storageHostname }: DevicePlace,
  device: DeviceSpec,
  settings: VolumeSettings,
): ReversibleStep {
  return {
    key: 'reach',
    title: `look what ${storageHostname} has of ${device.name}`,
    host,
    deadlineMs: LOOK_DEADLINE_MS,
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const { kind } = await deviceProvisioner(device.kind, settings).observe(context.host, device);
      return { kind };
    },
    undo: () => Promise.resolve(),
  };
}

/**
 * Takes a device without bricks apart. What is gone stays gone when it cannot be finished: the device has been removed
 * from service before, has no size from then on, and its deletion goes on from there when it is asked for again.
 *
 * @param forget skips what cannot be reached; without locks, so that nothing has to be fenced there either
 */
export function tearDownDevice(
  { host, storageHostname }: DevicePlace,
  device: DeviceSpec,
  forget: boolean,
  settings: VolumeSettings,
): ReversibleStep {
  const provisioner = deviceProvisioner(device.kind, settings);
  return {
    key: 'tear-down',
    title: `take ${device.name} on ${storageHostname} apart${forget ? ', or forget it' : ''}`,
    host,
    ...(forget ? {} : { locks: [deviceLock(device.id), devicesLock(host)] }),
    deadlineMs: DEVICE_DEADLINE_MS,
    observe: async (context) => {
      const state = await lookOr(forget, () => provisioner.observe(context.host, device));
      if (state === 'skipped' || state.kind === 'absent') return { kind: 'done', result: null };
      return { kind: 'not-done', found: state.kind === 'ready' ? 'the whole device' : state.found };
    },
    run: async (context) => {
      await context.write([exhaustDevice(device.id, context.operation)]);
      await lookOr(forget, async () => {
        await provisioner.remove(context.host, device);
        await removeFolder(context.host, device.id);
      });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

async function removeFolder(host: HostSession, device: string): Promise<void> {
  const clear = call(removeDirectory, { path: deviceFolder(device) });
  const outcome = await host.change(clear);
  // Somebody wrote into it. It is not ours to delete.
  if (outcome.kind !== 'absent' && outcome.kind !== 'not-empty') requireDone(host, clear, outcome);
}

/** Another server has the operation by now: nothing is to be skipped then. */
const OVERTAKEN: readonly string[] = [remoteErrors.LOCK_SUPERSEDED.code, remoteErrors.COMMAND_ABORTED.code];

async function lookOr<Result>(forget: boolean, act: () => Promise<Result>): Promise<Result | 'skipped'> {
  try {
    return await act();
  } catch (error) {
    if (forget && error instanceof CodedError && !OVERTAKEN.includes(error.code)) return 'skipped';
    throw error;
  }
}
