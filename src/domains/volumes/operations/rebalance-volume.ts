import { Type } from 'typebox';
import { type AnyOperation, defineOperation, defineStage, oneStage } from '../../../kernel/operations/index.ts';
import { setSizeOf } from '../durability.ts';
import { errors } from '../errors.ts';
import type { VolumeSettings } from '../settings.ts';
import { requireMembers, takeCluster } from '../tables/cluster-table.ts';
import { noteRebalance } from '../tables/rebalance-table.ts';
import { holdVolume, releaseVolume } from '../tables/volume-table.ts';
import { FILES_MISSED, readVolumeAtHand, type VolumeAtHand, whyNotAtHand } from './plan-expansion.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';
import { rebalanceNoteIn, startRebalance, stopRebalance } from './steps/rebalance-steps.ts';

const RebalanceVolume = Type.Object(
  {
    volume: Type.String(),
    /** Ends one that runs, in place of starting one. */
    stop: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

type RebalancePlan = {
  readonly volume: string;
  readonly name: string;
  readonly stop: boolean;
  readonly gluster: GlusterPlace;
};

/**
 * `volume.rebalance`: starts or stops one. It is over when Gluster has begun: moving the files may take days, in which
 * the volume may be deleted and the server restarted. How far it is, is looked at from time to time (rebalance-watch.ts).
 */
export function rebalanceVolume(settings: VolumeSettings): AnyOperation {
  const rebalance = defineStage<RebalancePlan>({
    name: 'rebalance',
    claim: ({ volume, gluster }, operation) => [
      takeCluster(gluster.cluster),
      requireMembers(gluster),
      holdVolume(volume, 'ready', operation),
    ],
    groups: ({ name, stop, gluster }) => [[stop ? stopRebalance(gluster, name) : startRebalance(gluster, name)]],
    settle: ({ volume }, operation, results) => {
      const note = rebalanceNoteIn(results);
      return [...(note === undefined ? [] : [noteRebalance(volume, note)]), releaseVolume(volume, operation)];
    },
    unclaim: ({ volume }, operation) => [releaseVolume(volume, operation)],
  });

  return defineOperation<typeof RebalanceVolume, VolumeAtHand, RebalancePlan>({
    kind: 'volume.rebalance',
    version: 1,
    input: RebalanceVolume,
    view: (reader, { volume }) => readVolumeAtHand(reader, volume),
    plan: (view, { volume: id, stop = false }, context) => {
      const { volume, cluster, bricks } = view;
      const refusal = whyNotAtHand(id, view);
      if (refusal !== undefined || volume === undefined || cluster === undefined)
        return { kind: 'refused', error: refusal ?? errors.VOLUME_NOT_FOUND({ volume: id }) };
      const sets = bricks.length / setSizeOf(volume.durability);
      if (!stop && sets < 2)
        return {
          kind: 'refused',
          error: errors.VOLUME_NOT_REBALANCEABLE({ volume: volume.name, reason: 'it has one set of bricks' }),
        };
      return {
        kind: 'planned',
        plan: { volume: id, name: volume.name, stop, gluster: glusterPlaceOf(cluster, settings, context.avoid) },
        reasons: [
          stop
            ? `the files of the volume ${volume.name} stay where they are by now`
            : `what is in the volume ${volume.name} is spread over its ${sets} sets of bricks; ${FILES_MISSED}`,
        ],
      };
    },
    next: oneStage(rebalance, ({ volume }) => ({ volume })),
    stages: [rebalance],
    stagesExpected: () => 1,
  });
}
