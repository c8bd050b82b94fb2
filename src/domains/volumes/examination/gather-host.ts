import { CodedError } from '../../../kernel/errors.ts';
import { call, type HostSession } from '../../../kernel/remote/index.ts';
import { MOUNT_ROOT } from '../brick-paths.ts';
import { brickTraces } from '../bricks/programs/brick-traces.ts';
import { fileFacts } from '../bricks/programs/file-facts.ts';
import { fileSystemSize } from '../bricks/programs/file-system-size.ts';
import { hostEra } from '../bricks/programs/host-era.ts';
import { listDirectory } from '../bricks/programs/list-directory.ts';
import { listHostVolumes } from '../bricks/programs/list-host-volumes.ts';
import { listMounts } from '../bricks/programs/list-mounts.ts';
import { listPhysicalVolumes } from '../bricks/programs/list-physical-volumes.ts';
import { wrapperOf } from '../bricks/programs/lvm.ts';
import type { VolumeSettings } from '../settings.ts';
import type { FolderFacts, HostFacts, HostRead } from './facts.ts';
import { ourBrick } from './our-brick.ts';
import type { StoredDevice } from './store-view.ts';

/**
 * Reads what a host has of bricks and devices, in as few commands as there are things to ask: three for any host, two for
 * LVM, two for each file device.
 *
 * @param foreignPaths bricks of volumes that are not ours, whose size is wanted
 */
export async function gatherHost(
  host: HostSession,
  devices: readonly StoredDevice[],
  foreignPaths: readonly string[],
  settings: VolumeSettings,
): Promise<HostFacts> {
  try {
    const wrapper = wrapperOf(settings);
    const hasLvm = devices.some(({ kind }) => kind === 'lvm-thin');
    const era = await host.read(call(hostEra, {}));
    const [mounts, traces, physical, volumes] = await Promise.all([
      host.read(call(listMounts, {})),
      host.read(call(brickTraces, { root: MOUNT_ROOT, fstab: settings.fstab })),
      hasLvm ? host.read(call(listPhysicalVolumes, { ...wrapper })) : [],
      hasLvm ? host.read(call(listHostVolumes, { ...wrapper })) : [],
    ]);
    const folderDevices = new Map<string, FolderFacts>();
    for (const device of devices)
      if (device.kind === 'file') folderDevices.set(device.id, await folderFacts(host, device.name));
    const brickKib = new Map<string, number>();
    for (const path of foreignPaths) {
      const kib = await brickSize(host, path, devices);
      if (kib !== undefined) brickKib.set(path, kib);
    }
    return {
      kind: 'read',
      era,
      mounts,
      ...traces,
      ...(hasLvm ? { lvm: { physical, volumes } } : {}),
      folderDevices,
      brickKib,
    } satisfies HostRead;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { kind: 'unread', reason: error.message };
  }
}

async function folderFacts(host: HostSession, path: string): Promise<FolderFacts> {
  const entries = await host.read(call(listDirectory, { path }));
  if (entries === 'absent') return 'absent';
  const size = await host.read(call(fileSystemSize, { path }));
  return size === 'absent' ? 'absent' : { size, entries };
}

async function brickSize(
  host: HostSession,
  path: string,
  devices: readonly StoredDevice[],
): Promise<number | undefined> {
  const ours = ourBrick(path);
  const folder = devices.find(({ id, kind }) => kind === 'file' && id === ours?.device);
  if (ours !== undefined && folder !== undefined) {
    const image = await host.read(call(fileFacts, { path: `${folder.name}/${ours.brick}.img` }));
    return image === 'absent' ? undefined : Math.floor(image.sizeBytes / 1024);
  }
  const size = await host.read(call(fileSystemSize, { path }));
  return size === 'absent' ? undefined : size.totalKib;
}
