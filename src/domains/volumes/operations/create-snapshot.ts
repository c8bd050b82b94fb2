import { Type } from 'typebox';
import { type AnyOperation, defineOperation, defineStage, oneStage } from '../../../kernel/operations/index.ts';
import { errors } from '../errors.ts';
import { isSnapshotNameTaken } from '../inventory/read-snapshot.ts';
import { glusterBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import { requireBricksOf } from '../tables/brick-table.ts';
import { requireMembers, takeCluster } from '../tables/cluster-table.ts';
import { dropSnapshot, finishSnapshot, insertSnapshot, type SnapshotRow } from '../tables/snapshot-table.ts';
import { holdVolume, releaseVolume } from '../tables/volume-table.ts';
import { whyNotName } from './check-volume-input.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';
import { type SnapshotTaken, type SnapshotToTake, TAKE_KEY, takeSnapshot } from './steps/snapshot-steps.ts';
import { readVolumeView, type VolumeView, volumeAtHand, whyNoSnapshots } from './volume-at-hand.ts';

const CreateSnapshot = Type.Object(
  {
    volume: Type.String(),
    /** Made from the id when it is left out. */
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  },
  { additionalProperties: false },
);

type SnapshotPlan = {
  readonly snapshot: SnapshotRow;
  readonly wanted: SnapshotToTake;
  readonly gluster: GlusterPlace;
};

interface CreateView extends VolumeView {
  readonly isNameTaken: boolean;
}

const create = defineStage<SnapshotPlan>({
  name: 'create',
  claim: ({ snapshot, wanted, gluster }, operation) => [
    takeCluster(gluster.cluster),
    requireMembers(gluster),
    holdVolume(snapshot.volume, 'ready', operation),
    requireBricksOf(snapshot.volume, wanted.bricks),
    insertSnapshot(snapshot, operation),
  ],
  groups: ({ wanted, gluster }) => [[takeSnapshot(gluster, wanted)]],
  settle: ({ snapshot }, operation, results) => [
    finishSnapshot(snapshot.id, operation, results[TAKE_KEY] as SnapshotTaken),
    releaseVolume(snapshot.volume, operation),
  ],
  unclaim: ({ snapshot }, operation) => [
    dropSnapshot(snapshot.id, operation),
    releaseVolume(snapshot.volume, operation),
  ],
});

/**
 * `snapshot.create`: of a volume that goes on meanwhile; it stops for a moment, on all bricks at once. A snapshot takes
 * room in the thin pools of the bricks as the volume changes after it.
 */
export function createSnapshot(settings: VolumeSettings): AnyOperation {
  return defineOperation<typeof CreateSnapshot, CreateView, SnapshotPlan>({
    kind: 'snapshot.create',
    version: 1,
    input: CreateSnapshot,
    view: async (reader, { volume, name }) => {
      const view = await readVolumeView(reader, volume);
      const { cluster } = view;
      const isNameTaken =
        cluster !== undefined && name !== undefined && (await isSnapshotNameTaken(reader, cluster.id, name));
      return { ...view, isNameTaken };
    },
    plan: (view, input, context) => {
      const reason = whyNotName(input.name);
      if (reason !== undefined)
        return { kind: 'refused', error: errors.VOLUME_INPUT_INVALID({ field: 'name', reason }) };
      const found = volumeAtHand(view, input.volume);
      if (found instanceof Error) return { kind: 'refused', error: found };
      const impossible = whyNoSnapshots(found);
      if (impossible !== undefined) return { kind: 'refused', error: impossible };
      const { volume, bricks, cluster } = found;
      const id = context.newId();
      const { name = `snap_${id}` } = input;
      if (view.isNameTaken)
        return { kind: 'refused', error: errors.SNAPSHOT_NAME_TAKEN({ name, cluster: cluster.id }) };
      return {
        kind: 'planned',
        plan: {
          snapshot: {
            id,
            cluster: cluster.id,
            volume: volume.id,
            name,
            sizeGib: volume.sizeGib,
            bricks: bricks.length,
            createdAtMs: context.nowMs,
          },
          wanted: { name, volume: volume.name, bricks: bricks.map(({ brick }) => glusterBrick(brick)), mark: id },
          gluster: glusterPlaceOf(cluster, settings, context.avoid),
        },
        reasons: [
          `the volume ${volume.name} goes on; what is changed in it from now on takes room in the pools of its bricks`,
          ...(volume.snapshotFactor === null || volume.snapshotFactor === 1
            ? ['it was made without room for snapshots: its pools are no larger than its bricks']
            : []),
        ],
      };
    },
    next: oneStage(create, ({ snapshot: { id, volume, name } }) => ({ snapshot: id, volume, name })),
    stages: [create],
    stagesExpected: () => 1,
  });
}
