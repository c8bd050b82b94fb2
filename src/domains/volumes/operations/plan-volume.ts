import type { CodedError } from '../../../kernel/errors.ts';
import type { Json, PlanContext, PlanOutcome } from '../../../kernel/operations/index.ts';
import { describeDurability, hasArbiter } from '../durability.ts';
import { errors } from '../errors.ts';
import type { ClusterView, NodeView } from '../inventory/cluster-view.ts';
import { averageFileSizeOf } from '../placement/brick-sizes.ts';
import { placeVolume, type VolumePlacement } from '../placement/place-volume.ts';
import type { VolumeSettings } from '../settings.ts';
import { KIB_PER_GIB } from '../sizes.ts';
import { checkVolumeInput } from './check-volume-input.ts';
import type { ClusterCause } from './cluster-cause.ts';
import type { CreateVolumeInput } from './create-volume-input.ts';
import { eligibleClusters } from './eligible-clusters.ts';
import { newBricks } from './new-bricks.ts';
import { type Steering, steeringOf } from './steering-options.ts';
import { glusterPlaceOf } from './steps/gluster-place.ts';
import type { VolumePlan, VolumeView } from './volume-plan.ts';

/** Decides where a volume goes: the first cluster, in order, that has room (contract heketi-engine §2.1). */
export function planVolume(
  view: VolumeView,
  input: CreateVolumeInput,
  context: PlanContext,
  settings: VolumeSettings,
): PlanOutcome<VolumePlan> {
  const invalid = checkVolumeInput(input, settings);
  if (invalid !== undefined) return { kind: 'refused', error: invalid };
  const steered = steeringOf(input, settings);
  if (steered.kind === 'refused') return steered;
  const { steering } = steered;
  const unfit = whyFilesDoNotFit(input.sizeGib, steering, settings);
  if (unfit !== undefined) return { kind: 'refused', error: unfit };
  const eligible = eligibleClusters(view, input, settings);
  if (eligible.kind === 'refused') return eligible;
  const refusals: {
    readonly cluster: string;
    readonly cause: ClusterCause;
    readonly placed: VolumePlacement & { readonly kind: 'no-space' };
  }[] = [];
  for (const cluster of eligible.clusters) {
    const placed = placeVolume(
      cluster,
      {
        sizeGib: input.sizeGib,
        durability: steering.durability,
        snapshotFactor: input.snapshotFactor ?? 1,
        zones: steering.zones,
        placement: steering.placement,
      },
      { seed: `${context.seed}/${cluster.id}`, limits: settings, avoid: context.avoid },
    );
    if (placed.kind === 'placed') {
      const plan = planOn(cluster, placed, input, context, steering, settings);
      const head = `${input.sizeGib} GiB, ${describeDurability(steering.durability)}, in cluster ${cluster.id}`;
      const passedOver = [...eligible.reasons, ...refusals.flatMap(sentences)];
      return { kind: 'planned', plan, reasons: [head, ...placed.reasons, ...passedOver] };
    }
    refusals.push({ cluster: cluster.id, cause: whyNoSpace(cluster), placed });
  }
  const largestGib = Math.max(...refusals.map(({ placed }) => placed.largestGib));
  const reasons = refusals.length === 1 ? (refusals[0]?.placed.reasons ?? []) : refusals.flatMap(sentences);
  const causes = refusals.map(({ cause }) => cause);
  return { kind: 'refused', error: errors.VOLUME_NO_SPACE({ sizeGib: input.sizeGib, largestGib, reasons, causes }) };
}

function whyNoSpace({ id: cluster, nodes }: ClusterView): ClusterCause {
  if (nodes.length === 0) return { cluster, cause: 'no-nodes' };
  const isUsable = ({ state, devices }: NodeView): boolean =>
    state === 'online' && devices.some((device) => device.state === 'online');
  return { cluster, cause: nodes.some(isUsable) ? 'no-space' : 'no-devices' };
}

function sentences({ cluster, placed }: { readonly cluster: string; readonly placed: VolumePlacement }): string[] {
  return placed.reasons.map((sentence) => `cluster ${cluster}: ${sentence}`);
}

function planOn(
  cluster: ClusterView,
  placed: VolumePlacement & { readonly kind: 'placed' },
  input: CreateVolumeInput,
  context: PlanContext,
  { durability, zones, placement, options }: Steering,
  settings: VolumeSettings,
): VolumePlan {
  const id = context.newId();
  const gid = input.gid ?? 0;
  return {
    volume: {
      id,
      project: input.project ?? 'default',
      cluster: cluster.id,
      name: input.name ?? `vol_${id}`,
      sizeGib: input.sizeGib,
      durability,
      gid,
      zones,
      placement,
      block: input.block ?? false,
      snapshotFactor: input.snapshotFactor ?? null,
      options,
      request: (input.request ?? null) as Json | null,
    },
    bricks: newBricks(placed.sets, { snapshotFactor: input.snapshotFactor ?? 1, gid, firstSet: 0 }, context),
    gluster: glusterPlaceOf(cluster, settings, context.avoid),
  };
}

/** An arbiter for less than one file would be none (contract heketi-engine §2.5). */
function whyFilesDoNotFit(
  sizeGib: number,
  { durability, placement }: Steering,
  settings: VolumeSettings,
): CodedError | undefined {
  const averageFileSizeKib = averageFileSizeOf({ placement }, settings);
  const brickKib = sizeGib * KIB_PER_GIB;
  return hasArbiter(durability) && averageFileSizeKib > brickKib
    ? errors.VOLUME_FILES_TOO_LARGE({ averageFileSizeKib, brickKib })
    : undefined;
}
