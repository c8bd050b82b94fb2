import { defineStage, type TypedStage } from '../../../kernel/operations/index.ts';
import { brickProvisioner } from '../bricks/brick-provisioner.ts';
import { glusterBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import {
  abandonBrick,
  dropBrick,
  holdBrick,
  insertBrick,
  releaseBrick,
  requireBricksIn,
} from '../tables/brick-table.ts';
import { requireMembers, takeCluster } from '../tables/cluster-table.ts';
import { chargeDevices } from '../tables/device-table.ts';
import { requireNoSnapshotsOf } from '../tables/snapshot-table.ts';
import { holdVolume, releaseVolume } from '../tables/volume-table.ts';
import { CLEAN_KIND, type CleanInput } from './clean-bricks.ts';
import type { ReplacementPlan } from './plan-replacement.ts';
import { prepareBrick, prepareKey, removeBrick } from './steps/brick-steps.ts';
import { beginHeal, REPLACE_KEY, replaceBrick, requireExpendable, requireHealed } from './steps/replace-steps.ts';

/** A brick goes to another place (contract heketi-engine §2.7). Once it is settled it stays so, whatever comes after. */
export function replaceBrickStage(settings: VolumeSettings): TypedStage<ReplacementPlan> {
  const provisioner = brickProvisioner(settings);

  return defineStage<ReplacementPlan>({
    name: 'replace-brick',

    claim: ({ volume, old, next, peers, gluster }, operation) => [
      takeCluster(gluster.cluster),
      requireMembers(gluster, [old, next]),
      holdVolume(volume.id, 'ready', operation),
      requireNoSnapshotsOf(volume.id),
      requireBricksIn(volume.id, [glusterBrick(old), ...peers]),
      holdBrick(old.id, 'ready', 'leaving', operation),
      ...chargeDevices([next]),
      insertBrick(next, { volume: volume.id, state: 'joining', operation }),
    ],

    groups: ({ volume, old, next, peers, gluster, healCheck = true, gone = false }) => {
      const replacement = {
        volume: volume.name,
        durability: volume.durability,
        old: { id: old.id, name: glusterBrick(old) },
        new: { id: next.id, name: glusterBrick(next) },
        peers,
      };
      return [
        healCheck ? [requireExpendable(gluster, replacement)] : [],
        [prepareBrick(provisioner, next)],
        [replaceBrick(gluster, replacement)],
        [beginHeal(gluster, replacement)],
        healCheck ? [requireHealed(gluster, replacement)] : [],
        gone ? [] : [removeBrick(provisioner, old)],
      ];
    },

    settle: ({ volume, old, next, gluster }, operation) => [
      takeCluster(gluster.cluster),
      ...dropBrick(old.id, operation),
      releaseBrick(next.id, 'ready', operation),
      releaseVolume(volume.id, operation),
    ],

    unclaim: ({ volume, old, next, gluster }, operation) => [
      takeCluster(gluster.cluster),
      ...dropBrick(next.id, operation),
      releaseBrick(old.id, 'ready', operation),
      releaseVolume(volume.id, operation),
    ],

    leave: ({ volume, old, next, gluster }, operation, left) => {
      const isLeft = left.includes(prepareKey(next.id));
      const input: CleanInput = { bricks: isLeft ? [next.id] : [] };
      return {
        unclaim: [
          takeCluster(gluster.cluster),
          ...(isLeft ? [abandonBrick(next.id, operation)] : dropBrick(next.id, operation)),
          releaseBrick(old.id, 'ready', operation),
          releaseVolume(volume.id, operation),
        ],
        cleanUp: { kind: CLEAN_KIND, input },
      };
    },

    // Gluster has the new brick when the replacing was seen to be done, else the old one; where nobody saw how it ended
    // this may be wrong. brick.clean asks Gluster before it takes the other one away, so that nothing is lost then.
    abandon: ({ volume, old, next }, operation, done) => {
      const [kept, left] = done.includes(REPLACE_KEY) ? [next, old] : [old, next];
      return [
        abandonBrick(left.id, operation),
        releaseBrick(kept.id, 'ready', operation),
        releaseVolume(volume.id, operation),
      ];
    },
  });
}
