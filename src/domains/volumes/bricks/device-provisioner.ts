import { call, type HostSession } from '../../../kernel/remote/index.ts';
import { errors } from '../errors.ts';
import type { DeviceKind } from '../inventory/cluster-view.ts';
import type { VolumeSettings } from '../settings.ts';
import type { DeviceProvisioner } from './device.ts';
import { fileDevice } from './file-device.ts';
import { lvmDevice } from './lvm-device.ts';
import { pathKind } from './programs/path-kind.ts';

/**
 * A directory is a file device, a block special file one of LVM (DECISIONS, "file devices").
 *
 * @throws DEVICE_NOT_USABLE
 */
export async function discoverKind(host: HostSession, name: string): Promise<DeviceKind> {
  const found = await host.read(call(pathKind, { path: name }));
  if (found === 'directory') return 'file';
  if (found === 'block') return 'lvm-thin';
  throw errors.DEVICE_NOT_USABLE({ host: host.id, name, found: found === 'absent' ? 'nothing is there' : found.other });
}

export function deviceProvisioner(kind: DeviceKind, settings: VolumeSettings): DeviceProvisioner {
  switch (kind) {
    case 'lvm-thin':
      return lvmDevice(settings);
    case 'file':
      return fileDevice;
  }
}
