import type { Statement } from '../../../kernel/store/index.ts';
import { offeredGibSql, takenGibSql } from '../block-space.ts';

/** A type alias, so that it counts as JSON in a stage's data. */
export type BlockVolumeRow = {
  readonly id: string;
  readonly project: string;
  readonly cluster: string;
  /** The volume that holds it. */
  readonly hosting: string;
  readonly name: string;
  readonly sizeGib: number;
  /** How many hosts it can be reached over. */
  readonly haCount: number;
  /** Whether clients need a login. */
  readonly auth: boolean;
};

/**
 * A block volume that is being made. Refused where its hosting volume went, was locked, or has no room left since. Comes
 * behind what takes the cluster's row.
 *
 * @param isNewHosting the hosting volume is being made by the same operation
 */
export function insertBlockVolume(
  blockVolume: BlockVolumeRow,
  operation: string,
  isNewHosting: boolean,
): readonly Statement[] {
  const { hosting, sizeGib } = blockVolume;
  return [
    isNewHosting
      ? {
          sql: `update gluster_volume set block = 1 where id = $1 and block = 1 and state = 'creating' and operation = $2`,
          values: [hosting, operation],
          changes: 1,
        }
      : {
          sql: `update gluster_volume set block = 1
            where id = $1 and block = 1 and state = 'ready' and restriction is null`,
          values: [hosting],
          changes: 1,
        },
    // Behind the row of the hosting volume: what others took of it before is seen here (cluster-table.ts tells why).
    requireRoom(hosting, sizeGib),
    insertBlockVolumeAs({ state: 'creating', operation, usableGib: sizeGib, hosts: [], gbid: null }, blockVolume),
  ];
}

interface BlockVolumeStanding {
  readonly state: 'creating' | 'ready' | 'deleting';
  /** What holds it; null where nothing does. */
  readonly operation: string | null;
  readonly usableGib: number;
  /** As clients reach them. */
  readonly hosts: readonly string[];
  /** gluster-block's own id of it; null until it is made. */
  readonly gbid: string | null;
}

/** The row alone, whatever room its hosting volume has. */
export function insertBlockVolumeAs(
  { state, operation, usableGib, hosts, gbid }: BlockVolumeStanding,
  { id, project, cluster, hosting, name, sizeGib, haCount, auth }: BlockVolumeRow,
): Statement {
  return {
    sql: `insert into gluster_block_volume (id, project, cluster, hosting, name, size_gib, usable_gib, ha_count, auth,
        state, operation, hosts, gbid)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    values: [
      id,
      project,
      cluster,
      hosting,
      name,
      sizeGib,
      usableGib,
      haCount,
      Number(auth),
      state,
      operation,
      JSON.stringify(hosts),
      gbid,
    ],
  };
}

function requireRoom(hosting: string, neededGib: number): Statement {
  return {
    sql: `select 1 as one from gluster_volume volume where volume.id = $1
      and ${offeredGibSql('volume.size_gib')} - ${takenGibSql('volume.id')} >= $2`,
    values: [hosting, neededGib],
    changes: 1,
  };
}

/** Refused while another hosting volume of the cluster is being made, which may have room. */
export function requireNoOtherHosting(cluster: string, hosting: string): Statement {
  return {
    sql: `select 1 as one where not exists (select 1 from gluster_volume
      where cluster = $1 and block = 1 and state = 'creating' and id <> $2)`,
    values: [cluster, hosting],
    changes: 1,
  };
}

/** Its own, from an earlier stage of the operation. */
export function requireBlockVolume(id: string, operation: string): Statement {
  return {
    sql: `select 1 as one from gluster_block_volume where id = $1 and operation = $2`,
    values: [id, operation],
    changes: 1,
  };
}

/** @param hosts as clients reach them */
export function finishBlockVolume(
  id: string,
  operation: string,
  { gbid, hosts }: { readonly gbid: string; readonly hosts: readonly string[] },
): Statement {
  return {
    sql: `update gluster_block_volume set state = 'ready', operation = null, gbid = $1, hosts = $2
      where id = $3 and state = 'creating' and operation = $4`,
    values: [gbid, JSON.stringify(hosts), id, operation],
    changes: 1,
  };
}

/** An operation takes hold of a block volume that nobody holds. */
export function holdBlockVolume(id: string, operation: string): Statement {
  return {
    sql: `update gluster_block_volume set state = 'deleting', operation = $1
      where id = $2 and state = 'ready' and operation is null`,
    values: [operation, id],
    changes: 1,
  };
}

export function releaseBlockVolume(id: string, operation: string): Statement {
  return {
    sql: `update gluster_block_volume set state = 'ready', operation = null, growing_gib = null
      where id = $1 and operation = $2`,
    values: [id, operation],
    changes: 1,
  };
}

/** Takes what it will be larger by, where its hosting volume still has it. Comes behind what takes the cluster's row. */
export function growBlockVolume(
  { id, hosting }: Pick<BlockVolumeRow, 'id' | 'hosting'>,
  operation: string,
  { fromGib, toGib }: { readonly fromGib: number; readonly toGib: number },
): readonly Statement[] {
  return [
    {
      sql: `update gluster_volume set block = 1 where id = $1 and block = 1 and state = 'ready'`,
      values: [hosting],
      changes: 1,
    },
    {
      sql: `update gluster_block_volume set operation = $1, growing_gib = $2
        where id = $3 and state = 'ready' and operation is null and size_gib = $4`,
      values: [operation, toGib, id, fromGib],
      changes: 1,
    },
    // It has what it grows by already; nothing is asked for where hosts only have to follow.
    ...(toGib > fromGib ? [requireRoom(hosting, 0)] : []),
  ];
}

/** From one that holds a block volume to another. */
export function passBlockVolume(
  id: string,
  to: 'creating' | 'deleting',
  { from, operation }: { readonly from: string; readonly operation: string },
): Statement {
  return {
    sql: 'update gluster_block_volume set state = $1, operation = $2 where id = $3 and operation = $4',
    values: [to, operation, id, from],
    changes: 1,
  };
}

export function finishGrowth(
  id: string,
  operation: string,
  { sizeGib, usableGib }: { readonly sizeGib: number; readonly usableGib: number },
): Statement {
  return {
    sql: `update gluster_block_volume set size_gib = $1, usable_gib = $2, growing_gib = null, operation = null
      where id = $3 and operation = $4`,
    values: [sizeGib, usableGib, id, operation],
    changes: 1,
  };
}

/** Its space is free again from then on. */
export function dropBlockVolume(id: string, operation: string): Statement {
  return {
    sql: 'delete from gluster_block_volume where id = $1 and operation = $2',
    values: [id, operation],
  };
}

/** A hosting volume goes only when nothing is in it. Comes behind what takes its row. */
export function requireNoBlockVolumes(hosting: string): Statement {
  return {
    sql: 'select 1 as one where not exists (select 1 from gluster_block_volume where hosting = $1)',
    values: [hosting],
    changes: 1,
  };
}

/** Refused where block volumes came to the cluster of a node or went from it since. Comes behind `takeClusterOfNode`. */
export function requireBlockVolumes(node: string, count: number): Statement {
  return {
    sql: `select 1 as one where ${count} = (select count(*) from gluster_block_volume
      where cluster = (select cluster from gluster_node where id = $1))`,
    values: [node],
    changes: 1,
  };
}
