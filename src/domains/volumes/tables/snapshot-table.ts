import type { Statement } from '../../../kernel/store/index.ts';

/** A type alias, so that it counts as JSON in a stage's data. */
export type SnapshotRow = {
  readonly id: string;
  readonly cluster: string;
  readonly volume: string;
  /** Gluster's name of it. */
  readonly name: string;
  /** Of the volume, when it was taken. */
  readonly sizeGib: number;
  /** How many the volume had. */
  readonly bricks: number;
  readonly createdAtMs: number;
};

export type SnapshotRowState = 'creating' | 'ready' | 'restoring' | 'deleting';

/** A snapshot that is being taken, of its volume's project. The volume is held, and stays until it has none. */
export function insertSnapshot(snapshot: SnapshotRow, operation: string): Statement {
  const { id, cluster, volume, name, sizeGib, bricks, createdAtMs } = snapshot;
  return {
    sql: `insert into gluster_snapshot (id, project, cluster, volume, name, size_gib, bricks, created_at_ms, state, operation)
      values ($1, (select project from gluster_volume where id = $3), $2, $3, $4, $5, $6, $7, 'creating', $8)`,
    values: [id, cluster, volume, name, sizeGib, bricks, createdAtMs, operation],
  };
}

/** @param stem what the names of its logical volumes begin with */
export function finishSnapshot(
  snapshot: string,
  operation: string,
  { glusterId, stem }: { readonly glusterId: string; readonly stem: string },
): Statement {
  return {
    sql: `update gluster_snapshot set state = 'ready', operation = null, gluster_id = $1, stem = $2
      where id = $3 and state = 'creating' and operation = $4`,
    values: [glusterId, stem, snapshot, operation],
    changes: 1,
  };
}

/** An operation takes hold of a snapshot that nobody holds. */
export function holdSnapshot(snapshot: string, to: SnapshotRowState, operation: string): Statement {
  return {
    sql: `update gluster_snapshot set state = $1, operation = $2
      where id = $3 and state = 'ready' and operation is null`,
    values: [to, operation, snapshot],
    changes: 1,
  };
}

export function releaseSnapshot(snapshot: string, operation: string): Statement {
  return {
    sql: `update gluster_snapshot set state = 'ready', operation = null where id = $1 and operation = $2`,
    values: [snapshot, operation],
    changes: 1,
  };
}

export function dropSnapshot(snapshot: string, operation: string): Statement {
  return {
    sql: 'delete from gluster_snapshot where id = $1 and operation = $2',
    values: [snapshot, operation],
    changes: 1,
  };
}

/** Refused where a volume has snapshots. Comes behind what takes hold of the volume: from then on none is taken. */
export function requireNoSnapshotsOf(volume: string): Statement {
  return {
    sql: 'select 1 as one where not exists (select 1 from gluster_snapshot where volume = $1)',
    values: [volume],
    changes: 1,
  };
}
