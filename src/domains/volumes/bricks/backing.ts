import type { HostSession } from '../../../kernel/remote/index.ts';
import type { VolumeSettings } from '../settings.ts';
import type { BrickSpec, IsPoolShared } from './provisioner.ts';

/** What a brick's file system lies on. The kinds of devices differ in this alone. */
export interface Backing {
  /** What is formatted and mounted: a block device or a file. */
  source(brick: BrickSpec): string;
  mountOptions(settings: VolumeSettings): string;
  /** Without its end of line. */
  fstabLine(brick: BrickSpec, target: string, settings: VolumeSettings): string;
  observe(host: HostSession, brick: BrickSpec): Promise<BackingState>;
  /** From nothing, or from a part of it; whole, it is left as it is. */
  make(host: HostSession, brick: BrickSpec, settings: VolumeSettings): Promise<void>;
  /** Throws BRICK_POOL_SHARED. */
  destroy(host: HostSession, brick: BrickSpec, isPoolShared: IsPoolShared): Promise<void>;
}

export type BackingState = 'whole' | 'partial' | 'absent';

/**
 * For lines of fstab. A disk that is missing must not keep its host from starting, but `nofail` alone lets glusterd start
 * before the mount as well: it would find no folder for the brick, and never look again. Words that begin with `x-` are
 * for systemd; mount passes over them.
 */
export const AT_BOOT = 'nofail,x-systemd.before=glusterd.service';
