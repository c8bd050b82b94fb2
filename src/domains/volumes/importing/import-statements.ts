import { insertHostStatements } from '../../../kernel/hosts/index.ts';
import type { Statement } from '../../../kernel/store/index.ts';
import { type CredentialKeeper, credentialId } from '../credentials.ts';
import { setSizeOf } from '../durability.ts';
import { insertBlockVolumeAs } from '../tables/block-volume-table.ts';
import { insertBrick } from '../tables/brick-table.ts';
import { askForExamination } from '../tables/examination-table.ts';
import { insertNodeAs } from '../tables/node-table.ts';
import { insertUnfinished } from '../tables/unfinished-table.ts';
import { insertVolumeAs, restrictVolume } from '../tables/volume-table.ts';
import type {
  ImportedBlockVolume,
  ImportedBrick,
  ImportedDevice,
  ImportedInventory,
  ImportedNode,
  ImportedVolume,
} from './imported-inventory.ts';

export interface ImportTarget {
  readonly project: string;
  /** Of each node. */
  readonly hosts: ReadonlyMap<string, { readonly id: string; readonly isNew: boolean }>;
  /** Of sshd on hosts that are not known yet. */
  readonly sshPort: number;
  readonly nowMs: number;
  /** Where the passwords of block volumes go; absent where there are none. */
  readonly keeper: CredentialKeeper | undefined;
}

/** All rows of an inventory, in an order in which each finds what it points at. */
export function importStatements(inventory: ImportedInventory, target: ImportTarget): readonly Statement[] {
  const bricksOf = Map.groupBy(inventory.bricks, ({ volume }) => volume);
  const usedKib = new Map<string, number>();
  for (const { device, chargedKib } of inventory.bricks) usedKib.set(device, (usedKib.get(device) ?? 0) + chargedKib);
  const volumesOf = Map.groupBy(inventory.volumes, ({ cluster }) => cluster);
  return [
    ...inventory.clusters.map(({ id, takesFile, takesBlock }) => ({
      sql: `insert into gluster_cluster (id, project, takes_file, takes_block, volume_count)
        values ($1, $2, $3, $4, $5)`,
      values: [id, target.project, Number(takesFile), Number(takesBlock), volumesOf.get(id)?.length ?? 0],
    })),
    ...inventory.nodes.flatMap((node) => nodeStatements(node, target)),
    ...inventory.devices.map((device) => insertDevice(device, usedKib.get(device.id) ?? 0)),
    ...inventory.volumes.flatMap((volume) => volumeStatements(volume, bricksOf.get(volume.id) ?? [], target.project)),
    ...inventory.blockVolumes.flatMap((blockVolume) => blockVolumeStatements(blockVolume, target)),
    ...inventory.unfinished.map((record) => insertUnfinished({ ...record, project: target.project })),
    // It learns the order of bricks.
    ...inventory.clusters.flatMap(({ id }) => askForExamination(id)),
  ];
}

function nodeStatements(node: ImportedNode, { hosts, sshPort, nowMs }: ImportTarget): readonly Statement[] {
  const [address = ''] = node.manage;
  const host = hosts.get(node.id) ?? { id: node.id, isNew: true };
  return [
    ...(host.isNew
      ? insertHostStatements({
          id: host.id,
          name: address,
          addresses: [{ address, port: sshPort }],
          createdAtMs: nowMs,
        })
      : []),
    ...insertNodeAs(node.state, { ...node, host: host.id, madeHost: host.isNew }),
  ];
}

function insertDevice(device: ImportedDevice, usedKib: number): Statement {
  const { id, node, name, tags, state, totalKib, extentKib, pvUuid, paths } = device;
  return {
    sql: `insert into gluster_device (id, node, name, kind, state, total_kib, used_kib, extent_kib, pv_uuid, paths, tags)
      values ($1, $2, $3, 'lvm-thin', $4, $5, $6, $7, $8, $9, $10)`,
    values: [id, node, name, state, totalKib, usedKib, extentKib, pvUuid, JSON.stringify(paths), JSON.stringify(tags)],
  };
}

function volumeStatements(
  volume: ImportedVolume,
  bricks: readonly ImportedBrick[],
  project: string,
): readonly Statement[] {
  const standing = { ...standingOf(volume), areBricksOrdered: false };
  const { id, restriction } = volume;
  return [
    insertVolumeAs(standing, { ...volume, project }),
    ...(restriction === undefined ? [] : [restrictVolume(id, restriction)]),
    ...brickStatements(volume, bricks),
  ];
}

function blockVolumeStatements(
  blockVolume: ImportedBlockVolume,
  { project, keeper }: ImportTarget,
): readonly Statement[] {
  const { id, password } = blockVolume;
  return [
    insertBlockVolumeAs({ ...blockVolume, ...standingOf(blockVolume) }, { ...blockVolume, project }),
    ...(password === undefined || keeper === undefined ? [] : [keeper.sealing(credentialId(id), password)]),
  ];
}

/**
 * The order of bricks, and so which ones make a set, is not known from an export: it is learnt from Gluster before anybody
 * needs it (contract heketi-engine §6.3 rule 7). Until then they have places in the order of their ids.
 */
function brickStatements({ id, durability }: ImportedVolume, bricks: readonly ImportedBrick[]): readonly Statement[] {
  const size = setSizeOf(durability);
  const sorted = bricks.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return sorted.map((brick, index) =>
    insertBrick(
      { ...brick, setIndex: Math.floor(index / size), position: index % size },
      { volume: id, ...standingOf(brick) },
    ),
  );
}

function standingOf<What extends string>(thing: {
  readonly unfinished?: { readonly by: string; readonly what: What };
}) {
  return { state: thing.unfinished?.what ?? ('ready' as const), operation: thing.unfinished?.by ?? null };
}
