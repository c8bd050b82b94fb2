import type { CodedError } from '../../../kernel/errors.ts';
import type { PlanContext } from '../../../kernel/operations/index.ts';
import { hostId } from '../../../kernel/remote/index.ts';
import { brickPath } from '../brick-paths.ts';
import { type Durability, hasArbiter, setSizeOf } from '../durability.ts';
import { errors } from '../errors.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import type { BrickFound, VolumeFound } from '../inventory/read-volume.ts';
import { chargeOf } from '../placement/accounting.ts';
import { placeReplacement } from '../placement/place-replacement.ts';
import { glusterBrick, type PlacedBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';

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
  /** Whether the old one's machine will not come back; absent: false. */
  readonly gone?: boolean;
};

/** A brick that is to go, and what it is a part of. */
export interface Replaceable {
  readonly cluster: ClusterView;
  readonly found: BrickFound;
  readonly volume: VolumeFound;
  /** All of the volume's. */
  readonly volumeBricks: readonly BrickFound[];
  /** How many the volume has. */
  readonly snapshots: number;
  readonly healCheck: boolean | undefined;
  readonly gone?: boolean | undefined;
}

export type ReplacementOutcome =
  | { readonly kind: 'planned'; readonly plan: ReplacementPlan; readonly reasons: readonly string[] }
  | { readonly kind: 'refused'; readonly error: CodedError };

/**
 * Where a brick goes that has to leave its device (contract heketi-engine §2.7). The new one is of the old one's size,
 * role and group.
 */
export function planReplacement(
  { cluster, found, volume, volumeBricks, snapshots, healCheck, gone }: Replaceable,
  context: PlanContext,
  settings: VolumeSettings,
): ReplacementOutcome {
  const { brick: old } = found;
  if (volume.durability.kind === 'none')
    return { kind: 'refused', error: errors.BRICK_NOT_REPLACEABLE({ brick: old.id, volume: volume.name }) };
  if (found.state !== 'ready' || volume.state !== 'ready' || volume.operation !== null) {
    const state = volume.state === 'ready' ? 'busy' : volume.state;
    const operation = volume.operation ?? found.operation;
    return { kind: 'refused', error: errors.VOLUME_BUSY({ volume: volume.id, state, operation }) };
  }
  if (snapshots > 0)
    return {
      kind: 'refused',
      error: errors.BRICK_HAS_SNAPSHOTS({ brick: old.id, volume: volume.name, snapshots }),
    };
  // Which bricks are copies of each other is plain where there is one set.
  if (!volume.bricksOrdered && volumeBricks.length > setSizeOf(volume.durability))
    return {
      kind: 'refused',
      error: errors.VOLUME_ORDER_UNKNOWN({ volume: volume.name, cluster: volume.cluster }),
    };
  const peers = volumeBricks.filter(
    ({ brick, state }) => brick.setIndex === old.setIndex && brick.id !== old.id && state === 'ready',
  );
  const snapshotFactor = volume.snapshotFactor ?? 1;
  const placed = placeReplacement(
    cluster,
    {
      device: old.device,
      sizeKib: old.sizeKib,
      ...(hasArbiter(volume.durability) ? { role: old.role } : {}),
      snapshotFactor,
      zones: volume.zones,
      placement: volume.placement,
      peers,
    },
    { seed: context.seed, avoid: context.avoid },
  );
  if (placed.kind === 'no-space') {
    const { reasons } = placed;
    return { kind: 'refused', error: errors.DEVICE_NO_REPLACEMENT({ device: old.device, brick: old.id, reasons }) };
  }
  const { candidate } = placed;
  const id = context.newId();
  // An ordinary one, also in the place of one that Gluster made of a snapshot.
  const { pool: _, lv: __, ...rest } = old;
  const next: PlacedBrick = {
    ...rest,
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
      // Another machine of its name may be there already, which knows nothing of the pool.
      gluster: glusterPlaceOf(cluster, settings, gone === true ? [...context.avoid, old.host] : context.avoid),
      ...(healCheck === undefined ? {} : { healCheck }),
      ...(gone === undefined ? {} : { gone }),
    },
    reasons: [`brick ${old.id} of volume ${volume.name} goes to ${candidate.storageHostname}`, ...placed.reasons],
  };
}
