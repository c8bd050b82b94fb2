import { Type } from 'typebox';
import { type AnyOperation, defineOperation, defineStage } from '../../../kernel/operations/index.ts';
import { brickProvisioner } from '../bricks/brick-provisioner.ts';
import { glusterBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import { abandonBrick, dropBrick, holdBrick, insertBrick, releaseBrick } from '../tables/brick-table.ts';
import { chargeDevices, holdDevice, releaseDevice, retireDevice, unretireDevice } from '../tables/device-table.ts';
import { holdVolume, releaseVolume } from '../tables/volume-table.ts';
import { CLEAN_KIND, type CleanInput } from './clean-bricks.ts';
import {
  type DeviceView,
  planRemoval,
  type RemovalPlan,
  type ReplacementPlan,
  readDeviceView,
  replacementFor,
} from './plan-removal.ts';
import { prepareBrick, prepareKey, removeBrick } from './steps/brick-steps.ts';
import { replaceBrick, requireExpendable, requireHealed } from './steps/replace-steps.ts';

const RemoveDevice = Type.Object({ device: Type.String() }, { additionalProperties: false });

/**
 * `device.remove`: moves the bricks of an offline device away, one after the other, and retires it (contract
 * heketi-engine §2.7, §3.4). Each brick is a stage: what was moved stays moved when a later one cannot be.
 */
export function removeDevice(settings: VolumeSettings): AnyOperation {
  const provisioner = brickProvisioner(settings);

  const replace = defineStage<ReplacementPlan>({
    name: 'replace-brick',

    claim: ({ volume, old, next }, operation) => [
      holdVolume(volume.id, 'ready', operation),
      holdBrick(old.id, 'ready', 'leaving', operation),
      ...chargeDevices([next]),
      insertBrick(next, { volume: volume.id, state: 'joining', operation }),
    ],

    groups: ({ volume, old, next, peers, gluster }) => {
      const replacement = {
        volume: volume.name,
        durability: volume.durability,
        old: { id: old.id, name: glusterBrick(old) },
        new: { id: next.id, name: glusterBrick(next) },
        peers,
      };
      return [
        [requireExpendable(gluster, replacement)],
        [prepareBrick(provisioner, next)],
        [replaceBrick(gluster, replacement)],
        [requireHealed(gluster, replacement)],
        [removeBrick(provisioner, old)],
      ];
    },

    settle: ({ volume, old, next }, operation) => [
      ...dropBrick(old.id, operation),
      releaseBrick(next.id, 'ready', operation),
      releaseVolume(volume.id, operation),
    ],

    unclaim: ({ volume, old, next }, operation) => [
      ...dropBrick(next.id, operation),
      releaseBrick(old.id, 'ready', operation),
      releaseVolume(volume.id, operation),
    ],

    leave: ({ volume, old, next }, operation, left) => {
      const isLeft = left.includes(prepareKey(next.id));
      const input: CleanInput = { bricks: isLeft ? [next.id] : [] };
      return {
        unclaim: [
          ...(isLeft ? [abandonBrick(next.id, operation)] : dropBrick(next.id, operation)),
          releaseBrick(old.id, 'ready', operation),
          releaseVolume(volume.id, operation),
        ],
        cleanUp: { kind: CLEAN_KIND, input },
      };
    },

    // Only what comes after the replacing can be stuck, or the replacing itself. brick.clean asks Gluster before it
    // takes the old brick away, so that nothing is lost should Gluster still have it.
    abandon: ({ volume, old, next }, operation) => [
      abandonBrick(old.id, operation),
      releaseBrick(next.id, 'ready', operation),
      releaseVolume(volume.id, operation),
    ],
  });

  const retire = defineStage<RemovalPlan>({
    name: 'retire',
    claim: ({ device }, operation) => [retireDevice(device, operation)],
    groups: () => [],
    settle: () => [],
    unclaim: ({ device }, operation) => [unretireDevice(device, operation)],
  });

  return defineOperation<typeof RemoveDevice, DeviceView, RemovalPlan>({
    kind: 'device.remove',
    version: 1,
    input: RemoveDevice,
    view: (reader, { device }) => readDeviceView(reader, device),
    plan: planRemoval,
    open: ({ device }, operation) => [holdDevice(device, operation)],
    close: ({ device }, operation) => [releaseDevice(device, operation)],
    next: (plan, settled, view, context) => {
      if (settled.at(-1)?.name === retire.name) return { kind: 'done', result: { device: plan.device } };
      const replacement = replacementFor(plan, view, context);
      switch (replacement.kind) {
        case 'empty':
          return retire.with(plan);
        case 'refused':
          return replacement;
        case 'planned':
          return replace.with(replacement.plan, replacement.reasons);
      }
    },
    stages: [replace, retire],
    stagesExpected: ({ bricks }) => bricks + 1,
  });
}
