import { insertHostStatements } from '../../../kernel/hosts/index.ts';
import type { Statement } from '../../../kernel/store/index.ts';
import { setSizeOf } from '../durability.ts';
import { insertBrick } from '../tables/brick-table.ts';
import { askForExamination } from '../tables/examination-table.ts';
import type {
  ImportedBrick,
  ImportedDevice,
  ImportedInventory,
  ImportedNode,
  ImportedVolume,
} from './imported-inventory.ts';
import { namesOf } from './plan-import.ts';

export interface ImportTarget {
  readonly project: string;
  /** Of each node. */
  readonly hosts: ReadonlyMap<string, { readonly id: string; readonly isNew: boolean }>;
  /** Of sshd on hosts that are not known yet. */
  readonly sshPort: number;
  readonly nowMs: number;
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
    ...inventory.volumes.flatMap((volume) => [
      insertVolume(volume, target.project),
      ...insertBricks(volume, bricksOf.get(volume.id) ?? []),
    ]),
    // It learns the order of bricks.
    ...inventory.clusters.flatMap(({ id }) => askForExamination(id)),
  ];
}

function nodeStatements(node: ImportedNode, { hosts, sshPort, nowMs }: ImportTarget): readonly Statement[] {
  const { id, cluster, zone, manage, storage, tags, state } = node;
  const [address = ''] = manage;
  const [storageHostname = ''] = storage;
  const host = hosts.get(id) ?? { id, isNew: true };
  return [
    ...(host.isNew
      ? insertHostStatements({
          id: host.id,
          name: address,
          addresses: [{ address, port: sshPort }],
          createdAtMs: nowMs,
        })
      : []),
    {
      sql: `insert into gluster_node (id, cluster, host, zone, storage_hostname, manage_hostnames, storage_hostnames, tags,
          state, made_host)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      values: [
        id,
        cluster,
        host.id,
        zone,
        storageHostname,
        JSON.stringify(manage),
        JSON.stringify(storage),
        JSON.stringify(tags),
        state,
        Number(host.isNew),
      ],
    },
    ...namesOf(node).map((name) => ({
      sql: 'insert into gluster_hostname (kind, name, node) values ($1, $2, $3)',
      values: [...name, id],
    })),
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

function insertVolume(volume: ImportedVolume, project: string): Statement {
  const { id, cluster, name, sizeGib, durability, gid, block, snapshotFactor, options, request, unfinished } = volume;
  return {
    sql: `insert into gluster_volume (id, project, cluster, name, size_gib, durability, gid, snapshot_factor, options,
        zones, placement, gluster_id, state, operation, request, bricks_ordered, block)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, null, $12, $13, $14, 0, $15)`,
    values: [
      id,
      project,
      cluster,
      name,
      sizeGib,
      JSON.stringify(durability),
      gid,
      snapshotFactor,
      JSON.stringify(options),
      volume.zones,
      JSON.stringify(volume.placement),
      unfinished?.what ?? 'ready',
      unfinished?.by ?? null,
      request === null ? null : JSON.stringify(request),
      Number(block),
    ],
  };
}

/**
 * The order of bricks, and so which ones make a set, is not known from an export: it is learnt from Gluster before anybody
 * needs it (contract heketi-engine §6.3 rule 7). Until then they have places in the order of their ids.
 */
function insertBricks({ id, durability }: ImportedVolume, bricks: readonly ImportedBrick[]): readonly Statement[] {
  const size = setSizeOf(durability);
  const sorted = bricks.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return sorted.map((brick, index) =>
    insertBrick(
      { ...brick, setIndex: Math.floor(index / size), position: index % size },
      { volume: id, state: brick.unfinished?.what ?? 'ready', operation: brick.unfinished?.by ?? null },
    ),
  );
}
