import type { CodedError } from '../../../kernel/errors.ts';
import type { PlanContext, PlanOutcome, Reader } from '../../../kernel/operations/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import { brickPath } from '../brick-paths.ts';
import type { Durability } from '../durability.ts';
import { errors } from '../errors.ts';
import type { AdminState, ClusterView } from '../inventory/cluster-view.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import {
  type BrickFound,
  bricksOfDevice,
  bricksOfVolume,
  findVolume,
  type VolumeFound,
} from '../inventory/read-volume.ts';
import { chargeOf } from '../placement/accounting.ts';
import { placeReplacement } from '../placement/place-replacement.ts';
import { glusterBrick, type PlacedBrick } from '../placed-brick.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';

/** The first brick, in the order of ids, is the next to go; only its volume is read. */
export interface DeviceView {
  readonly device: { readonly state: AdminState; readonly removedBy: string | null } | undefined;
  readonly cluster: ClusterView | undefined;
  readonly bricks: readonly BrickFound[];
  readonly volume: VolumeFound | undefined;
  readonly volumeBricks: readonly BrickFound[];
}

export type RemovalPlan = {
  readonly device: string;
  /** How many there were at the beginning. */
  readonly bricks: number;
  /** Absent: true. */
  readonly healCheck?: boolean;
};

/** A brick and the one that comes in its place. */
export type ReplacementPlan = {
  readonly volume: { readonly id: string; readonly name: string; readonly durability: Durability };
  readonly old: PlacedBrick;
  readonly next: PlacedBrick;
  /** `host:path` of the rest of the set. */
  readonly peers: readonly string[];
  readonly gluster: GlusterPlace;
  /** Absent: true. */
  readonly healCheck?: boolean;
};

export async function readDeviceView(reader: Reader, device: string): Promise<DeviceView> {
  const [row] = await reader.read({
    sql: `select device.state, device.removed_by, node.cluster
      from gluster_device device join gluster_node node on node.id = device.node
      where device.id = $1 and device.state <> 'adding'`,
    values: [device],
  });
  if (row === undefined)
    return { device: undefined, cluster: undefined, bricks: [], volume: undefined, volumeBricks: [] };
  const bricks = (await bricksOfDevice(reader, device)).toSorted((a, b) => (a.brick.id < b.brick.id ? -1 : 1));
  const volumeId = bricks[0]?.volume ?? undefined;
  const [[cluster], volume, volumeBricks] = await Promise.all([
    readClusterViews(reader, String(row['cluster'])),
    volumeId === undefined ? undefined : findVolume(reader, volumeId),
    volumeId === undefined ? [] : bricksOfVolume(reader, volumeId),
  ]);
  const removedBy = row['removed_by'];
  return {
    device: { state: row['state'] as AdminState, removedBy: typeof removedBy === 'string' ? removedBy : null },
    cluster,
    bricks,
    volume,
    volumeBricks,
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
    const reason = `operation ${device.removedBy} is removing it`;
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
      bricks.length === 0 ? 'no brick is on it' : `${bricks.length} bricks are moved, one after the other`,
    ],
  };
}

export type ReplacementOutcome =
  | { readonly kind: 'empty' }
  | { readonly kind: 'planned'; readonly plan: ReplacementPlan; readonly reasons: readonly string[] }
  | { readonly kind: 'refused'; readonly error: CodedError };

/** The next brick to go, and where to. */
export function replacementFor(
  { device, healCheck }: Pick<RemovalPlan, 'device' | 'healCheck'>,
  { cluster, bricks: [found], volume, volumeBricks }: DeviceView,
  context: PlanContext,
): ReplacementOutcome {
  if (found === undefined) return { kind: 'empty' };
  const { brick: old } = found;
  if (volume === undefined || cluster === undefined) {
    const reason = `brick ${old.id} belongs to no volume and waits to be cleaned up`;
    return { kind: 'refused', error: errors.DEVICE_BUSY({ device, reason }) };
  }
  if (volume.durability.kind === 'none')
    return { kind: 'refused', error: errors.BRICK_NOT_REPLACEABLE({ brick: old.id, volume: volume.name }) };
  if (found.state !== 'ready' || volume.state !== 'ready' || volume.operation !== null) {
    const state = volume.state === 'ready' ? 'busy' : volume.state;
    const operation = volume.operation ?? found.operation;
    return { kind: 'refused', error: errors.VOLUME_BUSY({ volume: volume.id, state, operation }) };
  }
  const peers = volumeBricks.filter(
    ({ brick, state }) => brick.setIndex === old.setIndex && brick.id !== old.id && state === 'ready',
  );
  const snapshotFactor = volume.snapshotFactor ?? 1;
  const placed = placeReplacement(
    cluster,
    { device, sizeKib: old.sizeKib, snapshotFactor, zones: volume.zones, peers },
    { seed: context.seed, avoidHosts: context.avoid },
  );
  if (placed.kind === 'no-space') {
    const { reasons } = placed;
    return { kind: 'refused', error: errors.DEVICE_NO_REPLACEMENT({ device, brick: old.id, reasons }) };
  }
  const { candidate } = placed;
  const id = context.newId();
  const next: PlacedBrick = {
    ...old,
    id,
    device: candidate.device,
    deviceName: candidate.deviceName,
    kind: candidate.kind,
    ...chargeOf(old.sizeKib, snapshotFactor, candidate),
    host: hostId(candidate.host),
    storageHostname: candidate.storageHostname,
    path: brickPath(candidate.device, id),
  };
  return {
    kind: 'planned',
    plan: {
      volume: { id: volume.id, name: volume.name, durability: volume.durability },
      old,
      next,
      peers: peers.map(({ brick }) => glusterBrick(brick)),
      gluster: glusterPlaceOf(cluster, context.avoid),
      ...(healCheck === undefined ? {} : { healCheck }),
    },
    reasons: [`brick ${old.id} of volume ${volume.name} goes to ${candidate.storageHostname}`, ...placed.reasons],
  };
}
