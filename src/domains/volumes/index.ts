/** Volumes on Gluster: clusters, nodes, devices, bricks, volumes. */
import type { AnyOperation } from '../../kernel/operations/index.ts';
import { addDevice } from './operations/add-device.ts';
import type { CredentialKeeper } from './credentials.ts';
import { addNode } from './operations/add-node.ts';
import { cleanBricks } from './operations/clean-bricks.ts';
import { createBlockVolume } from './operations/create-block-volume.ts';
import { cloneVolume } from './operations/clone-volume.ts';
import { createSnapshot } from './operations/create-snapshot.ts';
import { createVolume } from './operations/create-volume.ts';
import { adoptVolume } from './operations/adopt-volume.ts';
import { deleteBlockVolume } from './operations/delete-block-volume.ts';
import { deleteDevice } from './operations/delete-device.ts';
import { deleteNode } from './operations/delete-node.ts';
import { deleteSnapshot } from './operations/delete-snapshot.ts';
import { deleteVolume } from './operations/delete-volume.ts';
import { evictBrick } from './operations/evict-brick.ts';
import { expandVolume } from './operations/expand-volume.ts';
import { rebalanceVolume } from './operations/rebalance-volume.ts';
import { expandBlockVolume } from './operations/expand-block-volume.ts';
import { readdressNode } from './operations/readdress-node.ts';
import { removeDevice } from './operations/remove-device.ts';
import { removeNode } from './operations/remove-node.ts';
import { repairDrift } from './operations/repair-drift.ts';
import { resolveUnfinished } from './operations/resolve-unfinished.ts';
import { resyncDevice } from './operations/resync-device.ts';
import { restoreSnapshot } from './operations/restore-snapshot.ts';
import { DEFAULT_SETTINGS, type VolumeSettings } from './settings.ts';

export { logicalVolume, thinPool } from './brick-paths.ts';
export type { Durability } from './durability.ts';
export { compareWithHosts, type Difference } from './examination/compare-with-hosts.ts';
export type { DriftStatistics } from './examination/drift-statistics.ts';
export { type Examiner, type ExaminerParts, startExaminer } from './examination/examiner.ts';
export type { FindingCode, RepairKind, Severity } from './examination/finding.ts';
export { lookAtNodes, type NodeLook, type Reading } from './examination/look-at-nodes.ts';
export type { FindingInfo, FindingQuery, HealInfo } from './examination/read-findings.ts';
export type { ClusterFlags } from './inventory/change-clusters.ts';
export type { WantedState } from './inventory/change-states.ts';
export { blockSpaceOf } from './block-space.ts';
export { iqnOf } from './block/programs/gluster-block.ts';
export type { CredentialKeeper } from './credentials.ts';
export type { TagChange, Tags } from './inventory/change-tags.ts';
export type {
  BlockVolumeInfo,
  BrickAlone,
  BrickInfo,
  ClusterInfo,
  DeviceInfo,
  NodeInfo,
  RebalanceInfo,
  SnapshotInfo,
  UnfinishedInfo,
  VolumeInfo,
} from './inventory/infos.ts';
export type {
  ImportedBlockVolume,
  ImportedBrick,
  ImportedInventory,
  ImportedUnfinished,
  ImportedVolume,
  Unfinished,
} from './importing/imported-inventory.ts';
export { importInventory, type ImportOptions } from './importing/import-inventory.ts';
export type { By } from './inventory/make-change.ts';
export type { NodeHealth, NodeHealths } from './inventory/node-health.ts';
export { type NodeMonitor, type NodeMonitorParts, startNodeMonitor } from './inventory/node-monitor.ts';
export {
  type Catalogue,
  type CatalogueBlockVolume,
  type CatalogueBrick,
  type CatalogueCluster,
  type CatalogueDevice,
  type CatalogueNode,
  type CatalogueVolume,
  readCatalogue,
} from './inventory/read-catalogue.ts';
export type { BlockCredentials, BlockVolumeQuery } from './inventory/read-block-volumes.ts';
export type { DeviceQuery } from './inventory/read-devices.ts';
export type { NodeQuery } from './inventory/read-nodes.ts';
export type { Page, PageQuery } from './inventory/read-page.ts';
export type { SnapshotQuery } from './inventory/read-snapshots.ts';
export type { VolumeQuery } from './inventory/read-volumes.ts';
export type { Statistics } from './inventory/statistics.ts';
export { type RebalanceWatchParts, watchRebalances } from './inventory/rebalance-watch.ts';
export { findStorageHost, findStorageName } from './inventory/storage-names.ts';
export { volumeMigrations } from './migrations.ts';
export type { ClusterCause } from './operations/cluster-cause.ts';
export type { ExpansionCause } from './operations/expansion-cause.ts';
export type { CreateBlockVolumeInput } from './operations/create-block-volume-input.ts';
export type { CreateVolumeInput } from './operations/create-volume-input.ts';
export { placementBy, readOptions } from './operations/steering-options.ts';
export { DEFAULT_SETTINGS, type VolumeOption, type VolumeSettings } from './settings.ts';
export type { Restriction } from './tables/volume-table.ts';
export { createVolumes, type Volumes, type VolumesParts } from './volumes.ts';

/**
 * The operations of this domain: volume.create, volume.expand, volume.rebalance, volume.clone, volume.delete,
 * snapshot.create, snapshot.restore, snapshot.delete, block-volume.create, block-volume.delete, block-volume.expand,
 * node.add, node.readdress, node.remove, node.delete, device.add, device.remove, device.delete, device.resync, brick.evict, brick.clean,
 * drift.repair, volume.adopt, unfinished.resolve.
 *
 * @param keeper where the passwords of block volumes are kept
 * @example
 * const definitions = createDefinitions([...volumeOperations(vault, { ...DEFAULT_SETTINGS, zoneChecking: 'strict' })]);
 */
export function volumeOperations(
  keeper: CredentialKeeper,
  settings: VolumeSettings = DEFAULT_SETTINGS,
): readonly AnyOperation[] {
  return [
    createVolume(settings),
    expandVolume(settings),
    rebalanceVolume(settings),
    cloneVolume(settings),
    deleteVolume(settings),
    createSnapshot(settings),
    restoreSnapshot(settings),
    deleteSnapshot(settings),
    createBlockVolume(settings, keeper),
    deleteBlockVolume(settings, keeper),
    expandBlockVolume(settings),
    addNode(settings),
    readdressNode(settings),
    removeNode(settings),
    deleteNode(settings),
    addDevice(settings),
    removeDevice(settings),
    deleteDevice(settings),
    resyncDevice(settings),
    evictBrick(settings),
    cleanBricks(settings),
    repairDrift(settings),
    adoptVolume(settings),
    resolveUnfinished(settings, keeper),
  ];
}
