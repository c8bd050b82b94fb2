import { Type } from 'typebox';
import { type AnyOperation, defineOperation, defineStage, oneStage } from '../../../kernel/operations/index.ts';
import { brickProvisioner } from '../bricks/brick-provisioner.ts';
import type { VolumeSettings } from '../settings.ts';
import {
  abandonBrick,
  dropBrick,
  dropBricksOf,
  insertBrick,
  releaseBricksOf,
  requireBricksOf,
} from '../tables/brick-table.ts';
import { requireMembers, takeCluster } from '../tables/cluster-table.ts';
import { chargeDevices } from '../tables/device-table.ts';
import { noteRebalance } from '../tables/rebalance-table.ts';
import { growVolume, holdVolume, releaseVolume } from '../tables/volume-table.ts';
import { CLEAN_KIND, type CleanInput } from './clean-bricks.ts';
import { type ExpansionPlan, planExpansion, readVolumeAtHand, type VolumeAtHand } from './plan-expansion.ts';
import { ADD_KEY, addBricks } from './steps/add-brick-step.ts';
import { prepareBrick, prepareKey } from './steps/brick-steps.ts';
import { rebalanceNoteIn, requireNotRebalancing, tryRebalance } from './steps/rebalance-steps.ts';

const ExpandVolume = Type.Object(
  {
    volume: Type.String(),
    /** What comes to its size. */
    addGib: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
  },
  { additionalProperties: false },
);

/**
 * `volume.expand`: new sets of bricks behind those that are there (contract heketi-engine §3.4). Until Gluster has one of
 * the new bricks all of them can be taken back; from then on it only goes forward. Bricks that were there before are
 * changed by no statement and no step of it.
 */
export function expandVolume(settings: VolumeSettings): AnyOperation {
  const provisioner = brickProvisioner(settings);

  const expand = defineStage<ExpansionPlan>({
    name: 'expand',

    claim: ({ volume, before, bricks, gluster }, operation) => [
      takeCluster(gluster.cluster),
      requireMembers(gluster, bricks),
      holdVolume(volume.id, 'ready', operation),
      requireBricksOf(volume.id, before),
      ...chargeDevices(bricks),
      ...bricks.map((brick) => insertBrick(brick, { volume: volume.id, state: 'creating', operation })),
    ],

    groups: ({ volume, before, bricks, gluster, rebalance }) => [
      [requireNotRebalancing(gluster, volume.name)],
      bricks.map((brick) => prepareBrick(provisioner, brick)),
      [addBricks(gluster, { ...volume, before, bricks })],
      rebalance ? [tryRebalance(gluster, volume.name)] : [],
    ],

    settle: ({ volume, addGib, bricks }, operation, results) => {
      const note = rebalanceNoteIn(results);
      return [
        releaseBricksOf(volume.id, operation, bricks.length),
        growVolume(volume.id, operation, addGib),
        ...(note === undefined ? [] : [noteRebalance(volume.id, note)]),
      ];
    },

    unclaim: ({ volume, bricks }, operation) => [
      ...dropBricksOf(volume.id, operation, bricks.length),
      releaseVolume(volume.id, operation),
    ],

    leave: ({ volume, bricks }, operation, left) => {
      // Nobody knows whether Gluster has the bricks: they are neither anybody's nor debris.
      if (left.includes(ADD_KEY)) return undefined;
      const isLeft = ({ id }: { readonly id: string }): boolean => left.includes(prepareKey(id));
      const input: CleanInput = { bricks: bricks.filter(isLeft).map(({ id }) => id) };
      return {
        unclaim: [
          ...bricks.flatMap((brick) =>
            isLeft(brick) ? [abandonBrick(brick.id, operation)] : dropBrick(brick.id, operation),
          ),
          releaseVolume(volume.id, operation),
        ],
        cleanUp: { kind: CLEAN_KIND, input },
      };
    },

    // Where nobody saw the bricks in the volume this may be wrong; brick.clean asks Gluster before it takes one away.
    abandon: ({ volume, addGib, bricks }, operation, done) =>
      done.includes(ADD_KEY)
        ? [releaseBricksOf(volume.id, operation, bricks.length), growVolume(volume.id, operation, addGib)]
        : [...bricks.map(({ id }) => abandonBrick(id, operation)), releaseVolume(volume.id, operation)],
  });

  return defineOperation<typeof ExpandVolume, VolumeAtHand, ExpansionPlan>({
    kind: 'volume.expand',
    version: 1,
    input: ExpandVolume,
    attempts: settings.createAttempts,
    view: (reader, { volume }) => readVolumeAtHand(reader, volume),
    plan: (view, input, context) => planExpansion(view, input, context, settings),
    next: oneStage(expand, ({ volume: { id }, addGib }, results) => ({
      volume: id,
      addedGib: addGib,
      rebalance: rebalanceNoteIn(results)?.state ?? null,
    })),
    stages: [expand],
    stagesExpected: () => 1,
  });
}
