import type { Statement } from '../../../kernel/store/index.ts';
import type { AdminState } from '../inventory/cluster-view.ts';

/** A type alias, so that it counts as JSON in a stage's data. */
export type NewNode = {
  readonly id: string;
  readonly cluster: string;
  readonly host: string;
  /** The host comes with the node, and goes with it. */
  readonly madeHost: boolean;
  readonly zone: number;
  /** At least one of each; the first ones count. */
  readonly manage: readonly string[];
  readonly storage: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** No other node is in its cluster, not even one that is being added: who comes second has to be probed by it. */
  readonly isFirst: boolean;
};

/** A node that nothing is placed on yet, and that is shown nowhere. Comes behind `takeCluster`. */
export function insertNode({ isFirst, ...node }: NewNode): readonly Statement[] {
  return [...(isFirst ? [requireNoNodes(node.cluster)] : []), ...insertNodeAs('adding', node)];
}

/** A node and its names, as it is from now on. */
export function insertNodeAs(state: AdminState | 'adding', node: Omit<NewNode, 'isFirst'>): readonly Statement[] {
  const { id, cluster, host, madeHost, zone, manage, storage, tags } = node;
  const [storageHostname = ''] = storage;
  return [
    {
      sql: `insert into gluster_node (id, cluster, host, zone, storage_hostname, manage_hostnames, storage_hostnames, tags,
          state, made_host)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      values: [
        id,
        cluster,
        host,
        zone,
        storageHostname,
        JSON.stringify(manage),
        JSON.stringify(storage),
        JSON.stringify(tags),
        state,
        madeHost ? 1 : 0,
      ],
    },
    ...takeNames(id, { manage: [], storage: [] }, { manage, storage }),
  ];
}

function requireNoNodes(cluster: string): Statement {
  return {
    sql: 'select 1 as one where not exists (select 1 from gluster_node where cluster = $1)',
    values: [cluster],
    changes: 1,
  };
}

/**
 * One of them is asked for the new one: none may leave the pool meanwhile, for its glusterd would form one of its own.
 * Comes behind `takeCluster`.
 */
export function keepPeers(cluster: string, count: number): Statement {
  return {
    sql: `update gluster_node set removed_by = null where cluster = $1 and state = 'online' and removed_by is null`,
    values: [cluster],
    changes: count,
  };
}

/** From then on devices can be added to it. */
export function finishNode(node: string): Statement {
  return {
    sql: `update gluster_node set state = 'online' where id = $1 and state = 'adding'`,
    values: [node],
    changes: 1,
  };
}

/** A node whose adding came to nothing; its names are free again. */
export function dropNewNode(node: string): readonly Statement[] {
  return [
    dropHostnames(node),
    { sql: `delete from gluster_node where id = $1 and state = 'adding'`, values: [node], changes: 1 },
  ];
}

/** Refuses where a node has gone or is being taken away, and keeps it from going until the batch is written. */
export function keepNode(node: string): Statement {
  return {
    sql: `update gluster_node set removed_by = null where id = $1 and removed_by is null and state <> 'adding'`,
    values: [node],
    changes: 1,
  };
}

/**
 * An operation takes hold of a node without devices. Refused while something works with the pool of its cluster: who is
 * out of it knows no volumes, and would say that they are gone. Comes behind `takeClusterOfNode`; what it goes by is
 * looked at when the node's own row is held too, so that no device comes to it meanwhile.
 *
 * @param others how many other nodes its cluster has
 */
export function holdEmptyNode(node: string, operation: string, others: number): readonly Statement[] {
  return [
    {
      sql: `update gluster_node set removed_by = $1 where id = $2 and removed_by is null and state <> 'adding'`,
      values: [operation, node],
      changes: 1,
    },
    {
      sql: `select 1 as one from gluster_node node where node.id = $1
        and not exists (select 1 from gluster_device device where device.node = node.id)
        and not exists (select 1 from (${CLUSTER_WORK}) work where work.cluster = node.cluster and work.holder <> $2)
        and ${others} = (select count(*) from gluster_node other where other.cluster = node.cluster and other.id <> node.id)`,
      values: [node, operation],
      changes: 1,
    },
  ];
}

/**
 * Whether a node may be out of the pool at any moment: an operation holds it, and it has no devices, so that this may be
 * `node.delete`. One that `node.readdress` gives other names counts too, for some minutes: without bricks it is missed by
 * nobody, and what is planned goes to the others. One with devices, held by `node.remove` or `node.readdress`, stays in the
 * pool.
 */
export function leavingNode(node: string): string {
  return `${node}.removed_by is not null and not exists (select 1 from gluster_device where node = ${node}.id)`;
}

/** What works with the pool of a cluster: the operation, or the node that is being added. */
export const CLUSTER_WORK = `select cluster, operation as holder from gluster_volume where operation is not null
  union all select cluster, operation from gluster_block_volume where operation is not null
  union all select cluster, coalesce(removed_by, id) from gluster_node where state = 'adding' or removed_by is not null
  union all select node.cluster, brick.operation from gluster_brick brick
    join gluster_device device on device.id = brick.device join gluster_node node on node.id = device.node
    where brick.operation is not null`;

export function deleteNode(node: string, operation: string): readonly Statement[] {
  return [
    dropHostnames(node),
    { sql: 'delete from gluster_node where id = $1 and removed_by = $2', values: [node, operation], changes: 1 },
  ];
}

/** From then on no device comes to it or changes its state, until `releaseNode`. */
export function holdOfflineNode(node: string, operation: string): Statement {
  return {
    sql: `update gluster_node set removed_by = $1 where id = $2 and state = 'offline' and removed_by is null`,
    values: [operation, node],
    changes: 1,
  };
}

/** The same for a node in whatever state, while nothing works with the pool of its cluster. Comes behind `takeClusterOfNode`. */
export function holdQuietNode(node: string, operation: string): readonly Statement[] {
  return [
    {
      sql: `update gluster_node set removed_by = $1 where id = $2 and removed_by is null and state <> 'adding'`,
      values: [operation, node],
      changes: 1,
    },
    {
      sql: `select 1 as one from gluster_node node where node.id = $1
        and not exists (select 1 from (${CLUSTER_WORK}) work where work.cluster = node.cluster and work.holder <> $2)`,
      values: [node, operation],
      changes: 1,
    },
  ];
}

/** Refused where bricks came to a node or went from it since. */
export function requireBricksOn(node: string, count: number): Statement {
  return {
    sql: `select 1 as one where ${count} = (select count(*) from gluster_brick brick
      join gluster_device device on device.id = brick.device where device.node = $1)`,
    values: [node],
    changes: 1,
  };
}

/** A type alias, so that it counts as JSON in a stage's data. */
export type NodeNames = {
  /** At least one of each; the first ones count. */
  readonly manage: readonly string[];
  readonly storage: readonly string[];
};

/** Refused where Gluster calls a node otherwise by now. */
export function requireStorageName(node: string, name: string): Statement {
  return {
    sql: 'select 1 as one from gluster_node where id = $1 and storage_hostname = $2',
    values: [node, name],
    changes: 1,
  };
}

/** Refused where a node has other names by now, or has them in another order. */
export function requireNames(node: string, { manage, storage }: NodeNames): Statement {
  return {
    sql: 'select 1 as one from gluster_node where id = $1 and manage_hostnames = $2 and storage_hostnames = $3',
    values: [node, JSON.stringify(manage), JSON.stringify(storage)],
    changes: 1,
  };
}

/** Names besides those that a node has; refused (`unique`) where another node has one. */
export function takeNames(node: string, had: NodeNames, names: NodeNames): readonly Statement[] {
  return newNames(had, names).map(([kind, name]) => ({
    sql: 'insert into gluster_hostname (kind, name, node) values ($1, $2, $3)',
    values: [kind, name, node],
  }));
}

/** Gives back what `takeNames` took. */
export function giveNamesBack(node: string, had: NodeNames, names: NodeNames): readonly Statement[] {
  return newNames(had, names).map(([kind, name]) => ({
    sql: 'delete from gluster_hostname where kind = $1 and name = $2 and node = $3',
    values: [kind, name, node],
  }));
}

/** From then on the node has these names and no others. */
export function setNames(node: string, { manage, storage }: NodeNames, operation: string): readonly Statement[] {
  const [storageHostname = ''] = storage;
  return [
    {
      sql: `update gluster_node set storage_hostname = $1, manage_hostnames = $2, storage_hostnames = $3
        where id = $4 and removed_by = $5`,
      values: [storageHostname, JSON.stringify(manage), JSON.stringify(storage), node, operation],
      changes: 1,
    },
    dropHostnames(node),
    ...takeNames(node, { manage: [], storage: [] }, { manage, storage }),
  ];
}

function newNames(had: NodeNames, names: NodeNames): readonly (readonly ['manage' | 'storage', string])[] {
  return (['manage', 'storage'] as const).flatMap((kind) =>
    [...new Set(names[kind])].filter((name) => !had[kind].includes(name)).map((name) => [kind, name] as const),
  );
}

export function releaseNode(node: string, operation: string): Statement {
  return {
    sql: 'update gluster_node set removed_by = null where id = $1 and removed_by = $2',
    values: [node, operation],
  };
}

/** Only a node whose devices are all removed is retired. */
export function retireNode(node: string, operation: string): Statement {
  return {
    sql: `update gluster_node set state = 'failed' where id = $1 and removed_by = $2 and state = 'offline'
      and not exists (select 1 from gluster_device where node = gluster_node.id and state <> 'failed')`,
    values: [node, operation],
    changes: 1,
  };
}

export function unretireNode(node: string, operation: string): Statement {
  return {
    sql: `update gluster_node set state = 'offline' where id = $1 and removed_by = $2 and state = 'failed'`,
    values: [node, operation],
    changes: 1,
  };
}

function dropHostnames(node: string): Statement {
  return { sql: 'delete from gluster_hostname where node = $1', values: [node] };
}
