import type { Reader } from '../../../kernel/operations/index.ts';
import type { Row } from '../../../kernel/store/index.ts';
import { errors } from '../errors.ts';
import type { ClusterInfo } from './infos.ts';
import { type By, type ChangeParts, makeChange } from './make-change.ts';

/** Which kinds of volumes a cluster takes; with neither it holds none. */
export interface ClusterFlags {
  readonly takesFile: boolean;
  readonly takesBlock: boolean;
}

/** In the project of who asks. */
export async function createCluster(
  parts: ChangeParts & { readonly newId: () => string },
  by: By,
  { takesFile, takesBlock }: ClusterFlags,
): Promise<ClusterInfo> {
  const id = parts.newId();
  const { project } = by;
  await makeChange(
    parts,
    by,
    async () => undefined,
    () => ({
      action: 'cluster.create',
      topic: 'cluster.created',
      subject: ['cluster', id],
      project,
      body: { takesFile, takesBlock },
      statements: [
        {
          sql: 'insert into gluster_cluster (id, project, takes_file, takes_block) values ($1, $2, $3, $4)',
          values: [id, project, Number(takesFile), Number(takesBlock)],
        },
      ],
    }),
  );
  return { id, project, takesFile, takesBlock, nodes: [], volumes: [], blockVolumes: [] };
}

/**
 * Volumes that are there stay, whatever the flags say.
 *
 * @throws CLUSTER_NOT_FOUND
 */
export async function setClusterFlags(
  parts: ChangeParts,
  by: By,
  id: string,
  { takesFile, takesBlock }: ClusterFlags,
): Promise<void> {
  const [file, block] = [Number(takesFile), Number(takesBlock)];
  const decide = (row: Row) =>
    row['takes_file'] === file && row['takes_block'] === block
      ? undefined
      : {
          action: 'cluster.change',
          topic: 'cluster.changed',
          subject: ['cluster', id] as const,
          project: String(row['project']),
          body: { takesFile, takesBlock },
          statements: [
            {
              sql: 'update gluster_cluster set takes_file = $1, takes_block = $2 where id = $3',
              values: [file, block, id],
              changes: 1,
            },
          ],
        };
  await makeChange(parts, by, (reader) => clusterRow(reader, id), decide);
}

/**
 * Volumes count also while they are being made or deleted, and nodes while they are being added.
 *
 * @throws CLUSTER_NOT_FOUND, CLUSTER_NOT_EMPTY
 */
export async function removeCluster(parts: ChangeParts, by: By, id: string): Promise<void> {
  const decide = (row: Row) => {
    const [nodes, volumes] = [Number(row['nodes']), Number(row['volume_count'])];
    if (nodes > 0 || volumes > 0) throw errors.CLUSTER_NOT_EMPTY({ cluster: id, nodes, volumes });
    return {
      action: 'cluster.remove',
      topic: 'cluster.removed',
      subject: ['cluster', id] as const,
      project: String(row['project']),
      body: {},
      statements: [
        {
          sql: `delete from gluster_cluster where id = $1 and volume_count = 0
            and not exists (select 1 from gluster_node where cluster = gluster_cluster.id)`,
          values: [id],
          changes: 1,
        },
      ],
    };
  };
  await makeChange(parts, by, (reader) => clusterRow(reader, id), decide);
}

async function clusterRow(reader: Reader, id: string): Promise<Row> {
  const [row] = await reader.read({
    sql: `select project, takes_file, takes_block, volume_count,
        (select count(*) from gluster_node where cluster = gluster_cluster.id) as nodes
      from gluster_cluster where id = $1`,
    values: [id],
  });
  if (row === undefined) throw errors.CLUSTER_NOT_FOUND({ cluster: id });
  return row;
}
