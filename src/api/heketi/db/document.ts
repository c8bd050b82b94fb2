/**
 * What Heketi's database holds, as `heketi db export` and `GET /db/dump` write it (contracts heketi-api §6.5.1,
 * heketi-engine §6.1). Sizes are in KiB, those of volumes in GiB. Entries stand under their ids; outer names have capitals,
 * and `Info` the names of the API.
 */
export interface HeketiDocument {
  readonly clusterentries: Entries<ClusterEntry>;
  readonly volumeentries: Entries<VolumeEntry>;
  readonly brickentries: Entries<BrickEntry>;
  readonly nodeentries: Entries<NodeEntry>;
  readonly deviceentries: Entries<DeviceEntry>;
  readonly blockvolumeentries: Entries<BlockVolumeEntry>;
  readonly dbattributeentries: Entries<AttributeEntry>;
  readonly pendingoperations: Entries<PendingEntry>;
}

export type Entries<Entry> = Readonly<Record<string, Entry>>;

/** Empty when nothing holds it. */
interface Pending {
  readonly Id: string;
}

export interface ClusterEntry {
  readonly Info: {
    readonly id: string;
    readonly nodes: readonly string[];
    readonly volumes: readonly string[];
    readonly block: boolean;
    readonly file: boolean;
    readonly blockvolumes: readonly string[];
  };
}

export interface NodeEntry {
  readonly State: string;
  readonly Info: {
    readonly zone: number;
    readonly hostnames: { readonly manage: readonly string[]; readonly storage: readonly string[] };
    readonly cluster: string;
    readonly tags?: Readonly<Record<string, string>>;
    readonly id: string;
  };
  readonly Devices: readonly string[];
}

export interface DeviceEntry {
  readonly State: string;
  readonly Info: {
    readonly name: string;
    readonly tags?: Readonly<Record<string, string>>;
    readonly storage: { readonly total: number; readonly free: number; readonly used: number };
    readonly id: string;
    readonly paths?: readonly string[];
    readonly pv_uuid?: string;
  };
  readonly Bricks: readonly string[];
  readonly NodeId: string;
  readonly ExtentSize: number;
}

/** 0: of a time before there were any. */
export type SubType = 0 | 1 | 2;

export interface BrickEntry {
  readonly Info: {
    readonly id: string;
    readonly path: string;
    readonly device: string;
    readonly node: string;
    readonly volume: string;
    readonly size: number;
  };
  readonly TpSize: number;
  readonly PoolMetadataSize: number;
  readonly Pending: Pending;
  /** Empty: named after the brick. */
  readonly LvmThinPool: string;
  /** Empty: named after the brick; a clone's brick has a name here. */
  readonly LvmLv: string;
  /** 1 has data, 2 is an arbiter's. */
  readonly SubType: SubType;
}

export interface VolumeEntry {
  readonly Info: {
    readonly size: number;
    readonly name: string;
    readonly durability: {
      readonly type: string;
      readonly replicate: { readonly replica?: number };
      readonly disperse: { readonly data?: number; readonly redundancy?: number };
    };
    readonly gid?: number;
    readonly block?: boolean;
    readonly snapshot: { readonly enable: boolean; readonly factor: number };
    readonly id: string;
    readonly cluster: string;
    readonly mount: {
      readonly glusterfs: {
        readonly hosts: readonly string[];
        readonly device: string;
        readonly options: Readonly<Record<string, string>>;
      };
    };
    readonly blockinfo: {
      readonly freesize?: number;
      readonly reservedsize?: number;
      readonly blockvolume?: readonly string[];
      readonly restriction?: string;
    };
  };
  /** Sorted by id, and not in Gluster's order. */
  readonly Bricks: readonly string[];
  readonly GlusterVolumeOptions: readonly string[] | null;
  readonly Pending: Pending;
}

export interface BlockVolumeEntry {
  readonly Info: {
    readonly size: number;
    readonly name: string;
    readonly hacount?: number;
    readonly auth?: boolean;
    readonly id: string;
    readonly blockvolume: {
      readonly hosts: readonly string[];
      readonly iqn: string;
      readonly lun: number;
      readonly username: string;
      readonly password: string;
    };
    readonly cluster?: string;
    readonly blockhostingvolume?: string;
    readonly usablesize?: number;
  };
  readonly Pending: Pending;
}

export interface AttributeEntry {
  readonly Key: string;
  readonly Value: string;
}

/** An attribute: what tells a database from others. */
export const GENERATION = 'DB_GENERATION_ID';

/** The other attributes, all of them `yes`, that a database of Heketi 10 has (contract heketi-engine §6.1). */
export const FEATURES = [
  'DB_BRICK_HAS_SUBTYPE_FIELD',
  'DB_CLUSTER_HAS_FILE_BLOCK_FLAG',
  'DB_DEVICE_HAS_ID_META',
  'DB_HAS_PENDING_OPS_BUCKET',
] as const;

export interface PendingEntry {
  readonly Id: string;
  /** Seconds since 1970. */
  readonly Timestamp: number;
  /** 1 to 9: `pendingTypes`. */
  readonly Type: number;
  readonly Actions: readonly {
    /** `changeTypes`. */
    readonly Change: number;
    readonly Id: string;
    readonly Delta: number | null;
  }[];
  readonly Status: string;
}

/** Contract heketi-engine §3.3: by number. */
export const PENDING_TYPES = [
  'unknown',
  'create-volume',
  'delete-volume',
  'expand-volume',
  'create-block-volume',
  'delete-block-volume',
  'remove-device',
  'clone-volume',
  'evict-brick',
  'expand-block-volume',
] as const;

/** Contract heketi-engine §3.3, in the words of heketi-api §6.4: by number. */
export const CHANGE_TYPES = [
  'Unknown',
  'Add brick',
  'Add volume',
  'Delete brick',
  'Delete volume',
  'Expand volume',
  'Add block volume',
  'Delete block volume',
  'Remove device',
  'Clone volume from',
  'Snapshot volume',
  'Expand volume to',
  'Performing child operation',
  'Belongs to parent operation',
  'Expand block volume',
] as const;
