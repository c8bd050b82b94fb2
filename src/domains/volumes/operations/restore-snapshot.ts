import { Type } from 'typebox';
import { howMany } from '../../../kernel/how-many.ts';
import { type AnyOperation, defineOperation, defineStage, oneStage } from '../../../kernel/operations/index.ts';
import { brickProvisioner } from '../bricks/brick-provisioner.ts';
import { errors } from '../errors.ts';
import type { PlacedBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import { dropBrick, holdBricksOf, releaseBricksOf, requireBricksOf } from '../tables/brick-table.ts';
import { requireMembers, takeCluster } from '../tables/cluster-table.ts';
import { dropSnapshot, holdSnapshot, releaseSnapshot } from '../tables/snapshot-table.ts';
import { holdVolume, releaseVolume, resizeVolume } from '../tables/volume-table.ts';
import { readSnapshotView, type SnapshotView, snapshotAtHand } from './snapshot-at-hand.ts';
import { removeBrick } from './steps/brick-steps.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';
import { removeOldBrick, restoreVolume } from './steps/restore-steps.ts';
import { type KnownSnapshot, requireSnapshot } from './steps/snapshot-steps.ts';
import { requireAllPeers, startGlusterVolume } from './steps/volume-steps.ts';

const RestoreSnapshot = Type.Object({ snapshot: Type.String() }, { additionalProperties: false });

type RestorePlan = {
  readonly volume: string;
  /** Of the volume, when the snapshot was taken. */
  readonly sizeGib: number;
  readonly snapshot: KnownSnapshot;
  /** As they were, in Gluster's order. */
  readonly bricks: readonly PlacedBrick[];
  /** Those that the volume has got since. */
  readonly added: readonly PlacedBrick[];
  readonly gluster: GlusterPlace;
};

/**
 * `snapshot.restore`: a volume becomes what it was, and the snapshot is used up by it. The bricks come to lie under other
 * paths, on the logical volumes of the snapshot; the old ones, which Gluster leaves behind, are taken away. From when the
 * volume is stopped it only goes forward.
 */
export function restoreSnapshot(settings: VolumeSettings): AnyOperation {
  const provisioner = brickProvisioner(settings);

  const restore = defineStage<RestorePlan>({
    name: 'restore',
    claim: ({ volume, snapshot, bricks, added, gluster }, operation) => [
      takeCluster(gluster.cluster),
      requireMembers(gluster, bricks),
      holdVolume(volume, 'ready', operation),
      requireBricksOf(volume, snapshot.volumeBricks),
      holdBricksOf(volume, 'ready', operation, bricks.length + added.length),
      holdSnapshot(snapshot.id, 'restoring', operation),
    ],
    groups: ({ snapshot, bricks, added, gluster }) => {
      const volume = { name: snapshot.volume, bricks: snapshot.volumeBricks, isIt: () => true };
      return [
        [requireSnapshot(gluster, snapshot), requireAllPeers(gluster, volume, 'put back to a snapshot')],
        [restoreVolume(gluster, snapshot, bricks)],
        [startGlusterVolume(gluster, snapshot.volume)],
        [
          ...bricks.map((brick) => removeOldBrick(provisioner, brick)),
          ...added.map((brick) => removeBrick(provisioner, brick)),
        ],
      ];
    },
    settle: ({ volume, sizeGib, snapshot, bricks, added, gluster }, operation) => [
      takeCluster(gluster.cluster),
      ...added.flatMap(({ id }) => dropBrick(id, operation)),
      releaseBricksOf(volume, operation, bricks.length),
      resizeVolume(volume, sizeGib, operation),
      dropSnapshot(snapshot.id, operation),
      releaseVolume(volume, operation),
    ],
    unclaim: ({ volume, snapshot, bricks, added }, operation) => [
      releaseBricksOf(volume, operation, bricks.length + added.length),
      releaseSnapshot(snapshot.id, operation),
      releaseVolume(volume, operation),
    ],
  });

  return defineOperation<typeof RestoreSnapshot, SnapshotView, RestorePlan>({
    kind: 'snapshot.restore',
    version: 1,
    input: RestoreSnapshot,
    view: (reader, { snapshot }) => readSnapshotView(reader, snapshot),
    plan: (view, input, context) => {
      const found = snapshotAtHand(view, input.snapshot);
      if (found instanceof Error) return { kind: 'refused', error: found };
      const { known, snapshot, volume, cluster } = found;
      const bricks = found.bricks.map(({ brick }) => brick);
      if (bricks.length < snapshot.bricks)
        return { kind: 'refused', error: errors.SNAPSHOT_LOST({ name: snapshot.name, volume: volume.name }) };
      const added = bricks.slice(snapshot.bricks);
      return {
        kind: 'planned',
        plan: {
          volume: volume.id,
          sizeGib: snapshot.sizeGib,
          snapshot: known,
          bricks: bricks.slice(0, snapshot.bricks),
          added,
          gluster: glusterPlaceOf(cluster, settings, context.avoid),
        },
        reasons: [
          `the volume ${volume.name} becomes what it was at ${new Date(snapshot.createdAtMs).toISOString()}; all that was written since is lost`,
          'it is stopped meanwhile: clients that have it mounted get errors until it runs again',
          `the snapshot ${snapshot.name} is used up by it; other snapshots and clones of the volume stay`,
          ...(added.length === 0
            ? []
            : [`what was added since goes, ${howMany(added.length, 'brick')}: it has ${snapshot.sizeGib} GiB again`]),
        ],
      };
    },
    next: oneStage(restore, ({ volume, snapshot }) => ({ volume, snapshot: snapshot.id })),
    stages: [restore],
    stagesExpected: () => 1,
  });
}
