import type { Reader } from '../../../kernel/operations/index.ts';
import { poolOf, thinPool } from '../brick-paths.ts';
import type { PlacedBrick } from '../placed-brick.ts';

/** How many other bricks have a volume in the thin pool of this one, or are to get one. */
export async function countPoolTenants(reader: Reader, brick: PlacedBrick): Promise<number> {
  const pool = poolOf(brick);
  // The one that the pool was made for need not name it.
  const [row] = await reader.read({
    sql: `select count(*) as tenants from gluster_brick
      where device = $1 and id <> $2 and (pool = $3 or (pool is null and id = $4))`,
    values: [brick.device, brick.id, pool, pool.slice(thinPool('').length)],
  });
  return Number(row?.['tenants'] ?? 0);
}
