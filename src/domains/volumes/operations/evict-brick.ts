import { Type } from 'typebox';
import {
  type AnyOperation,
  defineOperation,
  oneStage,
  type PlanOutcome,
  type Reader,
} from '../../../kernel/operations/index.ts';
import { errors } from '../errors.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import { countSnapshots } from '../inventory/read-snapshot.ts';
import { type BrickFound, bricksOfVolume, findBrick, findVolume, type VolumeFound } from '../inventory/read-volume.ts';
import type { VolumeSettings } from '../settings.ts';
import { planReplacement, type ReplacementPlan } from './plan-replacement.ts';
import { replaceBrickStage } from './replace-brick-stage.ts';

const EvictBrick = Type.Object(
  {
    brick: Type.String(),
    /** As that of `device.remove`. */
    healCheck: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

interface EvictView {
  readonly found: BrickFound | undefined;
  /** Absent for what is left of a volume that is gone. */
  readonly volume: VolumeFound | undefined;
  readonly volumeBricks: readonly BrickFound[];
  readonly snapshots: number;
  readonly cluster: ClusterView | undefined;
}

/** How often another place is tried when a host makes the first one fail. */
const ATTEMPTS = 3;

/**
 * `brick.evict`: another brick comes in the place of one, on another device (contracts heketi-engine §3.4, heketi-api
 * §9.8). Its device may be online, and takes other bricks as before.
 */
export function evictBrick(settings: VolumeSettings): AnyOperation {
  const replace = replaceBrickStage(settings);

  return defineOperation<typeof EvictBrick, EvictView, ReplacementPlan>({
    kind: 'brick.evict',
    version: 1,
    input: EvictBrick,
    view: readEvictView,

    plan: (
      { found, volume, volumeBricks, snapshots, cluster },
      { brick, healCheck },
      context,
    ): PlanOutcome<ReplacementPlan> => {
      if (found === undefined) return { kind: 'refused', error: errors.BRICK_NOT_FOUND({ brick }) };
      const { state, operation } = found;
      if (state !== 'ready' || operation !== null || volume === undefined || cluster === undefined)
        return { kind: 'refused', error: errors.BRICK_PENDING({ brick, state, operation }) };
      const other = volumeBricks.find((each) => each.state !== 'ready' || each.operation !== null);
      if (other !== undefined) {
        const busy = { volume: volume.id, state: 'busy', operation: volume.operation ?? other.operation };
        return { kind: 'refused', error: errors.VOLUME_BUSY(busy) };
      }
      const planned = planReplacement(
        { cluster, found, volume, volumeBricks, snapshots, healCheck },
        context,
        settings,
      );
      if (planned.kind === 'refused') return planned;
      const reasons = healCheck === false ? ['whether the volume is healed is not looked at'] : [];
      return { ...planned, reasons: [...reasons, ...planned.reasons] };
    },

    next: oneStage(replace, ({ old, next }) => ({ brick: next.id, replaced: old.id })),
    stages: [replace],
    stagesExpected: () => 1,
    attempts: ATTEMPTS,
  });
}

async function readEvictView(reader: Reader, { brick }: { readonly brick: string }): Promise<EvictView> {
  const found = await findBrick(reader, brick);
  const id = found?.volume ?? undefined;
  const [volume, volumeBricks, snapshots] = await Promise.all([
    id === undefined ? undefined : findVolume(reader, id),
    id === undefined ? [] : bricksOfVolume(reader, id),
    id === undefined ? 0 : countSnapshots(reader, id),
  ]);
  const [cluster] = volume === undefined ? [] : await readClusterViews(reader, volume.cluster);
  return { found, volume, volumeBricks, snapshots, cluster };
}
