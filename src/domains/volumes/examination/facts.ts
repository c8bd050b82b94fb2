import type { FileSystemSize } from '../bricks/programs/file-system-size.ts';
import type { HostVolume } from '../bricks/programs/list-host-volumes.ts';
import type { Mount } from '../bricks/programs/list-mounts.ts';
import type { PhysicalVolumeSpace } from '../bricks/programs/list-physical-volumes.ts';
import type { PoolMember } from '../gluster/programs/pool-list.ts';
import type { GlusterVolume } from '../gluster/programs/volume-info.ts';
import type { HostId } from '../../../kernel/remote/index.ts';

/** What the hosts of a cluster said, at about one moment. */
export interface ClusterFacts {
  readonly gluster: GlusterFacts;
  /** Of all hosts that were asked. */
  readonly hosts: ReadonlyMap<HostId, HostFacts>;
}

export type GlusterFacts =
  | {
      readonly kind: 'answered';
      /** Who was asked, and calls itself `localhost`. */
      readonly host: HostId;
      readonly members: readonly PoolMember[];
      readonly volumes: readonly GlusterVolume[];
    }
  | { readonly kind: 'silent'; readonly reasons: readonly string[] };

/** A host that could not be read is never one where things are missing. */
export type HostFacts = HostRead | { readonly kind: 'unread'; readonly reason: string };

export interface HostRead {
  readonly kind: 'read';
  readonly era: string;
  readonly mounts: readonly Mount[];
  /** Lines of fstab about mount points of bricks. */
  readonly fstabLines: readonly string[];
  /** Directories that bricks are, or were, mounted on. */
  readonly folders: readonly string[];
  /** Absent where the node has no device of LVM: then LVM was not asked. */
  readonly lvm?: { readonly physical: readonly PhysicalVolumeSpace[]; readonly volumes: readonly HostVolume[] };
  /** By the ids of file devices. */
  readonly folderDevices: ReadonlyMap<string, FolderFacts>;
  /** By path: of bricks of volumes that are not ours, where it could be read. */
  readonly brickKib: ReadonlyMap<string, number>;
}

export type FolderFacts = 'absent' | { readonly size: FileSystemSize; readonly entries: readonly string[] };
