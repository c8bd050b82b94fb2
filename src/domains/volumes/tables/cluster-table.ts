import type { Statement } from '../../../kernel/store/index.ts';
import { leavingNode } from './node-table.ts';

/**
 * Takes a cluster's row, so that batches of one cluster come one after the other: those that begin to work with its pool,
 * and those that change who is in it. What they decide by stands in a later statement: in PostgreSQL a statement that
 * has waited for a row sees the rest of the store as it was before.
 */
export function takeCluster(cluster: string): Statement {
  return {
    sql: 'update gluster_cluster set takes_file = takes_file where id = $1',
    values: [cluster],
    changes: 1,
  };
}

export function takeClusterOfNode(node: string): Statement {
  return {
    sql: `update gluster_cluster set takes_file = takes_file
      where id = (select cluster from gluster_node where id = $1)`,
    values: [node],
    changes: 1,
  };
}

export function takeClusterOfDevice(device: string): Statement {
  return {
    sql: `update gluster_cluster set takes_file = takes_file
      where id = (select node.cluster from gluster_device device join gluster_node node on node.id = device.node
        where device.id = $1)`,
    values: [device],
    changes: 1,
  };
}

/**
 * Refused where one of the hosts that will be asked is no node of the cluster any more, or is being deleted: out of the
 * pool it would say that there are no volumes. Comes behind what takes the cluster's row; while a row names an operation
 * of `CLUSTER_WORK`, none of them can go.
 */
export function requireMembers({ cluster, hosts }: { readonly cluster: string; readonly hosts: readonly string[] }) {
  const places = hosts.map((_, index) => `$${index + 2}`).join(', ');
  return {
    sql: `select 1 as one where ${hosts.length} = (select count(*) from gluster_node node
      where node.cluster = $1 and node.host in (${places}) and not (${leavingNode('node')}))`,
    values: [cluster, ...hosts],
    changes: 1,
  } satisfies Statement;
}

/**
 * Refused where one of these hosts is no node any more, or an operation removes it or gives it other names. Comes behind
 * what takes the row of their cluster.
 */
export function requireFreeNodes(hosts: readonly string[]): Statement {
  const places = hosts.map((_, index) => `$${index + 1}`).join(', ');
  return {
    sql: `select 1 as one where ${hosts.length} = (select count(*) from gluster_node
      where host in (${places}) and removed_by is null)`,
    values: hosts,
    changes: 1,
  };
}
