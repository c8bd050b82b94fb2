import type { CodedError } from '../../../kernel/errors.ts';
import { howMany } from '../../../kernel/how-many.ts';
import type { PlanContext, PlanOutcome, Reader } from '../../../kernel/operations/index.ts';
import { dataBricksOf, describeDurability, type Durability, setSizeOf } from '../durability.ts';
import { errors } from '../errors.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import { type BrickFound, bricksOfVolume, findVolume, type VolumeFound } from '../inventory/read-volume.ts';
import { glusterBrick, type PlacedBrick } from '../placed-brick.ts';
import { placeVolume } from '../placement/place-volume.ts';
import type { VolumeSettings } from '../settings.ts';
import { KIB_PER_GIB } from '../sizes.ts';
import type { ExpansionCause } from './expansion-cause.ts';
import { newBricks } from './new-bricks.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';

export type ExpansionPlan = {
  readonly volume: {
    readonly id: string;
    readonly name: string;
    readonly durability: Durability;
    /** Null when it was never recorded. */
    readonly glusterId: string | null;
  };
  readonly addGib: number;
  /** `host:path` of the bricks that it has. */
  readonly before: readonly string[];
  /** In Gluster's order: set by set. */
  readonly bricks: readonly PlacedBrick[];
  readonly gluster: GlusterPlace;
  readonly rebalance: boolean;
};

export interface VolumeAtHand {
  readonly volume: VolumeFound | undefined;
  readonly bricks: readonly BrickFound[];
  readonly cluster: ClusterView | undefined;
}

export async function readVolumeAtHand(reader: Reader, id: string): Promise<VolumeAtHand> {
  const volume = await findVolume(reader, id);
  const [bricks, [cluster]] = await Promise.all([
    bricksOfVolume(reader, id),
    volume === undefined ? [] : readClusterViews(reader, volume.cluster),
  ]);
  return { volume, bricks, cluster };
}

/** Why an operation cannot have the volume now; undefined when it can. One that is being made or deleted is not there. */
export function whyNotAtHand(id: string, { volume, cluster }: VolumeAtHand): CodedError | undefined {
  if (volume === undefined || cluster === undefined || volume.state !== 'ready')
    return errors.VOLUME_NOT_FOUND({ volume: id });
  return volume.operation === null
    ? undefined
    : errors.VOLUME_BUSY({ volume: id, state: 'busy', operation: volume.operation });
}

/** What was seen on real hosts (docs/hosts/gluster-and-lvm.md), and holds until Gluster does better. */
export const FILES_MISSED = 'a client that misses a single file then has it again when it lists its folder';

/**
 * Where the new sets of a volume go: the search of a new one, with what is to be added as its size, in its own cluster
 * (contract heketi-engine §2.2). Bricks that are there never grow, and count in the limit of a volume's bricks.
 */
export function planExpansion(
  view: VolumeAtHand,
  input: { readonly volume: string; readonly addGib: number },
  context: PlanContext,
  settings: VolumeSettings,
): PlanOutcome<ExpansionPlan> {
  const { volume, cluster, bricks: found } = view;
  const refusal = whyNotAtHand(input.volume, view);
  if (refusal !== undefined || volume === undefined || cluster === undefined)
    return { kind: 'refused', error: refusal ?? errors.VOLUME_NOT_FOUND({ volume: input.volume }) };
  const { id, name, durability, gid, zones, placement, glusterId } = volume;
  const before = found.map(({ brick }) => brick);
  const snapshotFactor = volume.snapshotFactor ?? 1;
  const limits = { ...settings, maxBricksPerVolume: Math.max(0, settings.maxBricksPerVolume - before.length) };
  const placed = placeVolume(
    cluster,
    { sizeGib: input.addGib, durability, snapshotFactor, zones, placement },
    { seed: context.seed, limits, avoid: context.avoid },
  );
  if (placed.kind === 'no-space') {
    const cause = expansionCause(cluster, durability, input.addGib, before.length, settings);
    const reasons =
      before.length + setSizeOf(durability) > settings.maxBricksPerVolume
        ? [`it has ${before.length} of the ${howMany(settings.maxBricksPerVolume, 'brick')} that a volume may have`]
        : placed.reasons;
    const { largestGib } = placed;
    return {
      kind: 'refused',
      error: errors.VOLUME_NO_SPACE_TO_EXPAND({ volume: name, sizeGib: input.addGib, largestGib, reasons, cause }),
    };
  }
  const firstSet = Math.max(-1, ...before.map(({ setIndex }) => setIndex)) + 1;
  const rebalance = settings.rebalanceOnExpansion;
  return {
    kind: 'planned',
    plan: {
      volume: { id, name, durability, glusterId },
      addGib: input.addGib,
      before: before.map(glusterBrick),
      bricks: newBricks(placed.sets, { snapshotFactor, gid, firstSet }, context),
      gluster: glusterPlaceOf(cluster, settings, context.avoid),
      rebalance,
    },
    reasons: [
      `${input.addGib} GiB more for the volume ${name}, ${describeDurability(durability)}, beside its ${howMany(before.length, 'brick')}`,
      ...placed.reasons,
      rebalance
        ? `what is in it is spread over all bricks afterwards; ${FILES_MISSED}`
        : 'what is in it stays where it is',
    ],
  };
}

/** The reason at which the search of contract heketi-engine §2.2 ends. */
function expansionCause(
  { nodes }: ClusterView,
  durability: Durability,
  addGib: number,
  bricks: number,
  { minBrickGib, maxBrickGib, maxBricksPerVolume }: VolumeSettings,
): ExpansionCause {
  const online = nodes.filter(({ state }) => state === 'online');
  if (online.length === 0) return 'no-nodes';
  if (!online.some(({ devices }) => devices.some(({ state }) => state === 'online'))) return 'no-devices';
  for (let sets = 1; ; sets *= 2) {
    const sizeKib = Math.floor(Math.floor((addGib * KIB_PER_GIB) / sets) / dataBricksOf(durability));
    if (sizeKib > maxBrickGib * KIB_PER_GIB) continue;
    if (sizeKib < minBrickGib * KIB_PER_GIB) return 'bricks-too-small';
    if (sets * setSizeOf(durability) + bricks > maxBricksPerVolume) return 'too-many-bricks';
  }
}
