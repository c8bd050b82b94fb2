import type { Reader } from '../../kernel/operations/index.ts';
import type { Vault } from '../../kernel/secrets/index.ts';
import {
  examinedAt,
  type FindingInfo,
  type FindingQuery,
  findFindings,
  type HealInfo,
  pageOfFindings,
  readHeal,
} from './examination/read-findings.ts';
import { type ClusterFlags, createCluster, removeCluster, setClusterFlags } from './inventory/change-clusters.ts';
import { setDeviceState, setNodeState, type WantedState } from './inventory/change-states.ts';
import { setRestriction } from './inventory/change-restriction.ts';
import { changeDeviceTags, changeNodeTags, type TagChange, type Tags } from './inventory/change-tags.ts';
import type {
  BlockVolumeInfo,
  BrickAlone,
  ClusterInfo,
  DeviceInfo,
  NodeInfo,
  SnapshotInfo,
  UnfinishedInfo,
  VolumeInfo,
} from './inventory/infos.ts';
import type { By, ChangeParts } from './inventory/make-change.ts';
import type { NodeHealths } from './inventory/node-health.ts';
import {
  type BlockCredentials,
  type BlockVolumeQuery,
  getBlockVolume,
  listBlockVolumes,
  pageOfBlockVolumes,
  readCredentials,
  revealCredentials,
} from './inventory/read-block-volumes.ts';
import { getBrick } from './inventory/read-bricks.ts';
import { getCluster, listClusters, pageOfClusters } from './inventory/read-clusters.ts';
import { type DeviceQuery, getDevice, pageOfDevices } from './inventory/read-devices.ts';
import { getNode, type NodeQuery, pageOfNodes } from './inventory/read-nodes.ts';
import type { Page, PageQuery } from './inventory/read-page.ts';
import { getSnapshot, pageOfSnapshots, type SnapshotQuery } from './inventory/read-snapshots.ts';
import { getUnfinished, pageOfUnfinished } from './inventory/read-unfinished.ts';
import { getVolume, listVolumes, pageOfVolumes, readProjectsOf, type VolumeQuery } from './inventory/read-volumes.ts';
import { readStatistics, type Statistics } from './inventory/statistics.ts';

/**
 * The inventory of volumes, for every API: what there is, and the changes that need no work on hosts. All others are
 * operations, for the engine. Whether who asks may do it was decided before; ids that are not there throw
 * CLUSTER_NOT_FOUND, NODE_NOT_FOUND, DEVICE_NOT_FOUND, VOLUME_NOT_FOUND, BRICK_NOT_FOUND, SNAPSHOT_NOT_FOUND,
 * BLOCK_VOLUME_NOT_FOUND, UNFINISHED_NOT_FOUND.
 */
export interface Volumes {
  readonly clusters: {
    create(by: By, flags: ClusterFlags): Promise<ClusterInfo>;
    /** Both flags at once. */
    setFlags(by: By, id: string, flags: ClusterFlags): Promise<void>;
    /** Throws CLUSTER_NOT_EMPTY too. */
    remove(by: By, id: string): Promise<void>;
    get(id: string): Promise<ClusterInfo>;
    list(): Promise<readonly string[]>;
    page(query: PageQuery): Promise<Page<ClusterInfo>>;
  };
  readonly nodes: {
    get(id: string): Promise<NodeInfo>;
    list(query: NodeQuery): Promise<Page<NodeInfo>>;
    /** Throws NODE_STATE_REFUSED and NODE_BUSY too. */
    setState(by: By, id: string, state: WantedState): Promise<void>;
    /** Gives the tags as they are then. Throws TAGS_TOO_MANY too. */
    changeTags(by: By, id: string, change: TagChange): Promise<Tags>;
  };
  readonly devices: {
    get(id: string): Promise<DeviceInfo>;
    list(query: DeviceQuery): Promise<Page<DeviceInfo>>;
    /** Throws DEVICE_STATE_REFUSED and DEVICE_BUSY too. */
    setState(by: By, id: string, state: WantedState): Promise<void>;
    /** Gives the tags as they are then. Throws TAGS_TOO_MANY too. */
    changeTags(by: By, id: string, change: TagChange): Promise<Tags>;
  };
  readonly volumes: {
    get(id: string): Promise<VolumeInfo>;
    /** All ids. */
    list(): Promise<readonly string[]>;
    page(query: VolumeQuery): Promise<Page<VolumeInfo>>;
    /** The project of each, block volumes included; also of those that are being made or deleted, and of no others. */
    projectsOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
    /** Whether it takes new block volumes. Throws VOLUME_NOT_HOSTING and VOLUME_UNLOCK_NO_SPACE too. */
    setRestriction(by: By, id: string, restriction: 'locked' | null): Promise<void>;
  };
  readonly blockVolumes: {
    get(id: string): Promise<BlockVolumeInfo>;
    /** All ids. */
    list(): Promise<readonly string[]>;
    page(query: BlockVolumeQuery): Promise<Page<BlockVolumeInfo>>;
    /** How clients log in; undefined where they need not. */
    credentials(id: string): Promise<BlockCredentials | undefined>;
    /** The same, and the audit record says who saw it. */
    reveal(by: By, id: string): Promise<BlockCredentials | undefined>;
  };
  readonly bricks: {
    /** Throws BRICK_NOT_FOUND. */
    get(id: string): Promise<BrickAlone>;
  };
  readonly snapshots: {
    get(id: string): Promise<SnapshotInfo>;
    page(query: SnapshotQuery): Promise<Page<SnapshotInfo>>;
  };
  /** Where hosts are different from the store, as examinations have found it. */
  readonly drift: {
    findings(query: FindingQuery): Promise<Page<FindingInfo>>;
    /** Those that there are. */
    some(ids: readonly string[]): Promise<readonly FindingInfo[]>;
    /** What the bricks of a volume owe each other. Throws VOLUME_HEAL_UNKNOWN. */
    heal(volume: string): Promise<HealInfo>;
    /** Milliseconds since 1970; null before the first time. */
    examinedAt(cluster: string): Promise<number | null>;
  };
  /** What another system had under way when its inventory was taken over. */
  readonly unfinished: {
    get(id: string): Promise<UnfinishedInfo>;
    page(query: PageQuery): Promise<Page<UnfinishedInfo>>;
  };
  /** For what measures; three reads in all. */
  statistics(): Promise<Statistics>;
}

