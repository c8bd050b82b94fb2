import { defineStage, type TypedStage } from '../../../kernel/operations/index.ts';
import { brickProvisioner } from '../bricks/brick-provisioner.ts';
import { glusterBrick, type PlacedBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import { abandonBrick, dropBrick, dropBricksOf, insertBrick, releaseBricksOf } from '../tables/brick-table.ts';
import { chargeDevices } from '../tables/device-table.ts';
import { requireMembers } from '../tables/cluster-table.ts';
import { dropVolume, finishVolume, insertVolume } from '../tables/volume-table.ts';
import { CLEAN_KIND, type CleanInput } from './clean-bricks.ts';
import { prepareBrick, prepareKey } from './steps/brick-steps.ts';
import { CREATE_KEY, createGlusterVolume, setVolumeOptions, startGlusterVolume } from './steps/volume-steps.ts';
import type { VolumePlan } from './volume-plan.ts';

/** Makes a volume: all of it or nothing. What cannot be undone is left to `brick.clean`. */
export function createVolumeStage(settings: VolumeSettings): TypedStage<VolumePlan> {
  const provisioner = brickProvisioner(settings);

  return defineStage<VolumePlan>({
    name: 'create',

    claim: ({ volume, bricks, gluster }, operation) => [
      // It takes the cluster's row.
      ...insertVolume(volume, operation, { most: settings.maxVolumesPerCluster }),
      requireMembers(gluster, bricks),
      ...chargeDevices(bricks),
      ...bricks.map((brick) => insertBrick(brick, { volume: volume.id, state: 'creating', operation })),
    ],

    groups: ({ volume, bricks, gluster }) => {
      const { name, durability } = volume;
      return [
        bricks.map((brick) => prepareBrick(provisioner, brick)),
        [createGlusterVolume(gluster, { name, durability, bricks: bricks.map(glusterBrick) })],
        // For whoever looks at the volume on the hosts, and for an import; Heketi's name of it.
        [setVolumeOptions(gluster, name, [...volume.options, { key: 'user.heketi.id', value: volume.id }])],
        [startGlusterVolume(gluster, name)],
      ];
    },

    settle: ({ volume, bricks }, operation, results) => [
      finishVolume(volume.id, operation, glusterIdIn(results[CREATE_KEY])),
      releaseBricksOf(volume.id, operation, bricks.length),
    ],

    unclaim: ({ volume, bricks }, operation) =>
      dropVolume(volume.id, operation, dropBricksOf(volume.id, operation, bricks.length)),

    leave: ({ volume, bricks, gluster }, operation, left) => {
      // A brick that Gluster may still name is not free either, whatever became of its own step.
      const isLeft = (brick: PlacedBrick): boolean => left.includes(CREATE_KEY) || left.includes(prepareKey(brick.id));
      const input: CleanInput = {
        bricks: bricks.filter(isLeft).map(({ id }) => id),
        ...(left.includes(CREATE_KEY)
          ? { volume: { name: volume.name, bricks: bricks.map(glusterBrick), gluster } }
          : {}),
      };
      return {
        unclaim: dropVolume(
          volume.id,
          operation,
          bricks.flatMap((brick) =>
            isLeft(brick) ? [abandonBrick(brick.id, operation)] : dropBrick(brick.id, operation),
          ),
        ),
        cleanUp: { kind: CLEAN_KIND, input },
      };
    },
  });
}

function glusterIdIn(result: unknown): string | null {
  const id = typeof result === 'object' && result !== null && 'glusterId' in result ? result.glusterId : null;
  return typeof id === 'string' ? id : null;
}
