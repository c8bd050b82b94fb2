import type { Reader } from '../../../kernel/operations/index.ts';
import { offeredGibSql, takenGibSql } from '../block-space.ts';
import { placesFor } from '../inventory/read-page.ts';
import type { HostingView } from './block-volume-plan.ts';

/** The hosting volumes that take a block volume (contract heketi-api §9.7), by id. */
export async function readHostings(
  reader: Reader,
  { sizeGib, name = '' }: { readonly sizeGib: number; readonly name?: string },
): Promise<readonly HostingView[]> {
  const free = `${offeredGibSql('volume.size_gib')} - ${takenGibSql('volume.id')}`;
  const rows = await reader.read({
    sql: `select volume.id, volume.cluster, volume.name, volume.gluster_id, ${free} as free_gib
      from gluster_volume volume
      where volume.block = 1 and volume.state = 'ready' and volume.restriction is null and ${free} >= $1
        and not exists (select 1 from gluster_block_volume where hosting = volume.id and name = $2)
      order by volume.id`,
    values: [sizeGib, name],
  });
  const bricks = await brickNamesOf(
    reader,
    rows.map((row) => String(row['id'])),
  );
  return rows.map((row) => ({
    id: String(row['id']),
    cluster: String(row['cluster']),
    name: String(row['name']),
    glusterId: row['gluster_id'] === null ? null : String(row['gluster_id']),
    freeGib: Number(row['free_gib']),
    bricks: bricks.get(String(row['id'])) ?? [],
  }));
}

/** `host:path` of the bricks of each of these volumes, in Gluster's order. */
export async function brickNamesOf(
  reader: Reader,
  volumes: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (volumes.length === 0) return new Map();
  const rows = await reader.read({
    sql: `select brick.volume, brick.path, node.storage_hostname
      from gluster_brick brick
      join gluster_device device on device.id = brick.device
      join gluster_node node on node.id = device.node
      where brick.volume in (${placesFor(volumes)}) order by brick.set_index, brick.position, brick.id`,
    values: volumes,
  });
  const byVolume = Map.groupBy(rows, (row) => String(row['volume']));
  return new Map(
    [...byVolume].map(([volume, found]) => [
      volume,
      found.map((row) => `${String(row['storage_hostname'])}:${String(row['path'])}`),
    ]),
  );
}

/** Clusters in which a hosting volume is being made. */
export async function readMakingIn(reader: Reader): Promise<readonly string[]> {
  const rows = await reader.read({
    sql: `select distinct cluster from gluster_volume where block = 1 and state = 'creating' order by cluster`,
    values: [],
  });
  return rows.map((row) => String(row['cluster']));
}
