import type { Reader } from '../../../kernel/operations/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import { errors } from '../errors.ts';
import type { ClusterInfo } from './infos.ts';
import { type Page, type PageQuery, placesFor, readPage } from './read-page.ts';

const CLUSTERS = 'select id, project, takes_file, takes_block from gluster_cluster where true';
// Each comes with the ids of all its volumes.
const MOST_ROWS = 100;

/** @throws CLUSTER_NOT_FOUND */
export async function getCluster(reader: Reader, id: string): Promise<ClusterInfo> {
  const [cluster] = await clusterInfos(reader, await reader.read({ sql: `${CLUSTERS} and id = $1`, values: [id] }));
  if (cluster === undefined) throw errors.CLUSTER_NOT_FOUND({ cluster: id });
  return cluster;
}

/** The ids of all. */
export async function listClusters(reader: Reader): Promise<readonly string[]> {
  const rows = await reader.read({ sql: 'select id from gluster_cluster order by id', values: [] });
  return rows.map((row) => String(row['id']));
}

export async function pageOfClusters(reader: Reader, query: PageQuery): Promise<Page<ClusterInfo>> {
  const source = { select: CLUSTERS, id: 'id', project: 'project', wanted: {}, most: MOST_ROWS };
  const page = await readPage(reader, source, query);
  return { ...page, items: await clusterInfos(reader, page.items) };
}

async function clusterInfos(reader: Reader, rows: readonly Row[]): Promise<readonly ClusterInfo[]> {
  const ids = rows.map((row) => String(row['id']));
  const [nodes, volumes, blockVolumes] = await Promise.all([
    idsIn(reader, `gluster_node where state <> 'adding'`, ids),
    idsIn(reader, `gluster_volume where state = 'ready'`, ids),
    idsIn(reader, `gluster_block_volume where state = 'ready'`, ids),
  ]);
  return rows.map((row) => {
    const id = String(row['id']);
    return {
      id,
      project: String(row['project']),
      takesFile: row['takes_file'] === 1,
      takesBlock: row['takes_block'] === 1,
      nodes: nodes.get(id) ?? [],
      volumes: volumes.get(id) ?? [],
      blockVolumes: blockVolumes.get(id) ?? [],
    };
  });
}

/** Ids of what belongs to each of these clusters. */
async function idsIn(
  reader: Reader,
  tableAndWhere: string,
  clusters: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (clusters.length === 0) return new Map();
  const rows = await reader.read({
    sql: `select cluster, id from ${tableAndWhere} and cluster in (${placesFor(clusters)}) order by cluster, id`,
    values: clusters,
  });
  const byCluster = Map.groupBy(rows, (row) => String(row['cluster']));
  return new Map([...byCluster].map(([cluster, found]) => [cluster, found.map((row) => String(row['id']))]));
}
