import type { HostSession } from '../../../kernel/remote/index.ts';
import type { BrickRole } from '../durability.ts';
import type { DeviceKind } from '../inventory/cluster-view.ts';

/** All that a host must know of a brick. A type alias, so that it counts as JSON in a stage's data. */
export type BrickSpec = {
  readonly id: string;
  readonly device: string;
  /** A block device, or the folder of a file device. */
  readonly deviceName: string;
  readonly kind: DeviceKind;
  readonly role: BrickRole;
  /** Of the file system. */
  readonly sizeKib: number;
  /** 0 on a file device. */
  readonly poolKib: number;
  readonly metadataKib: number;
  /** 0 leaves the brick to root. */
  readonly gid: number;
  /** What Gluster gets, below the mount point; empty while Gluster is still to make it. */
  readonly path: string;
  /** Where Gluster makes the brick out of a snapshot: the thin pool that it shares. Absent: one of its own. */
  readonly pool?: string;
  /** The logical volume that Gluster made then; absent until it has. */
  readonly lv?: string;
  /** It was made by others, and taken over with its volume: nothing of it is made, mounted or removed. */
  readonly isForeign?: boolean;
};

/** What is on the host of a brick, whoever made it. */
export type BrickState =
  /** Mounted, in fstab, and its folder is there with the right group. */
  | { readonly kind: 'ready' }
  /** Neither storage nor mount nor line in fstab. An empty mount point counts as nothing. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'partial'; readonly found: string };

/**
 * Makes bricks and takes them away. Both finish what a half run left, and do nothing where nothing is left to do. The
 * session must hold the lock of the device.
 */
export interface BrickProvisioner {
  observe(host: HostSession, brick: BrickSpec): Promise<BrickState>;
  /** Throws BRICK_DEVICE_FULL, COMMAND_FAILED, BRICK_NOT_MOUNTED. */
  prepare(host: HostSession, brick: BrickSpec): Promise<void>;
  /** Mounts what is there, and no more. Throws COMMAND_FAILED, BRICK_NOT_MOUNTED. */
  attach(host: HostSession, brick: BrickSpec): Promise<void>;
  isMounted(host: HostSession, brick: BrickSpec): Promise<boolean>;
  /** Writes its line of fstab. */
  enter(host: HostSession, brick: BrickSpec): Promise<void>;
  isEntered(host: HostSession, brick: BrickSpec): Promise<boolean>;
  /**
   * Takes everything away, the data included; its pool with the last volume in it. Throws BRICK_BUSY while something uses
   * the brick, BRICK_POOL_SHARED when other thin volumes live in its pool that belong to no brick, COMMAND_FAILED.
   *
   * @param isPoolShared whether other bricks have volumes in the pool: then it stays for them
   */
  remove(host: HostSession, brick: BrickSpec, isPoolShared?: IsPoolShared): Promise<void>;
}

export type IsPoolShared = () => Promise<boolean>;

/** For bricks that nothing was cloned of. */
export const notShared: IsPoolShared = () => Promise.resolve(false);
