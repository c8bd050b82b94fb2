import type { Json } from '../../../kernel/operations/index.ts';
import type { Statement } from '../../../kernel/store/index.ts';
import type { Durability } from '../durability.ts';
import type { PlacementRules } from '../placement/placement-rules.ts';

export type Restriction = 'locked' | 'locked-by-update';

/** A type alias, so that it counts as JSON in a stage's data. */
export type VolumeRow = {
  readonly id: string;
  readonly project: string;
  readonly cluster: string;
  readonly name: string;
  readonly sizeGib: number;
  readonly durability: Durability;
  readonly gid: number;
  /** Whether bricks of a set must lie in different zones: also when one is replaced. */
  readonly zones: 'strict' | 'none';
  /** For every brick that is placed later, too. */
  readonly placement: PlacementRules;
  /** It holds block volumes. */
  readonly block: boolean;
  /** Null without snapshots. */
  readonly snapshotFactor: number | null;
  readonly options: readonly { readonly key: string; readonly value: string }[];
  /** What was asked for, in the form of whoever asked; null when that is nothing more. */
  readonly request: Json | null;
};

/**
 * A volume that is being made. A cluster that was closed to such volumes since, or has as many as it may, refuses.
 *
 * @param most how many volumes a cluster may have
 */
export function insertVolume(
  volume: VolumeRow,
  operation: string,
  { most }: { readonly most: number },
): readonly Statement[] {
  return [
    {
      sql: `update gluster_cluster set volume_count = volume_count + 1
        where id = $1 and ${volume.block ? 'takes_block = 1' : 'takes_file = 1'} and volume_count < $2`,
      values: [volume.cluster, most],
      changes: 1,
    },
    insertVolumeAs({ state: 'creating', operation, areBricksOrdered: true }, volume),
  ];
}

interface VolumeStanding {
  readonly state: 'creating' | 'ready' | 'deleting';
  /** What holds it; null where nothing does. */
  readonly operation: string | null;
  /** Whether the places of its bricks are those that Gluster knows. */
  readonly areBricksOrdered: boolean;
}

/** The row alone, without what its cluster counts. */
export function insertVolumeAs({ state, operation, areBricksOrdered }: VolumeStanding, volume: VolumeRow): Statement {
  const { id, project, cluster, name, sizeGib, durability, gid, block, snapshotFactor, options, request } = volume;
  return {
    sql: `insert into gluster_volume (id, project, cluster, name, size_gib, durability, gid, snapshot_factor, options,
        zones, placement, gluster_id, state, operation, request, bricks_ordered, block)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, null, $12, $13, $14, $15, $16)`,
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
      state,
      operation,
      request === null ? null : JSON.stringify(request),
      Number(areBricksOrdered),
      Number(block),
    ],
  };
}

/** For one that is taken over: whether it takes new block volumes. */
export function restrictVolume(volume: string, restriction: Restriction): Statement {
  return {
    sql: 'update gluster_volume set restriction = $1 where id = $2',
    values: [restriction, volume],
    changes: 1,
  };
}

/** @param glusterId Gluster's own id of it; null when nobody could tell */
export function finishVolume(volume: string, operation: string, glusterId: string | null): Statement {
  return {
    sql: `update gluster_volume set state = 'ready', operation = null, gluster_id = $1
      where id = $2 and state = 'creating' and operation = $3`,
    values: [glusterId, volume, operation],
    changes: 1,
  };
}

/**
 * A volume away, and with it what is done about its bricks. Its cluster's row is the first that is changed, as it is when
 * a volume is inserted, so that two batches of one cluster wait for each other there and not crosswise at its devices.
 */
export function dropVolume(volume: string, operation: string, bricks: readonly Statement[]): readonly Statement[] {
  return [
    {
      sql: `update gluster_cluster set volume_count = volume_count - 1
        where id = (select cluster from gluster_volume where id = $1 and operation = $2)`,
      values: [volume, operation],
      changes: 1,
    },
    ...bricks,
    { sql: 'delete from gluster_volume where id = $1 and operation = $2', values: [volume, operation], changes: 1 },
  ];
}

/** An operation takes hold of a volume that nobody holds. */
export function holdVolume(volume: string, to: 'ready' | 'deleting', operation: string): Statement {
  return {
    sql: `update gluster_volume set state = $1, operation = $2
      where id = $3 and state = 'ready' and operation is null`,
    values: [to, operation, volume],
    changes: 1,
  };
}

/** It has become larger, and its operation lets go of it. */
export function growVolume(volume: string, operation: string, addGib: number): Statement {
  return {
    sql: `update gluster_volume set size_gib = size_gib + $1, operation = null
      where id = $2 and state = 'ready' and operation = $3`,
    values: [addGib, volume, operation],
    changes: 1,
  };
}

/** A volume is put back to what it was. */
export function resizeVolume(volume: string, sizeGib: number, operation: string): Statement {
  return {
    sql: 'update gluster_volume set size_gib = $1 where id = $2 and operation = $3',
    values: [sizeGib, volume, operation],
    changes: 1,
  };
}

export function releaseVolume(volume: string, operation: string): Statement {
  return {
    sql: `update gluster_volume set state = 'ready', operation = null where id = $1 and operation = $2`,
    values: [volume, operation],
    changes: 1,
  };
}

/** From one that holds a volume to another. */
export function passVolume(
  volume: string,
  to: 'creating' | 'deleting',
  { from, operation }: { readonly from: string; readonly operation: string },
): Statement {
  return {
    sql: 'update gluster_volume set state = $1, operation = $2 where id = $3 and operation = $4',
    values: [to, operation, volume, from],
    changes: 1,
  };
}

/** A volume that another system was still making or deleting counts as one of ours after all. */
export function keepVolume(volume: string, operation: string, glusterId: string): Statement {
  return {
    sql: `update gluster_volume set state = 'ready', operation = null, gluster_id = $1, bricks_ordered = 0
      where id = $2 and operation = $3`,
    values: [glusterId, volume, operation],
    changes: 1,
  };
}

/** Which of its bricks make a set has to be learnt from Gluster again; it has become larger by so much. */
export function disorderVolume(volume: string, addGib = 0): Statement {
  return {
    sql: `update gluster_volume set bricks_ordered = 0, size_gib = size_gib + $1 where id = $2 and state = 'ready'`,
    values: [addGib, volume],
    changes: 1,
  };
}
