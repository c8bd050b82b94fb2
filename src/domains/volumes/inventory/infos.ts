import type { Json } from '../../../kernel/operations/index.ts';
import type { HostId } from '../../../kernel/remote/index.ts';
import type { BrickRole, Durability } from '../durability.ts';
import type { BrickRowState } from '../tables/brick-table.ts';
import type { RebalanceState } from '../tables/rebalance-table.ts';
import type { UnfinishedRow } from '../tables/unfinished-table.ts';
import type { Restriction, VolumeRow } from '../tables/volume-table.ts';
import type { AdminState, DeviceKind } from './cluster-view.ts';
import type { NodeHealth } from './node-health.ts';

/** What an API shows of the inventory (contract heketi-api §7). Lists of ids are sorted; so are objects, by their ids. */

export interface ClusterInfo {
  readonly id: string;
  readonly project: string;
  readonly takesFile: boolean;
  readonly takesBlock: boolean;
  readonly nodes: readonly string[];
  /** Without those that are being made or deleted. */
  readonly volumes: readonly string[];
  /** The same of block volumes. */
  readonly blockVolumes: readonly string[];
}

export interface NodeInfo {
  readonly id: string;
  /** Its cluster's. */
  readonly project: string;
  readonly cluster: string;
  readonly host: HostId;
  readonly zone: number;
  /** As they were given; the first of each is the one that is used. */
  readonly manage: readonly string[];
  readonly storage: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly state: AdminState;
  readonly devices: readonly DeviceInfo[];
  /** Absent where this server has not looked yet. */
  readonly health?: NodeHealth;
}

export interface DeviceInfo {
  readonly id: string;
  /** Its cluster's. */
  readonly project: string;
  readonly node: string;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly tags: Readonly<Record<string, string>>;
  readonly state: AdminState;
  readonly totalKib: number;
  readonly usedKib: number;
  /** Never below nothing, also where the device has become smaller than what it is charged with. */
  readonly freeKib: number;
  readonly extentKib: number;
  readonly pvUuid?: string;
  readonly paths: readonly string[];
  /** Those of running operations included. */
  readonly bricks: readonly BrickInfo[];
}

export interface BrickInfo {
  readonly id: string;
  readonly path: string;
  readonly device: string;
  readonly node: string;
  /** Empty for what is left of a volume that is gone. */
  readonly volume: string;
  readonly sizeKib: number;
  readonly role: BrickRole;
  readonly state: BrickRowState;
}

/** One brick by itself. */
export interface BrickAlone extends BrickInfo {
  /** Its volume's; its cluster's where it has none any more. */
  readonly project: string;
}

/** A volume that is whole: one that is being made or deleted is shown nowhere (contract heketi-api §9.6). */
export interface VolumeInfo {
  readonly id: string;
  readonly project: string;
  readonly cluster: string;
  readonly name: string;
  readonly sizeGib: number;
  readonly durability: Durability;
  readonly gid: number;
  readonly snapshotFactor: number | null;
  readonly options: VolumeRow['options'];
  readonly zones: VolumeRow['zones'];
  readonly placement: VolumeRow['placement'];
  readonly glusterId: string | null;
  readonly state: 'ready';
  /** The first storage name of every node of the cluster, by the nodes' ids: whom clients mount from. */
  readonly storageHosts: readonly string[];
  /** One for each place; not those that are to take the place of another, or come with an expansion. */
  readonly bricks: readonly BrickInfo[];
  readonly request: Json | null;
  /** The last one; null when there was none. */
  readonly rebalance: RebalanceInfo | null;
  /** Of a volume that holds block volumes; absent for all others. */
  readonly hosting?: HostingInfo;
}

/** Files that move to bricks that came later. */
export interface RebalanceInfo {
  readonly state: RebalanceState;
  /** Why it was not started. */
  readonly reason: string | null;
  /** That were moved, as far as it was seen. */
  readonly files: number;
  readonly bytes: number;
  /** That were looked at. */
  readonly scanned: number;
  readonly failures: number;
  readonly skipped: number;
  /** Milliseconds since 1970: of the state, and of the last look at it. */
  readonly sinceMs: number;
  readonly seenAtMs: number;
}

/** A snapshot that is whole: one that is being taken, deleted or used up by a restore is shown nowhere. */
export interface SnapshotInfo {
  readonly id: string;
  /** Its volume's. */
  readonly project: string;
  readonly cluster: string;
  readonly volume: string;
  readonly name: string;
  readonly glusterId: string | null;
  /** Of the volume, when it was taken. */
  readonly sizeGib: number;
  readonly createdAtMs: number;
}

/** Its size is the sum of its block volumes, of what is free and of what is reserved for itself. */
export interface HostingInfo {
  readonly freeGib: number;
  readonly reservedGib: number;
  /** Without those that are being made or deleted; they take their space all the same. */
  readonly blockVolumes: readonly string[];
  /** It takes no more of them; `locked-by-update` where it was found overfull. */
  readonly restriction: Restriction | null;
}

/** A block volume that is whole. Its password is asked for by itself. */
export interface BlockVolumeInfo {
  readonly id: string;
  readonly project: string;
  readonly cluster: string;
  /** The volume that holds it. */
  readonly hosting: string;
  readonly name: string;
  readonly sizeGib: number;
  /** Less than its size where hosts did not follow an expansion. */
  readonly usableGib: number;
  /** How many hosts it can be reached over. */
  readonly haCount: number;
  /** Which, as they were when it was made: whatever becomes of nodes since. */
  readonly hosts: readonly string[];
  /** Whether clients need a login. */
  readonly auth: boolean;
  /** Its name as an iSCSI target. */
  readonly iqn: string;
}

/** What another system had under way, with what it holds: reserved and hidden until it is resolved. */
export interface UnfinishedInfo extends UnfinishedRow {
  readonly volumes: readonly string[];
  readonly bricks: readonly string[];
  readonly blockVolumes: readonly string[];
  /** What resolves it now. */
  readonly operation: string | null;
}
