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

/**
 * What LVM calls the parts of a brick: by its id, unless Gluster made it of a snapshot. Heketi's pools have names of
 * their own, for it gives the first brick of each set another id after the pool was named.
 */
interface NamedBrick {
  readonly id: string;
  readonly device: string;
  readonly path: string;
  readonly pool?: string;
  readonly lv?: string;
}

export function poolOf({ id, pool }: Pick<NamedBrick, 'id' | 'pool'>): string {
  return pool ?? thinPool(id);
}

/** Undefined where Gluster is to make it, and has not said yet what it made. */
export function volumeOf({ id, pool, lv }: Pick<NamedBrick, 'id' | 'pool' | 'lv'>): string | undefined {
  return lv ?? (pool === undefined ? logicalVolume(id) : undefined);
}

/** Of a snapshot, or it is to: Gluster mounts it by itself, and gives it its names. */
export function isMadeByGluster({ id, pool, lv }: Pick<NamedBrick, 'id' | 'pool' | 'lv'>): boolean {
  return pool !== undefined && lv !== logicalVolume(id);
}

export function blockDevice({ device, ...brick }: NamedBrick): string {
  return `/dev/mapper/${volumeGroup(device)}-${volumeOf(brick) ?? ''}`;
}

/** Of the mount points of a device's bricks. */
export function deviceFolder(device: string): string {
  return `${MOUNT_ROOT}/${volumeGroup(device)}`;
}

export function mountPoint(device: string, brick: string): string {
  return `${deviceFolder(device)}/${logicalVolume(brick)}`;
}

/** Where a brick is mounted, whoever mounts it: above what Gluster gets. */
export function mountOf({ path }: Pick<NamedBrick, 'path'>): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** What Gluster gets: a folder below the mount point, so that a brick that is not mounted is not filled silently. */
export function brickPath(device: string, brick: string): string {
  return `${mountPoint(device, brick)}/brick`;
}

/** `/var/run` is the same folder on the hosts that have both. */
const MADE_OF_SNAPSHOT = /^(?<folder>(?:\/var)?\/run\/gluster\/snaps\/(?<stem>[0-9a-f]{32}))\/brick\d+\//;

/**
 * What the path of a brick says that Gluster made of a snapshot, for a clone or by a restore: the folder of its mount
 * points, and the stem of the names of its logical volumes. Undefined for any other.
 */
export function snapshotBrick(path: string): { readonly folder: string; readonly stem: string } | undefined {
  const { folder, stem } = MADE_OF_SNAPSHOT.exec(path)?.groups ?? {};
  return folder === undefined || stem === undefined ? undefined : { folder, stem };
}

/** Gluster counts the bricks of a volume on each host for itself, from 0 on. */
export function snapshotVolume(stem: string, number: number): string {
  return `${stem}_${number}`;
}
