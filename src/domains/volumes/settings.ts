import type { Durability } from './durability.ts';

/** What the configuration decides about volumes. Steps are made anew after a restart, so a change reaches open ones. */
export interface VolumeSettings {
  /** Bricks smaller than this are not made. */
  readonly minBrickGib: number;
  readonly maxBrickGib: number;
  /** All replicas counted. */
  readonly maxBricksPerVolume: number;
  readonly maxVolumesPerCluster: number;
  /** Arbiter bricks smaller than this are not made: mkfs.xfs refuses them. */
  readonly minArbiterMib: number;
  /** From which the size of arbiter bricks follows, where a request does not say. */
  readonly averageFileSizeKib: number;
  /** Whether the bricks of a set must lie in different zones, where a request does not say. */
  readonly zoneChecking: 'strict' | 'none';
  /** Gluster options around those of a request; the later one wins. */
  readonly optionsBefore: readonly VolumeOption[];
  readonly optionsAfter: readonly VolumeOption[];
  /** Volumes that hold block volumes. */
  readonly hosting: {
    /** Behind `optionsBefore`, on each of them. */
    readonly options: readonly VolumeOption[];
    /** Whether one is made where no other has room for a block volume, how large, and how safe. */
    readonly autoCreate: boolean;
    readonly sizeGib: number;
    readonly durability: Durability;
  };
  /** How gluster-block fills a new block volume, as its option `prealloc` takes it. */
  readonly blockPrealloc: string;
  /** The hosts' table of file systems. */
  readonly fstab: string;
  readonly mountOptions: string;
  /** How often a volume is placed anew after a host failed, the first time included. */
  readonly createAttempts: number;
  /** Whether images of bricks on file devices take their blocks only as they are written: more than there are may be promised. */
  readonly sparseImages: boolean;
  /** Stripe unit and width of the RAID below the devices, for mkfs.xfs; both or neither. */
  readonly xfsStripe?: { readonly unit: string; readonly width: string };
  /** A program that is put before each command of LVM and udev, where Hostreeve's commands run in a container. */
  readonly lvmWrapper?: string;
  /** Whether LVM archives its metadata at each change. */
  readonly backupLvmMetadata: boolean;
  /** As pvcreate, vgcreate and lvcreate take them. */
  readonly pvDataAlignment: string;
  readonly vgPhysicalExtentSize: string;
  readonly lvChunkSize: string;
  /** Snapshots that Gluster allows a volume to have; 0 leaves Gluster's own limit. */
  readonly snapshotLimit: number;
  /** How long a gluster command may take, in seconds. */
  readonly glusterTimeoutS: number;
  /** Whether an error names who keeps a brick from being unmounted, by lsof on its host. */
  readonly namesBrickUsers: boolean;
  /** Whether what is in a volume is spread over all its bricks when it was expanded. */
  readonly rebalanceOnExpansion: boolean;
}

export interface VolumeOption {
  readonly key: string;
  readonly value: string;
}

/** Heketi's own (contract heketi-engine §1.7, §5.3), apart from the smallest arbiter (DECISIONS, "arbiter"). */
export const DEFAULT_SETTINGS: VolumeSettings = {
  minBrickGib: 1,
  maxBrickGib: 4096,
  maxBricksPerVolume: 32,
  maxVolumesPerCluster: 1000,
  minArbiterMib: 512,
  averageFileSizeKib: 64,
  zoneChecking: 'none',
  optionsBefore: [],
  optionsAfter: [],
  hosting: {
    options: [{ key: 'group', value: 'gluster-block' }],
    autoCreate: false,
    sizeGib: 1024,
    durability: { kind: 'replicate', replica: 3 },
  },
  blockPrealloc: 'full',
  fstab: '/etc/fstab',
  mountOptions: 'rw,inode64,noatime,nouuid',
  createAttempts: 5,
  sparseImages: false,
  backupLvmMetadata: false,
  pvDataAlignment: '256K',
  vgPhysicalExtentSize: '4M',
  lvChunkSize: '256K',
  snapshotLimit: 0,
  glusterTimeoutS: 600,
  namesBrickUsers: false,
  rebalanceOnExpansion: true,
};
