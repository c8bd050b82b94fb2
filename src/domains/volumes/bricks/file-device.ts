import { call, type HostSession, readFileCall } from '../../../kernel/remote/index.ts';
import { errors } from '../errors.ts';
import { requireDone } from '../require-done.ts';
import type { DeviceFacts, DeviceProvisioner, DeviceSpec, DeviceWish } from './device.ts';
import { type FileSystemSize, fileSystemSize } from './programs/file-system-size.ts';
import { listAllocated } from './programs/list-allocated.ts';
import { listDirectory } from './programs/list-directory.ts';
import { removeFile } from './programs/remove-file.ts';

/** Says whose folder it is: the id of the device, in a line. */
export const MARKER = '.hostreeve-device';
/** What a marker that was cut off while it was written leaves (kernel/remote/replace-file.ts). */
const HALF_MARKER = `${MARKER}.hostreeve-new`;
/** Every fresh ext4 has it. */
const LOST_AND_FOUND = 'lost+found';
const IMAGE = /^[0-9a-f]{32}\.img$/;
/** Of no meaning for files; what Heketi shows for a device whose size of extents it does not know. */
const EXTENT_KIB = 4096;

/** A folder with an image file for each brick, and a marker (DECISIONS, "file devices"). Nobody's files are destroyed. */
export const fileDevice: DeviceProvisioner = {
  observe: async (host, device) => {
    if ((await markerIn(host, device.name)) === device.id)
      return { kind: 'ready', facts: await factsOf(host, device.name) };
    const entries = await host.read(call(listDirectory, { path: device.name }));
    return entries !== 'absent' && entries.includes(HALF_MARKER)
      ? { kind: 'partial', found: 'half a marker' }
      : { kind: 'absent' };
  },

  inspect: async (host, device, wish) => {
    await requireFree(host, device, wish);
    return { wasPhysicalVolume: false };
  },

  prepare: async (host, device, wish) => {
    if ((await markerIn(host, device.name)) !== device.id) {
      await requireFree(host, device, wish);
      await host.edit(markerPath(device.name), () => `${device.id}\n`);
    }
    return factsOf(host, device.name);
  },

  readAnew: async (host, { id, name }) => {
    const marker = await markerIn(host, name);
    if (marker !== id) {
      const found = marker === undefined ? 'no marker of it' : 'the marker of another device';
      throw errors.DEVICE_NOT_USABLE({ host: host.id, name, found });
    }
    const entries = await host.read(call(listAllocated, { path: name }));
    const images = entries === 'absent' ? [] : entries.filter((entry) => IMAGE.test(entry.name));
    const imagesKib = images.reduce((sum, { allocatedKib }) => sum + allocatedKib, 0);
    return factsFrom(name, await sizeOf(host, name), imagesKib);
  },

  remove: async (host, { id, name }) => {
    const entries = await host.read(call(listDirectory, { path: name }));
    if (entries === 'absent') return;
    const ours = (await markerIn(host, name)) === id;
    // The marker goes last: it says that the others are ours.
    const images = ours ? entries.filter((entry) => IMAGE.test(entry)) : [];
    const files = [...images, ...entries.filter((entry) => entry === HALF_MARKER), ...(ours ? [MARKER] : [])];
    for (const file of files) {
      const remove = call(removeFile, { path: `${name}/${file}` });
      requireDone(host, remove, await host.change(remove));
    }
  },
};

export function markerPath(folder: string): string {
  return `${folder}/${MARKER}`;
}

/** The id in the marker; empty when there is one that is not ours to read. */
async function markerIn(host: HostSession, folder: string): Promise<string | undefined> {
  const marker = await host.read(readFileCall(markerPath(folder)));
  if (marker.kind === 'absent') return undefined;
  return marker.kind === 'text' ? marker.text.trim() : '';
}

async function requireFree(host: HostSession, { id, name }: DeviceSpec, { known }: DeviceWish): Promise<void> {
  const entries = await host.read(call(listDirectory, { path: name }));
  if (entries === 'absent') throw errors.DEVICE_NOT_USABLE({ host: host.id, name, found: 'nothing is there' });
  const marker = await markerIn(host, name);
  const owner = marker === undefined ? undefined : await known.withId(marker);
  if (owner !== undefined && owner !== id) throw errors.DEVICE_IN_USE({ name, device: owner });
  const isData = (entry: string): boolean =>
    // A marker that nobody knows is that of a device that was forgotten; its bricks may still be worth something.
    marker === undefined ? ![HALF_MARKER, LOST_AND_FOUND].includes(entry) : IMAGE.test(entry);
  const data = entries.filter(isData);
  if (data.length > 0) {
    const found = `${data.slice(0, 3).join(', ')}${data.length > 3 ? ` and ${data.length - 3} more` : ''}`;
    throw errors.DEVICE_HOLDS_DATA({ host: host.id, name, found });
  }
}

async function factsOf(host: HostSession, name: string): Promise<DeviceFacts> {
  return factsFrom(name, await sizeOf(host, name), 0);
}

/** 5 % of the file system stay free, and what others have on it is theirs. */
function factsFrom(name: string, size: FileSystemSize, imagesKib: number): DeviceFacts {
  const totalKib = Math.min(Math.floor(size.totalKib * 0.95), size.freeKib + imagesKib);
  return { totalKib, extentKib: EXTENT_KIB, pvUuid: null, paths: [name] };
}

async function sizeOf(host: HostSession, name: string): Promise<FileSystemSize> {
  const size = await host.read(call(fileSystemSize, { path: name }));
  if (size === 'absent') throw errors.DEVICE_NOT_USABLE({ host: host.id, name, found: 'nothing is there' });
  return size;
}
