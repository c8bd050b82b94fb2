import { Type } from 'typebox';
import { howMany } from '../../../kernel/how-many.ts';
import {
  type AnyOperation,
  defineOperation,
  defineStage,
  type PlanOutcome,
  type Reader,
} from '../../../kernel/operations/index.ts';
import { errors } from '../errors.ts';
import type { VolumeSettings } from '../settings.ts';
import { takeClusterOfNode } from '../tables/cluster-table.ts';
import { holdDevicesOf, releaseDevicesOf, retireDevice, unretireDevice } from '../tables/device-table.ts';
import { holdOfflineNode, releaseNode, retireNode, unretireNode } from '../tables/node-table.ts';
import { type DeviceView, readDeviceView, replacementFor } from './plan-removal.ts';
import { replaceBrickStage } from './replace-brick-stage.ts';

const RemoveNode = Type.Object(
  {
    node: Type.String(),
    /** As that of `device.remove`. */
    healCheck: Type.Optional(Type.Boolean()),
    /** True where its machine will not come back: nothing is asked of it, and what lies there is not cleaned up. */
    gone: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

interface NodeView {
  readonly node: { readonly state: string; readonly removedBy: string | null } | undefined;
  /** Sorted by id; those that are being added included. */
  readonly devices: readonly { readonly id: string; readonly state: string; readonly removedBy: string | null }[];
  readonly bricks: number;
  /** Of the first device that is not removed yet. */
  readonly next: DeviceView | undefined;
}

type RemoveNodePlan = {
  readonly node: string;
  /** All that it has, also those that were removed before. */
  readonly devices: number;
  /** What there is to do at the beginning. */
  readonly stages: number;
  /** Absent: true. */
  readonly healCheck?: boolean;
  /** Absent: false. */
  readonly gone?: boolean;
};

type RetireDevicePlan = { readonly device: string; readonly from: 'online' | 'offline' };

/**
 * `node.remove`: moves all bricks of an offline node away, retires its devices one after the other and then the node
 * itself (contracts heketi-engine §2.8, heketi-api §9.3). What was moved and retired stays so when a later one cannot be.
 */
export function removeNode(settings: VolumeSettings): AnyOperation {
  const replace = replaceBrickStage(settings);

  const retireOne = defineStage<RetireDevicePlan>({
    name: 'retire-device',
    claim: ({ device, from }, operation) => [retireDevice(device, operation, from)],
    groups: () => [],
    settle: () => [],
    unclaim: ({ device, from }, operation) => [unretireDevice(device, operation, from)],
  });

  const retire = defineStage<RemoveNodePlan>({
    name: 'retire',
    claim: ({ node }, operation) => [retireNode(node, operation)],
    groups: () => [],
    settle: () => [],
    unclaim: ({ node }, operation) => [unretireNode(node, operation)],
  });

  return defineOperation<typeof RemoveNode, NodeView, RemoveNodePlan>({
    kind: 'node.remove',
    version: 1,
    input: RemoveNode,
    view: readNodeView,
    plan: planNodeRemoval,
    open: ({ node, devices }, operation) => [
      takeClusterOfNode(node),
      holdOfflineNode(node, operation),
      holdDevicesOf(node, operation, devices),
    ],
    close: ({ node }, operation) => [releaseDevicesOf(node, operation), releaseNode(node, operation)],
    next: (plan, settled, { devices, next }, context) => {
      if (settled.at(-1)?.name === retire.name) return { kind: 'done', result: { node: plan.node } };
      const device = devices.find(({ state }) => state !== 'failed');
      if (device === undefined || next === undefined) return retire.with(plan);
      const replacement = replacementFor({ ...plan, device: device.id }, next, context, settings);
      switch (replacement.kind) {
        case 'empty':
          return retireOne.with({ device: device.id, from: device.state === 'online' ? 'online' : 'offline' });
        case 'refused':
          return replacement;
        case 'planned':
          return replace.with(replacement.plan, replacement.reasons);
      }
    },
    stages: [replace, retireOne, retire],
    stagesExpected: ({ stages }) => stages,
  });
}

function planNodeRemoval(
  { node, devices, bricks }: NodeView,
  { node: id, healCheck, gone }: { readonly node: string; readonly healCheck?: boolean; readonly gone?: boolean },
): PlanOutcome<RemoveNodePlan> {
  if (node === undefined) return { kind: 'refused', error: errors.NODE_NOT_FOUND({ node: id }) };
  const { state, removedBy } = node;
  if (state !== 'offline')
    return { kind: 'refused', error: errors.NODE_STATE_REFUSED({ node: id, from: state, to: 'failed' }) };
  if (removedBy !== null) {
    const reason = `operation ${removedBy} works on it`;
    return { kind: 'refused', error: errors.NODE_BUSY({ node: id, reason }) };
  }
  for (const device of devices) {
    if (device.state === 'adding') {
      const reason = `the device ${device.id} is being added to it`;
      return { kind: 'refused', error: errors.NODE_BUSY({ node: id, reason }) };
    }
    if (device.removedBy !== null) {
      const reason = `operation ${device.removedBy} works on it`;
      return { kind: 'refused', error: errors.DEVICE_BUSY({ device: device.id, reason }) };
    }
  }
  const open = devices.filter((device) => device.state !== 'failed').length;
  return {
    kind: 'planned',
    plan: {
      node: id,
      devices: devices.length,
      stages: bricks + open + 1,
      ...(healCheck === undefined ? {} : { healCheck }),
      ...(gone === undefined ? {} : { gone }),
    },
    reasons: [
      ...(healCheck === false ? ['whether volumes are healed is not looked at'] : []),
      `to be moved, one after the other: ${howMany(bricks, 'brick')} on ${howMany(open, 'device')}`,
      ...(gone === true ? ['its machine is gone: nothing that lies there is cleaned up'] : []),
    ],
  };
}

async function readNodeView(reader: Reader, { node: id }: { readonly node: string }): Promise<NodeView> {
  const [[row], devices, [count]] = await Promise.all([
    reader.read({
      sql: `select state, removed_by from gluster_node where id = $1 and state <> 'adding'`,
      values: [id],
    }),
    reader.read({ sql: 'select id, state, removed_by from gluster_device where node = $1 order by id', values: [id] }),
    reader.read({
      sql: `select count(*) as bricks from gluster_brick brick
        join gluster_device device on device.id = brick.device where device.node = $1`,
      values: [id],
    }),
  ]);
  const holderOf = (removedBy: unknown): string | null => (typeof removedBy === 'string' ? removedBy : null);
  const next = devices.find(({ state }) => state !== 'failed');
  return {
    node: row === undefined ? undefined : { state: String(row['state']), removedBy: holderOf(row['removed_by']) },
    devices: devices.map((device) => ({
      id: String(device['id']),
      state: String(device['state']),
      removedBy: holderOf(device['removed_by']),
    })),
    bricks: Number(count?.['bricks'] ?? 0),
    next: next === undefined ? undefined : await readDeviceView(reader, String(next['id'])),
  };
}
