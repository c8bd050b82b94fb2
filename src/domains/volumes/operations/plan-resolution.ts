import { howMany } from '../../../kernel/how-many.ts';
import type { PlanContext, PlanOutcome, Reader } from '../../../kernel/operations/index.ts';
import { poolOf } from '../brick-paths.ts';
import type { Durability } from '../durability.ts';
import { errors } from '../errors.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import type { UnfinishedInfo } from '../inventory/infos.ts';
import { type BlockVolumeFound, findBlockVolume } from '../inventory/read-block-volume.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import { findUnfinished } from '../inventory/read-unfinished.ts';
import {
  type BrickFound,
  bricksHeldBy,
  bricksOfVolume,
  findVolume,
  type VolumeFound,
  volumesHeldBy,
} from '../inventory/read-volume.ts';
import { glusterBrick, type PlacedBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import type { UnfinishedKind } from '../tables/unfinished-table.ts';
import type { BlockPlace } from './steps/block-place.ts';
import { type GlusterPlace, glusterPlaceOf } from './steps/gluster-place.ts';

export interface ResolutionView {
  readonly record: UnfinishedInfo | undefined;
  readonly volumes: readonly VolumeFound[];
  readonly bricks: readonly BrickFound[];
  readonly blocks: readonly BlockVolumeFound[];
  /** The volume that it is about, with all its bricks. */
  readonly volume: VolumeFound | undefined;
  readonly volumeBricks: readonly BrickFound[];
  readonly cluster: ClusterView | undefined;
}

/** Type aliases, so that they count as JSON. */
type Subject = {
  readonly record: string;
  readonly kind: UnfinishedKind;
  readonly gluster: GlusterPlace;
  readonly volume: {
    readonly id: string;
    readonly name: string;
    readonly durability: Durability;
    /** Null where it was never recorded, as of what was taken over: then its bricks say which it is. */
    readonly glusterId: string | null;
    readonly state: VolumeFound['state'];
    /** It holds block volumes. */
    readonly block: boolean;
  };
};

export type BlockToResolve = { readonly id: string; readonly sizeGib: number; readonly place: BlockPlace };

/** A whole volume that was being made or deleted: it holds all bricks. */
export type WholeVolume = Subject & {
  readonly what: 'volume';
  readonly bricks: readonly PlacedBrick[];
  /** What a clone was to be made of; it is held, too. */
  readonly source: string | null;
  /** Made or deleted with it. */
  readonly block: BlockToResolve | null;
  /** It is to stay, if Gluster has all of it. */
  readonly keep: boolean;
};

/** Bricks of a volume that is there, and goes on. */
export type PartOfVolume = Subject & {
  readonly what: 'expansion' | 'eviction';
  readonly bricks: readonly PlacedBrick[];
  /** The other ones of the volume. */
  readonly rest: readonly PlacedBrick[];
  readonly addGib: number | null;
};

/** A block volume in a volume that is there: it goes, or has only to be measured. */
export type BlockRemoval = Subject & { readonly what: 'block'; readonly block: BlockToResolve };
export type BlockGrowing = Subject & { readonly what: 'block-growth'; readonly block: BlockToResolve };

export type NothingHeld = {
  readonly what: 'nothing';
  readonly record: string;
  readonly kind: UnfinishedKind;
  readonly source: string | null;
};

export type ResolutionPlan = WholeVolume | PartOfVolume | BlockRemoval | BlockGrowing | NothingHeld;

export async function readResolutionView(reader: Reader, record: string): Promise<ResolutionView> {
  const [info, volumes, bricks] = await Promise.all([
    findUnfinished(reader, record),
    volumesHeldBy(reader, record),
    bricksHeldBy(reader, record),
  ]);
  const blocks = await Promise.all((info?.blockVolumes ?? []).map((id) => findBlockVolume(reader, id)));
  const found = blocks.filter((block) => block !== undefined);
  const half = volumes.find(({ state }) => state !== 'ready');
  const about = half?.id ?? bricks.find(({ volume }) => volume !== null)?.volume ?? found[0]?.hosting;
  const [volume, volumeBricks] =
    typeof about === 'string'
      ? await Promise.all([half ?? findVolume(reader, about), bricksOfVolume(reader, about)])
      : [undefined, []];
  const [cluster] = volume === undefined ? [] : await readClusterViews(reader, volume.cluster);
  return { record: info, volumes, bricks, blocks: found, volume, volumeBricks, cluster };
}

/** Kinds that make or delete a whole volume. */
const WHOLE: readonly UnfinishedKind[] = ['volume.create', 'volume.clone', 'volume.delete', 'block-volume.create'];

/** What a record is about. What is done about it is chosen when Gluster has been asked. */
export function planResolution(
  view: ResolutionView,
  { record: id, keep }: { readonly record: string; readonly keep: boolean },
  { avoid }: PlanContext,
  settings: VolumeSettings,
): PlanOutcome<ResolutionPlan> {
  const { record, volume, cluster } = view;
  if (record === undefined) return { kind: 'refused', error: errors.UNFINISHED_NOT_FOUND({ record: id }) };
  const { kind, operation } = record;
  if (operation !== null) return { kind: 'refused', error: errors.UNFINISHED_BUSY({ record: id, operation }) };
  const reason = whyUnclear(view, kind);
  if (reason !== undefined)
    return { kind: 'refused', error: errors.UNFINISHED_UNDECIDED({ record: id, kind, reason }) };
  const source = view.volumes.find(({ state }) => state === 'ready')?.id ?? null;
  if (volume === undefined || cluster === undefined)
    return {
      kind: 'planned',
      plan: { what: 'nothing', record: id, kind, source },
      reasons: [`${kind} (${id}) holds nothing${source === null ? '' : ` but the volume ${source}`}: its record goes`],
    };
  const gluster = glusterPlaceOf(cluster, settings, avoid);
  const subject: Subject = { record: id, kind, gluster, volume: subjectOf(volume) };
  const bricks = view.bricks.map(({ brick }) => brick);
  const block = blockOf(view, gluster);
  const no = (why: string): PlanOutcome<ResolutionPlan> => ({
    kind: 'refused',
    error: errors.UNFINISHED_UNDECIDED({ record: id, kind, reason: why }),
  });
  if (volume.state !== 'ready') {
    if (keep && block !== null) return no('a block volume whose making was not finished cannot be kept');
    const plan: WholeVolume = {
      ...subject,
      what: 'volume',
      // What Gluster makes of snapshots has its names in its row alone.
      bricks: kind === 'volume.clone' ? bricks.map((brick) => ({ ...brick, pool: poolOf(brick) })) : bricks,
      source,
      block,
      keep,
    };
    return { kind: 'planned', plan, reasons: [aboutVolume(plan)] };
  }
  if (keep) return no(`it made or deleted no whole volume that could be kept`);
  if (block !== null) {
    const what = kind === 'block-volume.expand' ? 'block-growth' : 'block';
    const sentence =
      what === 'block'
        ? `the block volume ${block.place.name} in ${volume.name} goes, with all its data`
        : `the block volume ${block.place.name} in ${volume.name} gets the size that gluster-block says it has`;
    return { kind: 'planned', plan: { ...subject, what, block }, reasons: [sentence] };
  }
  const rest = view.volumeBricks.filter(({ operation: holder }) => holder === null).map(({ brick }) => brick);
  const what = kind === 'brick.evict' ? 'eviction' : 'expansion';
  const plan: PartOfVolume = { ...subject, what, bricks, rest, addGib: record.addGib };
  return { kind: 'planned', plan, reasons: [aboutPart(plan)] };
}

/** Why nobody can say what the rows of a record mean. */
function whyUnclear(view: ResolutionView, kind: UnfinishedKind): string | undefined {
  const { record, volumes, bricks, blocks, volume, volumeBricks } = view;
  const half = volumes.filter(({ state }) => state !== 'ready');
  if (half.length > 1) return `it holds ${half.length} volumes that were being made or deleted`;
  if (blocks.length > 1) return `it holds ${blocks.length} block volumes`;
  const stranger = bricks.find((brick) => brick.volume !== volume?.id);
  if (stranger !== undefined) return `it holds brick ${stranger.brick.id}, which is of another volume`;
  const other = volumeBricks.find(({ operation }) => operation !== null && operation !== record?.id);
  if (other !== undefined && bricks.length > 0)
    return `brick ${other.brick.id} of its volume is held by ${String(other.operation)}; resolve that first`;
  if (volume === undefined) return undefined;
  if (volume.state !== 'ready' && blocks.length === 0 && !WHOLE.includes(kind))
    return `it holds the volume ${volume.name}, which it neither made nor deleted`;
  if (half.length > 0) {
    const free = volumeBricks.find(({ operation }) => operation === null);
    return free === undefined ? undefined : `brick ${free.brick.id} of its volume is not held by it`;
  }
  if (volume.state !== 'ready') return `the volume ${volume.name} is held by ${String(volume.operation)}`;
  if (blocks.length > 0) return undefined;
  if (kind !== 'volume.expand' && kind !== 'brick.evict') return `it holds bricks of the volume ${volume.name}`;
  return kind === 'brick.evict' && bricks.length > 1 ? `it holds ${bricks.length} bricks` : undefined;
}

function subjectOf({ id, name, durability, glusterId, state, block }: VolumeFound): Subject['volume'] {
  return { id, name, durability, glusterId, state, block };
}

function blockOf({ blocks: [found], volume, volumeBricks }: ResolutionView, gluster: GlusterPlace) {
  if (found === undefined || volume === undefined) return null;
  const hosting = {
    id: volume.id,
    name: volume.name,
    glusterId: volume.glusterId,
    bricks: volumeBricks.map(({ brick }) => glusterBrick(brick)),
  };
  return { id: found.id, sizeGib: found.sizeGib, place: { gluster, hosting, name: found.name } };
}

function aboutVolume({ kind, volume, bricks, keep }: WholeVolume): string {
  return keep
    ? `the volume ${volume.name} stays, if Gluster has all of it, ${howMany(bricks.length, 'brick')}, and it runs`
    : `${kind} was not finished: the volume ${volume.name} and its ${howMany(bricks.length, 'brick')} go, with all their data, unless Gluster has the bricks in another volume`;
}

function aboutPart({ what, volume, bricks }: PartOfVolume): string {
  return what === 'expansion'
    ? `the ${bricks.length} new bricks of the volume ${volume.name} stay if Gluster has all of them in it, and go if it has none`
    : `brick ${bricks[0]?.id} of the volume ${volume.name} stays if Gluster has put it in the place of another, which goes then; otherwise it goes itself`;
}
