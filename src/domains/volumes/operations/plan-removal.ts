import { howMany } from '../../../kernel/how-many.ts';
import type { PlanContext, PlanOutcome, Reader } from '../../../kernel/operations/index.ts';
import { errors } from '../errors.ts';
import type { AdminState, ClusterView } from '../inventory/cluster-view.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import { countSnapshots } from '../inventory/read-snapshot.ts';
import {
  type BrickFound,
  bricksOfDevice,
  bricksOfVolume,
  findVolume,
  type VolumeFound,
} from '../inventory/read-volume.ts';
import type { VolumeSettings } from '../settings.ts';
import { planReplacement, type ReplacementOutcome } from './plan-replacement.ts';

/** The first brick, in the order of ids, is the next to go; only its volume is read. */
export interface DeviceView {
  readonly device: { readonly state: AdminState; readonly removedBy: string | null } | undefined;
  readonly cluster: ClusterView | undefined;
  readonly bricks: readonly BrickFound[];
  readonly volume: VolumeFound | undefined;
  readonly volumeBricks: readonly BrickFound[];
  /** Of that volume. */
  readonly snapshots: number;
}

export type RemovalPlan = {
  readonly device: string;
  /** How many there were at the beginning. */
  readonly bricks: number;
  /** Absent: true. */
  readonly healCheck?: boolean;
  /** Whether its machine will not come back; absent: false. */
  readonly gone?: boolean;
};

export async function readDeviceView(reader: Reader, device: string): Promise<DeviceView> {
  const [row] = await reader.read({
    sql: `select device.state, device.removed_by, node.cluster
      from gluster_device device join gluster_node node on node.id = device.node
      where device.id = $1 and device.state <> 'adding'`,
    values: [device],
  });
  if (row === undefined)
    return { device: undefined, cluster: undefined, bricks: [], volume: undefined, volumeBricks: [], snapshots: 0 };
  const bricks = (await bricksOfDevice(reader, device)).toSorted((a, b) => (a.brick.id < b.brick.id ? -1 : 1));
  const volumeId = bricks[0]?.volume ?? undefined;
  const [[cluster], volume, volumeBricks, snapshots] = await Promise.all([
    readClusterViews(reader, String(row['cluster'])),
    volumeId === undefined ? undefined : findVolume(reader, volumeId),
    volumeId === undefined ? [] : bricksOfVolume(reader, volumeId),
    volumeId === undefined ? 0 : countSnapshots(reader, volumeId),
  ]);
  const removedBy = row['removed_by'];
  return {
    device: { state: row['state'] as AdminState, removedBy: typeof removedBy === 'string' ? removedBy : null },
    cluster,
    bricks,
    volume,
    volumeBricks,
    snapshots,
  };
}

export function planRemoval(
  { device, bricks }: DeviceView,
  input: { readonly device: string; readonly healCheck?: boolean },
): PlanOutcome<RemovalPlan> {
  if (device === undefined) return { kind: 'refused', error: errors.DEVICE_NOT_FOUND({ device: input.device }) };
  if (device.state !== 'offline')
    return { kind: 'refused', error: errors.DEVICE_NOT_OFFLINE({ device: input.device, state: device.state }) };
  if (device.removedBy !== null) {
    const reason = `operation ${device.removedBy} works on it`;
    return { kind: 'refused', error: errors.DEVICE_BUSY({ device: input.device, reason }) };
  }
  return {
    kind: 'planned',
    plan: {
      device: input.device,
      bricks: bricks.length,
      ...(input.healCheck === undefined ? {} : { healCheck: input.healCheck }),
    },
    reasons: [
      ...(input.healCheck === false ? ['whether volumes are healed is not looked at'] : []),
      bricks.length === 0
        ? 'no brick is on it'
        : `to be moved, one after the other: ${howMany(bricks.length, 'brick')}`,
    ],
  };
}

export type RemovalOutcome = { readonly kind: 'empty' } | ReplacementOutcome;

/** The next brick to go, and where to. */
export function replacementFor(
  { device, healCheck, gone }: Pick<RemovalPlan, 'device' | 'healCheck' | 'gone'>,
  { cluster, bricks: [found], volume, volumeBricks, snapshots }: DeviceView,
  context: PlanContext,
  settings: VolumeSettings,
): RemovalOutcome {
  if (found === undefined) return { kind: 'empty' };
  if (volume === undefined || cluster === undefined) {
    const reason = `brick ${found.brick.id} belongs to no volume and waits to be cleaned up`;
    return { kind: 'refused', error: errors.DEVICE_BUSY({ device, reason }) };
  }
  return planReplacement({ cluster, found, volume, volumeBricks, snapshots, healCheck, gone }, context, settings);
}
