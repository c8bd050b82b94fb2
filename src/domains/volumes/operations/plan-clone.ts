import type { CodedError } from '../../../kernel/errors.ts';
import type { PlanContext, PlanOutcome, Reader } from '../../../kernel/operations/index.ts';
import { poolOf } from '../brick-paths.ts';
import { errors } from '../errors.ts';
import { glusterBrick, type PlacedBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import type { VolumeRow } from '../tables/volume-table.ts';
import { whyNotName } from './check-volume-input.ts';
import { eligibleClusters } from './eligible-clusters.ts';
import { readSnapshotView, type SnapshotView, snapshotAtHand } from './snapshot-at-hand.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';
import type { KnownSnapshot, SnapshotToTake } from './steps/snapshot-steps.ts';
import { readVolumeView, volumeAtHand, whyNoSnapshots } from './volume-at-hand.ts';

export interface CloneInput {
  readonly volume?: string;
  readonly snapshot?: string;
  readonly name?: string;
}

export interface CloneView extends SnapshotView {
  readonly isNameTaken: boolean;
}

export type ClonePlan = {
  /** What is cloned; its bricks in Gluster's order, as far as the clone has them. */
  readonly source: { readonly id: string; readonly name: string; readonly bricks: readonly PlacedBrick[] };
  /** Absent: a snapshot is taken for the clone, and deleted behind it. */
  readonly snapshot?: KnownSnapshot;
  readonly temporary: SnapshotToTake;
  readonly volume: VolumeRow;
  readonly bricks: readonly PlacedBrick[];
  readonly gluster: GlusterPlace;
};

export async function readCloneView(reader: Reader, { volume, snapshot, name }: CloneInput): Promise<CloneView> {
  const view =
    snapshot === undefined
      ? { snapshot: undefined, ...(await readVolumeView(reader, volume ?? '')) }
      : await readSnapshotView(reader, snapshot);
  const taken =
    name === undefined || view.cluster === undefined
      ? []
      : await reader.read({
          sql: 'select id from gluster_volume where name = $1 and cluster = $2',
          values: [name, view.cluster.id],
        });
  return { ...view, isNameTaken: taken.length > 0 };
}

/** Everything but its name comes from what is cloned, and its bricks lie where the others lie. */
export function planClone(
  view: CloneView,
  input: CloneInput,
  context: PlanContext,
  settings: VolumeSettings,
): PlanOutcome<ClonePlan> {
  const refused = (error: CodedError) => ({ kind: 'refused', error }) as const;
  if ((input.volume === undefined) === (input.snapshot === undefined))
    return refused(errors.VOLUME_INPUT_INVALID({ field: 'volume', reason: 'either a volume or a snapshot' }));
  const reason = whyNotName(input.name);
  if (reason !== undefined) return refused(errors.VOLUME_INPUT_INVALID({ field: 'name', reason }));
  const from = input.snapshot === undefined ? undefined : snapshotAtHand(view, input.snapshot);
  const found = from ?? volumeAtHand(view, input.volume ?? '');
  if (from instanceof Error) return refused(from);
  if (found instanceof Error) return refused(found);
  const impossible = whyNoSnapshots(found);
  if (impossible !== undefined) return refused(impossible);
  const { volume: source, cluster } = found;
  const nameTakenIn = view.isNameTaken ? [cluster.id] : [];
  const name = input.name === undefined ? {} : { name: input.name };
  const eligible = eligibleClusters(
    { clusters: [cluster], nameTakenIn },
    { ...name, clusters: [cluster.id] },
    settings,
  );
  if (eligible.kind === 'refused') return eligible;
  const removed = found.bricks.find(({ brick }) =>
    cluster.nodes.some(({ devices }) => devices.some((device) => device.id === brick.device && device.isBeingRemoved)),
  );
  if (removed !== undefined)
    return refused(errors.DEVICE_BUSY({ device: removed.brick.device, reason: 'it is being removed' }));

  const originals = found.bricks.map(({ brick }) => brick).slice(0, from?.snapshot.bricks);
  const id = context.newId();
  return {
    kind: 'planned',
    plan: {
      source: { id: source.id, name: source.name, bricks: originals },
      ...(from === undefined ? {} : { snapshot: from.known }),
      temporary: {
        name: `tmpsnap_${id}`,
        volume: source.name,
        bricks: found.bricks.map(({ brick }) => glusterBrick(brick)),
        mark: id,
      },
      volume: {
        id,
        project: source.project,
        cluster: cluster.id,
        name: input.name ?? `vol_${id}`,
        sizeGib: from?.snapshot.sizeGib ?? source.sizeGib,
        durability: source.durability,
        gid: source.gid,
        zones: source.zones,
        placement: source.placement,
        block: false,
        snapshotFactor: source.snapshotFactor,
        options: source.options,
        request: source.request,
      },
      bricks: originals.map((brick) => clonedBrick(brick, context.newId())),
      gluster: glusterPlaceOf(cluster, settings, context.avoid),
    },
    reasons: [
      `the volume ${source.name} stays as it is and goes on; it is held until the clone is there`,
      'the clone lies in the same thin pools: it takes room there as the two become different, and none of the devices',
    ],
  };
}

/** It keeps place and role; what the pool takes is charged to the brick that it was made for. */
function clonedBrick(origin: PlacedBrick, id: string): PlacedBrick {
  const { lv: _, ...rest } = origin;
  return { ...rest, id, pool: poolOf(origin), path: '', poolKib: 0, metadataKib: 0, chargedKib: 0 };
}
