import type { Json, Reader } from '../../../kernel/operations/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import type { Durability } from '../durability.ts';
import { blockSpaceOf } from '../block-space.ts';
import { errors } from '../errors.ts';
import type { PlacementRules } from '../placement/placement-rules.ts';
import type { VolumeRow } from '../tables/volume-table.ts';
import type { Restriction } from '../tables/volume-table.ts';
import type { HostingInfo, VolumeInfo } from './infos.ts';
import { readBricksOf } from './read-bricks.ts';
import { readRebalances } from './read-rebalances.ts';
import { type Page, type PageQuery, placesFor, readPage } from './read-page.ts';

const READY = `select id, project, cluster, name, size_gib, durability, gid, snapshot_factor, options, zones, placement,
    gluster_id, request, block, restriction
  from gluster_volume where state = 'ready'`;
const MOST_ROWS = 500;
const IDS_AT_ONCE = 1_000;

export interface VolumeQuery extends PageQuery {
  readonly cluster?: string;
  readonly name?: string;
}

/** @throws VOLUME_NOT_FOUND, also while it is being made or deleted */
export async function getVolume(reader: Reader, id: string): Promise<VolumeInfo> {
  const [volume] = await volumeInfos(reader, await reader.read({ sql: `${READY} and id = $1`, values: [id] }));
  if (volume === undefined) throw errors.VOLUME_NOT_FOUND({ volume: id });
  return volume;
}

/** The ids of all. */
export async function listVolumes(reader: Reader): Promise<readonly string[]> {
  const rows = await reader.read({
    sql: `select id from gluster_volume where state = 'ready' order by id`,
    values: [],
  });
  return rows.map((row) => String(row['id']));
}

export async function pageOfVolumes(reader: Reader, query: VolumeQuery): Promise<Page<VolumeInfo>> {
  const { cluster, name } = query;
  const source = { select: READY, id: 'id', project: 'project', wanted: { cluster, name }, most: MOST_ROWS };
  const page = await readPage(reader, source, query);
  return { ...page, items: await volumeInfos(reader, page.items) };
}

/** Whose volumes and block volumes are, those included that are being made or deleted; nothing for what is none. */
export async function readProjectsOf(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const projects = new Map<string, string>();
  for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
    const some = ids.slice(from, from + IDS_AT_ONCE);
    const rows = await reader.read({
      sql: `select id, project from gluster_volume where id in (${placesFor(some)})
        union all select id, project from gluster_block_volume where id in (${placesFor(some)})`,
      values: some,
    });
    for (const row of rows) projects.set(String(row['id']), String(row['project']));
  }
  return projects;
}

async function volumeInfos(reader: Reader, rows: readonly Row[]): Promise<readonly VolumeInfo[]> {
  const idOf = (row: Row): string => String(row['id']);
  const clusterOf = (row: Row): string => String(row['cluster']);
  const [bricks, rebalances, hosts, blocks] = await Promise.all([
    readBricksOf(reader, 'volume', rows.map(idOf)),
    readRebalances(reader, rows.map(idOf)),
    storageHostsOf(reader, [...new Set(rows.map(clusterOf))]),
    blocksOf(reader, rows.filter(isHosting).map(idOf)),
  ]);
  return rows.map((row) => ({
    id: idOf(row),
    project: String(row['project']),
    cluster: clusterOf(row),
    name: String(row['name']),
    sizeGib: Number(row['size_gib']),
    durability: JSON.parse(String(row['durability'])) as Durability,
    gid: Number(row['gid']),
    snapshotFactor: row['snapshot_factor'] === null ? null : Number(row['snapshot_factor']),
    options: JSON.parse(String(row['options'])) as VolumeRow['options'],
    zones: row['zones'] === 'strict' ? 'strict' : 'none',
    placement: JSON.parse(String(row['placement'])) as PlacementRules,
    glusterId: row['gluster_id'] === null ? null : String(row['gluster_id']),
    state: 'ready',
    storageHosts: hosts.get(clusterOf(row)) ?? [],
    bricks: (bricks.get(idOf(row)) ?? []).filter(({ state }) => state !== 'joining' && state !== 'creating'),
    request: row['request'] === null ? null : (JSON.parse(String(row['request'])) as Json),
    rebalance: rebalances.get(idOf(row)) ?? null,
    ...(isHosting(row) ? { hosting: hostingOf(row, blocks.get(idOf(row)) ?? []) } : {}),
  }));
}

const isHosting = (row: Row): boolean => row['block'] === 1;

function hostingOf(volume: Row, blocks: readonly Row[]): HostingInfo {
  const takenGib = blocks.reduce((sum, row) => sum + Number(row['growing_gib'] ?? row['size_gib']), 0);
  return {
    ...blockSpaceOf(Number(volume['size_gib']), takenGib),
    blockVolumes: blocks.filter((row) => row['state'] === 'ready').map((row) => String(row['id'])),
    restriction: volume['restriction'] as Restriction | null,
  };
}

/** By hosting volume, in the order of their ids. */
async function blocksOf(reader: Reader, volumes: readonly string[]): Promise<ReadonlyMap<string, readonly Row[]>> {
  if (volumes.length === 0) return new Map();
  const rows = await reader.read({
    sql: `select id, hosting, size_gib, growing_gib, state from gluster_block_volume
      where hosting in (${placesFor(volumes)}) order by id`,
    values: volumes,
  });
  return Map.groupBy(rows, (row) => String(row['hosting']));
}

/** By cluster, and in it by the nodes' ids: made anew at each read, so that a node that came or went is seen. */
async function storageHostsOf(
  reader: Reader,
  clusters: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (clusters.length === 0) return new Map();
  const rows = await reader.read({
    sql: `select cluster, storage_hostname from gluster_node
      where cluster in (${placesFor(clusters)}) and state <> 'adding' order by id`,
    values: clusters,
  });
  const byCluster = Map.groupBy(rows, (row) => String(row['cluster']));
  return new Map(
    [...byCluster].map(([cluster, nodes]) => [cluster, nodes.map((row) => String(row['storage_hostname']))]),
  );
}
