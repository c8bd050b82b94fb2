import type { Statement } from '../../../kernel/store/index.ts';
import type { PlacedBrick } from '../placed-brick.ts';

/** `debris`: of no volume any more, and still on its host. */
export type BrickRowState = 'creating' | 'ready' | 'joining' | 'leaving' | 'deleting' | 'debris';

/** What a row keeps of a brick; where it is, its device says. */
export type BrickRow = Omit<PlacedBrick, 'host' | 'storageHostname' | 'deviceName' | 'kind'>;

interface BrickStanding {
  readonly volume: string;
  readonly state: BrickRowState;
  /** What holds it; null where nothing does. */
  readonly operation: string | null;
}

export function insertBrick(brick: BrickRow, { volume, state, operation }: BrickStanding): Statement {
  const { id, device, setIndex, position, role, sizeKib, poolKib, metadataKib, chargedKib, gid, path, pool } = brick;
  return {
    sql: `insert into gluster_brick (id, volume, device, set_index, position, role, size_kib, pool_kib, metadata_kib,
        charged_kib, gid, path, state, operation, pool, lv, is_foreign)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
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
      pool ?? null,
      brick.lv ?? null,
      brick.isForeign === true ? 1 : 0,
    ],
  };
}

/**
 * Gluster has made a brick of a snapshot, or put a brick of a volume back to one: what it is called on its host from now
 * on. May be written twice.
 */
export function noteSnapshotBrick(
  brick: string,
  { path, pool, lv }: { readonly path: string; readonly pool: string; readonly lv: string },
  operation: string,
): Statement {
  return {
    sql: 'update gluster_brick set path = $1, pool = $2, lv = $3 where id = $4 and operation = $5',
    values: [path, pool, lv, brick, operation],
    changes: 1,
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

/** From one that holds a brick to another. */
export function passBrick(
  brick: string,
  to: BrickRowState,
  { from, operation }: { readonly from: string; readonly operation: string },
): Statement {
  return {
    sql: 'update gluster_brick set state = $1, operation = $2 where id = $3 and operation = $4',
    values: [to, operation, brick, from],
    changes: 1,
  };
}

/** It stands where one stood that is gone, and its operation lets go of it. */
export function settleBrickAt(
  brick: string,
  { setIndex, position }: { readonly setIndex: number; readonly position: number },
  operation: string,
): Statement {
  return {
    sql: `update gluster_brick set set_index = $1, position = $2, state = 'ready', operation = null
      where id = $3 and operation = $4`,
    values: [setIndex, position, brick, operation],
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

/**
 * Refused where a volume has other bricks by now than these, `host:path`, or they are called otherwise: what was planned
 * would ask for bricks that are gone, and know nothing of those in their place. Comes behind what holds the volume: from
 * then on its bricks stay.
 */
export function requireBricksOf(volume: string, names: readonly string[]): Statement {
  return requireNamed(volume, names, ` and ${names.length} = (select count(*) from gluster_brick where volume = $1)`);
}

/** The same where these are only some of its bricks. */
export function requireBricksIn(volume: string, names: readonly string[]): Statement {
  return requireNamed(volume, names, '');
}

function requireNamed(volume: string, names: readonly string[], and: string): Statement {
  // The first one is nobody's: a list without any would be malformed.
  const places = ["''", ...names.map((_, index) => `$${index + 2}`)].join(', ');
  return {
    sql: `select 1 as one where ${names.length} = (select count(*) from gluster_brick brick
      join gluster_device device on device.id = brick.device join gluster_node node on node.id = device.node
      where brick.volume = $1 and (node.storage_hostname || ':' || brick.path) in (${places}))${and}`,
    values: [volume, ...names],
    changes: 1,
  };
}

/** Before something is taken off a host that no row speaks of: refused where one does by now. */
export function requireNoBricks(bricks: readonly string[]): Statement {
  const places = bricks.map((_, index) => `$${index + 1}`).join(', ');
  return {
    sql: `select 1 as one where not exists (select 1 from gluster_brick where id in (${places}))`,
    values: bricks,
    changes: 1,
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

/**
 * Rows away, and exactly what they were charged goes back to their devices: or over to a brick that shares the pool, which
 * is there for as long as the last of them is (contract heketi-engine §6.3 rule 5). Comes behind what takes the cluster's
 * row, so that two of a pool do not go at once and each hand over to the other.
 */
export function dropBrick(brick: string, operation: string): readonly Statement[] {
  return drop((row) => `${row}.id = $1 and ${row}.operation = $2`, [brick, operation], 1);
}

/** All that an operation holds of a volume. */
export function dropBricksOf(volume: string, operation: string, count: number): readonly Statement[] {
  return drop((row) => `${row}.volume = $1 and ${row}.operation = $2`, [volume, operation], count);
}

const CHARGES = ['charged_kib', 'pool_kib', 'metadata_kib'] as const;

function drop(isGone: (row: string) => string, values: Statement['values'], changes: number): readonly Statement[] {
  // Only bricks that Gluster made of snapshots name their pool; the one that it was made for may not.
  const shares = (heir: string, gone: string): string =>
    `${heir}.pool = coalesce(${gone}.pool, 'tp_' || ${gone}.id) and ${heir}.device = ${gone}.device
      and not (${isGone(heir)} and ${heir}.operation is not null)`;
  const left = (column: string): string => `${column} = ${column} + (select sum(gone.${column}) from gluster_brick gone
    where ${isGone('gone')} and ${shares('gluster_brick', 'gone')})`;
  return [
    {
      sql: `update gluster_brick set ${CHARGES.map(left).join(', ')}
        where id in (select (select min(heir.id) from gluster_brick heir where ${shares('heir', 'gone')})
          from gluster_brick gone where ${isGone('gone')} and gone.charged_kib > 0)`,
      values,
    },
    {
      sql: `update gluster_brick set charged_kib = 0 where ${isGone('gluster_brick')} and charged_kib > 0
        and exists (select 1 from gluster_brick heir where ${shares('heir', 'gluster_brick')})`,
      values,
    },
    {
      sql: `update gluster_device set used_kib = used_kib - (
          select sum(charged_kib) from gluster_brick
          where device = gluster_device.id and ${isGone('gluster_brick')})
        where id in (select device from gluster_brick where ${isGone('gluster_brick')})`,
      values,
    },
    { sql: `delete from gluster_brick where ${isGone('gluster_brick')}`, values, changes },
  ];
}
