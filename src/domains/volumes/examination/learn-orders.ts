import type { Statement, Store } from '../../../kernel/store/index.ts';
import { setSizeOf } from '../durability.ts';
import { glusterBrick } from '../placed-brick.ts';
import type { GlusterFacts } from './facts.ts';
import { settledIn } from './settled.ts';
import type { StoreView } from './store-view.ts';

/** Where Gluster has the bricks of a volume: set by set. */
interface Order {
  readonly volume: string;
  readonly bricks: readonly string[];
  readonly setSize: number;
}

/**
 * Learns from Gluster in which order the bricks of volumes stand that were taken over without it (contract heketi-engine
 * §6.3 rule 7). Only where Gluster has the very bricks that are recorded, and while no operation holds the volume.
 *
 * @returns how many volumes it was learnt of
 */
export async function learnOrders(store: Store, view: StoreView, gluster: GlusterFacts): Promise<number> {
  const orders = ordersIn(view, gluster);
  let learnt = 0;
  // One after the other: a thousand of them after an import would hold up all other writes.
  for (const order of orders) if ((await store.write(keepOrder(order))).kind === 'committed') learnt += 1;
  return learnt;
}

function ordersIn(view: StoreView, gluster: GlusterFacts): readonly Order[] {
  if (gluster.kind === 'silent') return [];
  const wanting = settledIn(view).volumes.filter(({ bricksOrdered }) => !bricksOrdered);
  if (wanting.length === 0) return [];
  const known = new Map(gluster.volumes.map((volume) => [volume.name, volume]));
  const recorded = Map.groupBy(view.bricks, ({ volume }) => volume);
  return wanting.flatMap(({ id, name, durability }) => {
    const ids = new Map((recorded.get(id) ?? []).map(({ brick }) => [glusterBrick(brick), brick.id]));
    const found = known.get(name)?.bricks ?? [];
    const bricks = found.flatMap((brick) => ids.get(brick.name) ?? []);
    return bricks.length === found.length && bricks.length === ids.size && bricks.length > 0
      ? [{ volume: id, bricks, setSize: setSizeOf(durability) }]
      : [];
  });
}

/** Every place is one brick's alone at each moment: all of them leave theirs first. */
function keepOrder({ volume, bricks, setSize }: Order): readonly Statement[] {
  return [
    {
      sql: `update gluster_volume set bricks_ordered = 1
        where id = $1 and bricks_ordered = 0 and state = 'ready' and operation is null
          and $2 = (select count(*) from gluster_brick where volume = $1 and state = 'ready' and operation is null)
          and $2 = (select count(*) from gluster_brick where volume = $1)`,
      values: [volume, bricks.length],
      changes: 1,
    },
    {
      sql: 'update gluster_brick set position = position + 1000000 where volume = $1',
      values: [volume],
      changes: bricks.length,
    },
    ...bricks.map((brick, index) => ({
      sql: 'update gluster_brick set set_index = $1, position = $2 where id = $3 and volume = $4',
      values: [Math.floor(index / setSize), index % setSize, brick, volume],
      changes: 1,
    })),
  ];
}
