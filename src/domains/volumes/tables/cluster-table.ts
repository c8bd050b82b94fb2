import type { Statement } from '../../../kernel/store/index.ts';
import type { PlacedBrick } from '../placed-brick.ts';
import { leavingNode } from './node-table.ts';

/** As in `GlusterPlace`: those that will be asked, and hosts by the names that Gluster calls them. */
interface AskedCluster {
  readonly cluster: string;
  readonly hosts: readonly string[];
  readonly members: Readonly<Record<string, string>>;
}

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
 * pool it would say that there are no volumes. So it is where a host that will be asked, or has one of these bricks, is
 * called otherwise by Gluster than it was when it was planned. Comes behind what takes the cluster's row; while a row names
 * an operation of `CLUSTER_WORK`, none of them can go.
 */
export function requireMembers(
  { cluster, hosts, members }: AskedCluster,
  bricks: readonly Pick<PlacedBrick, 'host' | 'storageHostname'>[] = [],
) {
  const asked = Object.entries(members).filter(([, host]) => hosts.includes(host));
  const called = new Map(
    [...asked, ...bricks.map(({ storageHostname, host }) => [storageHostname, host] as const)].map(([name, host]) => [
      `${host} ${name}`,
      [host, name],
    ]),
  );
  // The first pair is nobody's: a list without any would be malformed.
  const pairs = ["('', '')", ...[...called].map((_, index) => `($${2 * index + 2}, $${2 * index + 3})`)].join(', ');
  return {
    sql: `select 1 as one where ${called.size} = (select count(*) from gluster_node node
      where node.cluster = $1 and (node.host, node.storage_hostname) in (values ${pairs})
        and not (${leavingNode('node')}))`,
    values: [cluster, ...[...called.values()].flat()],
    changes: 1,
  } satisfies Statement;
}

/**
 * Refused where the cluster of a node has other nodes by now than on these hosts, not counting those that are failed: one
 * that came since would not be asked. Comes behind what keeps nodes from coming and going.
 */
export function requireNodes(node: string, hosts: readonly string[]): Statement {
  const places = ["''", ...hosts.map((_, index) => `$${index + 2}`)].join(', ');
  const counted = `select count(*) from gluster_node
      where cluster = (select cluster from gluster_node where id = $1) and state <> 'failed'`;
  return {
    sql: `select 1 as one where ${hosts.length} = (${counted}) and ${hosts.length} = (${counted} and host in (${places}))`,
    values: [node, ...hosts],
    changes: 1,
  };
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
