import { Type } from 'typebox';
import { type AnyOperation, defineOperation, defineStage } from '../../../kernel/operations/index.ts';
import type { VolumeSettings } from '../settings.ts';
import { takeClusterOfDevice } from '../tables/cluster-table.ts';
import { holdDevice, releaseDevice, retireDevice, unretireDevice } from '../tables/device-table.ts';
import { type DeviceView, planRemoval, type RemovalPlan, readDeviceView, replacementFor } from './plan-removal.ts';
import { replaceBrickStage } from './replace-brick-stage.ts';

const RemoveDevice = Type.Object(
  {
    device: Type.String(),
    /** False lets bricks go that others still need to heal from, and does not wait for the new ones (heketi-api §9.3). */
    healCheck: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/**
 * `device.remove`: moves the bricks of an offline device away, one after the other, and retires it (contract
 * heketi-engine §2.7, §3.4). Each brick is a stage: what was moved stays moved when a later one cannot be.
 */
export function removeDevice(settings: VolumeSettings): AnyOperation {
  const replace = replaceBrickStage(settings);

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
    open: ({ device }, operation) => [takeClusterOfDevice(device), holdDevice(device, operation)],
    close: ({ device }, operation) => [releaseDevice(device, operation)],
    next: (plan, settled, view, context) => {
      if (settled.at(-1)?.name === retire.name) return { kind: 'done', result: { device: plan.device } };
      const replacement = replacementFor(plan, view, context, settings);
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