export interface VolumesParts extends ChangeParts {
  /** Cryptographically random: 32 hex digits. */
  readonly newId: () => string;
  /** Where the passwords of block volumes are. */
  readonly vault: Pick<Vault, 'find'>;
  /** What a monitor has seen; nothing is known of nodes without it. */
  readonly healths?: NodeHealths;
}

const UNSEEN: NodeHealths = { of: () => undefined };

/**
 * @example
 * const volumes = createVolumes({ store, clock, vault, newId: () => randomBytes(16).toString('hex') });
 * const { id } = await volumes.clusters.create(by, { takesFile: true, takesBlock: true });
 */
export function createVolumes({ healths = UNSEEN, ...parts }: VolumesParts): Volumes {
  const reader: Reader = parts.store;
  return {
    clusters: {
      create: (by, flags) => createCluster(parts, by, flags),
      setFlags: (by, id, flags) => setClusterFlags(parts, by, id, flags),
      remove: (by, id) => removeCluster(parts, by, id),
      get: (id) => getCluster(reader, id),
      list: () => listClusters(reader),
      page: (query) => pageOfClusters(reader, query),
    },
    nodes: {
      get: (id) => getNode(reader, healths, id),
      list: (query) => pageOfNodes(reader, healths, query),
      setState: (by, id, state) => setNodeState(parts, by, id, state),
      changeTags: (by, id, change) => changeNodeTags(parts, by, id, change),
    },
    devices: {
      get: (id) => getDevice(reader, id),
      list: (query) => pageOfDevices(reader, query),
      setState: (by, id, state) => setDeviceState(parts, by, id, state),
      changeTags: (by, id, change) => changeDeviceTags(parts, by, id, change),
    },
    volumes: {
      get: (id) => getVolume(reader, id),
      list: () => listVolumes(reader),
      page: (query) => pageOfVolumes(reader, query),
      projectsOf: (ids) => readProjectsOf(reader, ids),
      setRestriction: (by, id, restriction) => setRestriction(parts, by, id, restriction),
    },
    blockVolumes: {
      get: (id) => getBlockVolume(reader, id),
      list: () => listBlockVolumes(reader),
      page: (query) => pageOfBlockVolumes(reader, query),
      credentials: (id) => readCredentials(reader, parts.vault, id),
      reveal: (by, id) => revealCredentials(parts, by, id),
    },
    bricks: {
      get: (id) => getBrick(reader, id),
    },
    snapshots: {
      get: (id) => getSnapshot(reader, id),
      page: (query) => pageOfSnapshots(reader, query),
    },
    drift: {
      findings: (query) => pageOfFindings(reader, query),
      some: (ids) => findFindings(reader, ids),
      heal: (volume) => readHeal(reader, volume),
      examinedAt: (cluster) => examinedAt(reader, cluster),
    },
    unfinished: {
      get: (id) => getUnfinished(reader, id),
      page: (query) => pageOfUnfinished(reader, query),
    },
    statistics: () => readStatistics(reader, healths),
  };
}
