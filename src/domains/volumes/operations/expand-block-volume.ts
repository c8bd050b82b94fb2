import { Type } from 'typebox';
import {
  type AnyOperation,
  defineOperation,
  defineStage,
  type Json,
  type Next,
  type PlanOutcome,
  type Reader,
  type SettledStage,
} from '../../../kernel/operations/index.ts';
import { blockSpaceOf, takenGibSql } from '../block-space.ts';
import { errors } from '../errors.ts';
import type { VolumeSettings } from '../settings.ts';
import { finishGrowth, growBlockVolume, releaseBlockVolume } from '../tables/block-volume-table.ts';
import { requireMembers, takeCluster } from '../tables/cluster-table.ts';
import { type BlockVolumeAtHand, readBlockVolumeAtHand, takeBlockVolume } from './block-volume-at-hand.ts';
import type { BlockPlace } from './steps/block-place.ts';
import { type Growth, requireBlock, RESIZE_KEY, resizeBlock } from './steps/block-steps.ts';

const ExpandBlockVolume = Type.Object(
  {
    blockVolume: Type.String(),
    /** The new size as a whole. */
    sizeGib: Type.Integer({ minimum: 1 }),
  },
  { additionalProperties: false },
);

type ExpandPlan = {
  readonly blockVolume: string;
  readonly hosting: string;
  readonly fromGib: number;
  readonly toGib: number;
  readonly place: BlockPlace;
};

interface ExpandView extends BlockVolumeAtHand {
  /** By all block volumes of its hosting volume. */
  readonly takenGib: number;
}

/**
 * `block-volume.expand`: to a size that is given as a whole (contract heketi-engine §3.4). How far it came is recorded as
 * gluster-block tells it; where hosts did not follow the operation fails, and the same size may be asked for again.
 */
export function expandBlockVolume(settings: VolumeSettings): AnyOperation {
  const expand = defineStage<ExpandPlan>({
    name: 'expand',
    claim: ({ blockVolume: id, hosting, fromGib, toGib, place: { gluster } }, operation) => [
      takeCluster(gluster.cluster),
      requireMembers(gluster),
      ...growBlockVolume({ id, hosting }, operation, { fromGib, toGib }),
    ],
    groups: ({ place, fromGib, toGib }) => [[requireBlock(place)], [resizeBlock(place, fromGib, toGib)]],
    settle: ({ blockVolume }, operation, results) => [
      finishGrowth(blockVolume, operation, growthIn(results[RESIZE_KEY])),
    ],
    unclaim: ({ blockVolume }, operation) => [releaseBlockVolume(blockVolume, operation)],
  });

  const next = (plan: ExpandPlan, [settled]: readonly SettledStage[]): Next => {
    if (settled === undefined) return expand.with(plan);
    const { blockVolume, toGib } = plan;
    const { sizeGib, usableGib, reason } = growthIn(settled.results[RESIZE_KEY]);
    if (usableGib >= toGib) return { kind: 'done', result: { blockVolume, sizeGib } };
    const why = reason ?? 'some of its hosts have the smaller size';
    const error =
      sizeGib < toGib
        ? errors.GLUSTER_BLOCK_REFUSED({
            program: 'gluster-block modify',
            block: `${plan.place.hosting.name}/${plan.place.name}`,
            reason: why,
          })
        : errors.BLOCK_VOLUME_PARTLY_EXPANDED({ blockVolume, sizeGib, usableGib, reason: why });
    return { kind: 'refused', error };
  };

  return defineOperation<typeof ExpandBlockVolume, ExpandView, ExpandPlan>({
    kind: 'block-volume.expand',
    version: 1,
    input: ExpandBlockVolume,
    view: readExpandView,
    plan: (view, { blockVolume, sizeGib: toGib }, { avoid }): PlanOutcome<ExpandPlan> => {
      const held = takeBlockVolume(view, blockVolume, settings, avoid);
      if (held.kind === 'refused') return held;
      const { found, place } = held;
      const { sizeGib: fromGib, usableGib, hostingSizeGib } = found;
      if (toGib < fromGib || (toGib === fromGib && usableGib === fromGib))
        return { kind: 'refused', error: errors.BLOCK_VOLUME_SIZE_REFUSED({ blockVolume, fromGib, toGib }) };
      const { freeGib } = blockSpaceOf(hostingSizeGib, view.takenGib);
      const neededGib = toGib - fromGib;
      if (neededGib > freeGib)
        return { kind: 'refused', error: errors.BLOCK_VOLUME_NO_SPACE({ blockVolume, neededGib, freeGib }) };
      const reason =
        toGib === fromGib
          ? `hosts with ${usableGib} of ${fromGib} GiB are made to follow`
          : `${neededGib} of ${freeGib} GiB that ${found.hostingName} has free`;
      const plan = { blockVolume, hosting: found.hosting, fromGib, toGib, place };
      return { kind: 'planned', plan, reasons: [reason] };
    },
    next: Object.assign(next, { ignoresView: true as const }),
    stages: [expand],
    stagesExpected: () => 1,
  });
}

async function readExpandView(reader: Reader, { blockVolume }: { readonly blockVolume: string }): Promise<ExpandView> {
  const view = await readBlockVolumeAtHand(reader, blockVolume);
  const [row] = await reader.read({
    sql: `select ${takenGibSql('volume.id')} as taken_gib from gluster_volume volume where volume.id = $1`,
    values: [view.found?.hosting ?? ''],
  });
  return { ...view, takenGib: Number(row?.['taken_gib'] ?? 0) };
}

function growthIn(result: Json | undefined): Growth {
  return result as Growth;
}
