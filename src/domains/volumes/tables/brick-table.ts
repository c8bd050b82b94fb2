import type { Statement } from '../../../kernel/store/index.ts';
import type { PlacedBrick } from '../placed-brick.ts';

/** `debris`: of no volume any more, and still on its host. */
export type BrickRowState = 'creating' | 'ready' | 'joining' | 'leaving' | 'deleting' | 'debris';

export function insertBrick(
  brick: PlacedBrick,
  { volume, state, operation }: { readonly volume: string; readonly state: BrickRowState; readonly operation: string },
): Statement {
  const { id, device, setIndex, position, role, sizeKib, poolKib, metadataKib, chargedKib, gid, path } = brick;
  return {
    sql: `insert into gluster_brick (id, volume, device, set_index, position, role, size_kib, pool_kib, metadata_kib,
        charged_kib, gid, path, state, operation)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    values: [
      id,
      volume,
      device,
      setIndex,
      position,
      role,
      sizeKib,
      poolKib,
      metadataKib,
      chargedKib,
      gid,
      path,
      state,
      operation,
    ],
  };
}

/** An operation takes hold of a brick that nobody holds. */
export function holdBrick(brick: string, from: BrickRowState, to: BrickRowState, operation: string): Statement {
  return {
    sql: 'update gluster_brick set state = $1, operation = $2 where id = $3 and state = $4 and operation is null',
    values: [to, operation, brick, from],
    changes: 1,
  };
}

/** The operation that holds a brick lets go of it. */
export function releaseBrick(brick: string, to: BrickRowState, operation: string): Statement {
  return {
    sql: 'update gluster_brick set state = $1, operation = null where id = $2 and operation = $3',
    values: [to, brick, operation],
    changes: 1,
  };
}

/** All bricks of a volume; their number is what was planned with. */
export function holdBricksOf(volume: string, to: BrickRowState, operation: string, count: number): Statement {
  return {
    sql: `update gluster_brick set state = $1, operation = $2
      where volume = $3 and state = 'ready' and operation is null`,
    values: [to, operation, volume],
    changes: count,
  };
}

export function releaseBricksOf(volume: string, operation: string, count: number): Statement {
  return {
    sql: `update gluster_brick set state = 'ready', operation = null where volume = $1 and operation = $2`,
    values: [volume, operation],
    changes: count,
  };
}

/** What could not be taken off its host keeps its space and waits for `brick.clean`. */
export function abandonBrick(brick: string, operation: string): Statement {
  return {
    sql: `update gluster_brick set state = 'debris', volume = null, operation = null where id = $1 and operation = $2`,
    values: [brick, operation],
    changes: 1,
  };
}

/** Rows away, and exactly what they were charged goes back to their devices. */
export function dropBrick(brick: string, operation: string): readonly Statement[] {
  return drop('gluster_brick.id = $1 and operation = $2', [brick, operation], 1);
}

/** All that an operation holds of a volume. */
export function dropBricksOf(volume: string, operation: string, count: number): readonly Statement[] {
  return drop('volume = $1 and operation = $2', [volume, operation], count);
}

function drop(where: string, values: Statement['values'], changes: number): readonly Statement[] {
  return [
    {
      sql: `update gluster_device set used_kib = used_kib - (
          select sum(charged_kib) from gluster_brick where device = gluster_device.id and ${where})
        where id in (select device from gluster_brick where ${where})`,
      values,
    },
    { sql: `delete from gluster_brick where ${where}`, values, changes },
  ];
}
