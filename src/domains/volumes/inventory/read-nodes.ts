import type { Reader } from '../../../kernel/operations/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import { errors } from '../errors.ts';
import type { AdminState } from './cluster-view.ts';
import type { NodeInfo } from './infos.ts';
import type { NodeHealths } from './node-health.ts';
import { readDevicesOf } from './read-devices.ts';
import { type Page, type PageQuery, readPage } from './read-page.ts';

const nodesFrom = (nodes: string): string => `select node.id, cluster.project, node.cluster, node.host, node.zone,
    node.manage_hostnames, node.storage_hostnames, node.tags, node.state
  from ${nodes} gluster_cluster cluster
  where cluster.id = node.cluster and node.state <> 'adding'`;
const NODES = nodesFrom('gluster_node node,');
// Each comes with all its devices and their bricks.
const MOST_ROWS = 100;

export interface NodeQuery extends PageQuery {
  readonly cluster?: string;
}

/** @throws NODE_NOT_FOUND */
export async function getNode(reader: Reader, healths: NodeHealths, id: string): Promise<NodeInfo> {
  const rows = await reader.read({ sql: `${NODES} and node.id = $1`, values: [id] });
  const [node] = await nodeInfos(reader, healths, rows);
  if (node === undefined) throw errors.NODE_NOT_FOUND({ node: id });
  return node;
}

export async function pageOfNodes(reader: Reader, healths: NodeHealths, query: NodeQuery): Promise<Page<NodeInfo>> {
  const wanted = { 'node.cluster': query.cluster };
  const source = {
    select: NODES,
    id: 'node.id',
    project: 'cluster.project',
    wanted,
    most: MOST_ROWS,
    joined: { table: 'gluster_node', selectIn: (rows: string) => nodesFrom(`${rows} node cross join`) },
  };
  const page = await readPage(reader, source, query);
  return { ...page, items: await nodeInfos(reader, healths, page.items) };
}

async function nodeInfos(reader: Reader, healths: NodeHealths, rows: readonly Row[]): Promise<readonly NodeInfo[]> {
  const devices = await readDevicesOf(
    reader,
    rows.map((row) => String(row['id'])),
  );
  return rows.map((row) => {
    const id = String(row['id']);
    const health = healths.of(id);
    return {
      id,
      project: String(row['project']),
      cluster: String(row['cluster']),
      host: hostId(String(row['host'])),
      zone: Number(row['zone']),
      manage: JSON.parse(String(row['manage_hostnames'])) as NodeInfo['manage'],
      storage: JSON.parse(String(row['storage_hostnames'])) as NodeInfo['storage'],
      tags: JSON.parse(String(row['tags'])) as NodeInfo['tags'],
      state: row['state'] as AdminState,
      devices: devices.get(id) ?? [],
      ...(health === undefined ? {} : { health }),
    };
  });
}
