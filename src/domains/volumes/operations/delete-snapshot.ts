import { Type } from 'typebox';
import { type AnyOperation, defineOperation, defineStage, oneStage } from '../../../kernel/operations/index.ts';
import type { VolumeSettings } from '../settings.ts';
import { requireBricksOf } from '../tables/brick-table.ts';
import { requireMembers, takeCluster } from '../tables/cluster-table.ts';
import { dropSnapshot, holdSnapshot, releaseSnapshot } from '../tables/snapshot-table.ts';
import { holdVolume, releaseVolume } from '../tables/volume-table.ts';
import { readSnapshotView, type SnapshotView, snapshotAtHand } from './snapshot-at-hand.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';
import { deleteSnapshot as deleteFromGluster, type KnownSnapshot } from './steps/snapshot-steps.ts';
import { requireAllPeers } from './steps/volume-steps.ts';

const DeleteSnapshot = Type.Object({ snapshot: Type.String() }, { additionalProperties: false });

type DeletePlan = {
  readonly volume: string;
  readonly snapshot: KnownSnapshot;
  readonly gluster: GlusterPlace;
};

const remove = defineStage<DeletePlan>({
  name: 'delete',
  claim: ({ volume, snapshot, gluster }, operation) => [
    takeCluster(gluster.cluster),
    requireMembers(gluster),
    holdVolume(volume, 'ready', operation),
    requireBricksOf(volume, snapshot.volumeBricks),
    holdSnapshot(snapshot.id, 'deleting', operation),
  ],
  groups: ({ snapshot, gluster }) => {
    const volume = { name: snapshot.volume, bricks: snapshot.volumeBricks, isIt: () => true };
    // A host that is down would keep its part until it comes back.
    return [[requireAllPeers(gluster, volume, 'relieved of a snapshot')], [deleteFromGluster(gluster, snapshot)]];
  },
  settle: ({ volume, snapshot }, operation) => [dropSnapshot(snapshot.id, operation), releaseVolume(volume, operation)],
  unclaim: ({ volume, snapshot }, operation) => [
    releaseSnapshot(snapshot.id, operation),
    releaseVolume(volume, operation),
  ],
});

/** `snapshot.delete`: its volume goes on meanwhile. Clones that were made of it stay. */
export function deleteSnapshot(settings: VolumeSettings): AnyOperation {
  return defineOperation<typeof DeleteSnapshot, SnapshotView, DeletePlan>({
    kind: 'snapshot.delete',
    version: 1,
    input: DeleteSnapshot,
    view: (reader, { snapshot }) => readSnapshotView(reader, snapshot),
    plan: (view, input, context) => {
      const found = snapshotAtHand(view, input.snapshot);
      if (found instanceof Error) return { kind: 'refused', error: found };
      const { known, volume, cluster } = found;
      return {
        kind: 'planned',
        plan: { volume: volume.id, snapshot: known, gluster: glusterPlaceOf(cluster, settings, context.avoid) },
        reasons: [`the snapshot ${known.name} goes; the volume ${volume.name} and its clones stay as they are`],
      };
    },
    next: oneStage(remove, ({ volume, snapshot }) => ({ snapshot: snapshot.id, volume })),
    stages: [remove],
    stagesExpected: () => 1,
  });
}
