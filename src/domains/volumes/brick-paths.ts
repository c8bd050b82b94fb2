/**
 * Where a brick lies. The names are Heketi's (contract heketi-engine §1.4), since volumes that were imported from it
 * have them, in fstab and in Gluster's own records.
 */
export const MOUNT_ROOT = '/var/lib/heketi/mounts';

export function volumeGroup(device: string): string {
  return `vg_${device}`;
}

/** One thin pool for each brick, so that a snapshot of one volume cannot fill another's. */
export function thinPool(brick: string): string {
  return `tp_${brick}`;
}

export function logicalVolume(brick: string): string {
  return `brick_${brick}`;
}

export function blockDevice(device: string, brick: string): string {
  return `/dev/mapper/${volumeGroup(device)}-${logicalVolume(brick)}`;
}

/** Of the mount points of a device's bricks. */
export function deviceFolder(device: string): string {
  return `${MOUNT_ROOT}/${volumeGroup(device)}`;
}

export function mountPoint(device: string, brick: string): string {
  return `${deviceFolder(device)}/${logicalVolume(brick)}`;
}

/** What Gluster gets: a folder below the mount point, so that a brick that is not mounted is not filled silently. */
export function brickPath(device: string, brick: string): string {
  return `${mountPoint(device, brick)}/brick`;
}
