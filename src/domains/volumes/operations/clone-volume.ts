import { Type } from 'typebox';
import { type AnyOperation, defineOperation, defineStage, oneStage } from '../../../kernel/operations/index.ts';
import { brickProvisioner } from '../bricks/brick-provisioner.ts';
import type { PlacedBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import {
  abandonBrick,
  dropBrick,
  dropBricksOf,
  insertBrick,
  releaseBricksOf,
  requireBricksOf,
} from '../tables/brick-table.ts';
import { requireMembers } from '../tables/cluster-table.ts';
import { keepDevices } from '../tables/device-table.ts';
import { holdSnapshot, releaseSnapshot } from '../tables/snapshot-table.ts';
import { dropVolume, finishVolume, holdVolume, insertVolume, releaseVolume } from '../tables/volume-table.ts';
import { CLEAN_KIND, type CleanInput } from './clean-bricks.ts';
import { type ClonePlan, type CloneView, planClone, readCloneView } from './plan-clone.ts';
import {
  CLONE_KEY,
  cloneBrickKey,
  cloneVolume as cloneInGluster,
  makeRoomForClone,
  requireNoVolume,
} from './steps/clone-steps.ts';
import { activateSnapshot, deactivateSnapshot, dropTemporarySnapshot, takeSnapshot } from './steps/snapshot-steps.ts';
import { setVolumeOptions, startGlusterVolume } from './steps/volume-steps.ts';

const CloneVolume = Type.Object(
  {
    /** One of the two: a volume as it is now, or a snapshot. */
    volume: Type.Optional(Type.String()),
    snapshot: Type.Optional(Type.String()),
    /** Made from the id when it is left out. */
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  },
  { additionalProperties: false },
);

/**
 * `volume.clone`: a volume out of another one, or out of a snapshot of it, by Gluster's snapshots (contract heketi-engine
 * §3.4, §8 row 18). What it is made of stays visible and goes on; it is only held, so that nobody deletes it meanwhile.
 * The bricks of the clone lie in the thin pools of the others, at the same places, and are charged nothing.
 */
export function cloneVolume(settings: VolumeSettings): AnyOperation {
  const provisioner = brickProvisioner(settings);

  const give = ({ source, snapshot }: ClonePlan, operation: string) => [
    ...(snapshot === undefined ? [] : [releaseSnapshot(snapshot.id, operation)]),
    releaseVolume(source.id, operation),
  ];

  const clone = defineStage<ClonePlan>({
    name: 'clone',

    claim: ({ source, snapshot, temporary, volume, bricks, gluster }, operation) => [
      // It takes the cluster's row.
      ...insertVolume(volume, operation, { most: settings.maxVolumesPerCluster }),
      requireMembers(gluster, [...source.bricks, ...bricks]),
      holdVolume(source.id, 'ready', operation),
      requireBricksOf(source.id, temporary.bricks),
      ...(snapshot === undefined ? [] : [holdSnapshot(snapshot.id, 'ready', operation)]),
      ...keepDevices(bricks.map(({ device }) => device)),
      ...bricks.map((brick) => insertBrick(brick, { volume: volume.id, state: 'creating', operation })),
    ],

    groups: ({ source, snapshot, temporary, volume, bricks, gluster }) => {
      const made = {
        name: volume.name,
        snapshot: snapshot?.name ?? temporary.name,
        bricks,
        origin: temporary.bricks,
      };
      const [first, last] =
        snapshot === undefined
          ? [takeSnapshot(gluster, temporary, { isActive: true }), dropTemporarySnapshot(gluster, temporary)]
          : [activateSnapshot(gluster, snapshot), deactivateSnapshot(gluster, snapshot)];
      const id = { key: 'user.heketi.id', value: volume.id };
      return [
        [requireNoVolume(gluster, made)],
        bricks.map((brick, index) => makeRoomForClone(provisioner, brick, source.bricks[index] ?? brick)),
        [first],
        [cloneInGluster(gluster, made)],
        // A clone that never ran takes no options: it lacks a file that the first start writes [seen on a real host].
        [startGlusterVolume(gluster, volume.name)],
        // All other options come with the snapshot.
        [setVolumeOptions(gluster, volume.name, [id])],
        [last],
      ];
    },

    settle: (plan, operation, results) => [
      finishVolume(plan.volume.id, operation, glusterIdIn(results[CLONE_KEY])),
      releaseBricksOf(plan.volume.id, operation, plan.bricks.length),
      ...give(plan, operation),
    ],

    unclaim: (plan, operation) => [
      ...dropVolume(plan.volume.id, operation, dropBricksOf(plan.volume.id, operation, plan.bricks.length)),
      ...give(plan, operation),
    ],

    leave: (plan, operation, left) => {
      const { volume, bricks, temporary, snapshot, gluster } = plan;
      const isThere = left.includes(CLONE_KEY);
      const isLeft = ({ id }: PlacedBrick): boolean => isThere || left.includes(cloneBrickKey(id));
      const input: CleanInput = {
        bricks: bricks.filter(isLeft).map(({ id }) => id),
        ...(isThere ? { clone: { name: volume.name, origin: temporary.bricks, gluster } } : {}),
        ...(snapshot === undefined ? { snapshot: { ...temporary, gluster } } : {}),
      };
      return {
        unclaim: [
          ...dropVolume(
            volume.id,
            operation,
            bricks.flatMap((brick) =>
              isLeft(brick) ? [abandonBrick(brick.id, operation)] : dropBrick(brick.id, operation),
            ),
          ),
          ...give(plan, operation),
        ],
        cleanUp: { kind: CLEAN_KIND, input },
      };
    },
  });

  return defineOperation<typeof CloneVolume, CloneView, ClonePlan>({
    kind: 'volume.clone',
    version: 1,
    input: CloneVolume,
    view: readCloneView,
    plan: (view, input, context) => planClone(view, input, context, settings),
    next: oneStage(clone, ({ volume: { id, name, cluster }, source }) => ({
      volume: id,
      name,
      cluster,
      clonedFrom: source.id,
    })),
    stages: [clone],
    stagesExpected: () => 1,
  });
}

function glusterIdIn(result: unknown): string | null {
  const id = typeof result === 'object' && result !== null && 'glusterId' in result ? result.glusterId : null;
  return typeof id === 'string' ? id : null;
}
