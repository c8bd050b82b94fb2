import { Type } from 'typebox';
import {
  type AnyOperation,
  defineOperation,
  defineStage,
  type Json,
  type Next,
  type SettledStage,
  type Step,
} from '../../../kernel/operations/index.ts';
import { brickProvisioner } from '../bricks/brick-provisioner.ts';
import { type CredentialKeeper, credentialId } from '../credentials.ts';
import { errors } from '../errors.ts';
import type { GlusterVolume } from '../gluster/programs/volume-info.ts';
import { glusterBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import { dropBlockVolume, finishGrowth, passBlockVolume, requireNoBlockVolumes } from '../tables/block-volume-table.ts';
import { dropBrick, dropBricksOf, holdBrick, passBrick, releaseBrick, settleBrickAt } from '../tables/brick-table.ts';
import { requireMembers, takeCluster } from '../tables/cluster-table.ts';
import { askForExamination } from '../tables/examination-table.ts';
import { requireNoSnapshotsOf } from '../tables/snapshot-table.ts';
import { dropUnfinished, holdUnfinished, releaseUnfinished } from '../tables/unfinished-table.ts';
import { disorderVolume, dropVolume, keepVolume, passVolume, releaseVolume } from '../tables/volume-table.ts';
import { chooseResolution } from './choose-resolution.ts';
import {
  type BlockGrowing,
  type BlockToResolve,
  type NothingHeld,
  type PartOfVolume,
  planResolution,
  readResolutionView,
  type ResolutionPlan,
  type ResolutionView,
  type WholeVolume,
} from './plan-resolution.ts';
import { deleteBlock, requireNoBlocks } from './steps/block-steps.ts';
import { removeBrick } from './steps/brick-steps.ts';
import { removeClone } from './steps/clone-steps.ts';
import type { GlusterPlace } from './steps/gluster-place.ts';
import {
  type BlockLook,
  LOOK_KEY,
  lookAtBlock,
  lookAtUnfinished,
  type VolumeLook,
} from './steps/look-at-unfinished.ts';
import type { VolumeSought } from './steps/look-for-volume.ts';
import { requireHealed } from './steps/replace-steps.ts';
import { requireUnused } from './steps/require-unused.ts';
import { deleteGlusterVolume, requireAllPeers, requireNoSnapshots, stopGlusterVolume } from './steps/volume-steps.ts';

const ResolveUnfinished = Type.Object(
  {
    record: Type.String(),
    /** A volume that was being made or deleted stays, where Gluster has all of it. */
    keep: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

type WholeUndo = WholeVolume & { readonly isThere: boolean };
type Kept = WholeVolume & { readonly glusterId: string };
type Grown = PartOfVolume & { readonly addGib: number };
type Replaced = PartOfVolume & { readonly old: PartOfVolume['bricks'][number]; readonly next: Replaced['old'] };
type BlockRemoval = { readonly record: string; readonly gluster: GlusterPlace; readonly block: BlockToResolve };
type BlockGrowth = BlockRemoval & BlockLook;

/**
 * `unfinished.resolve`: finishes or undoes what another system had under way when its inventory was taken over (contract
 * heketi-engine §6.3 rule 6). Gluster is asked first how far it came; nothing that is in use is taken away, and what can
 * be neither finished nor undone stays as it is, with the reason. Rows are the record's until a stage takes them, and go
 * back to it when that fails.
 */
export function resolveUnfinished(settings: VolumeSettings, keeper: CredentialKeeper): AnyOperation {
  const provisioner = brickProvisioner(settings);
  const begin = (gluster: GlusterPlace) => [takeCluster(gluster.cluster), requireMembers(gluster)];

  const look = defineStage<WholeVolume | PartOfVolume | BlockGrowing>({
    name: 'look',
    claim: ({ gluster }) => begin(gluster),
    groups: (plan) => [[plan.what === 'block-growth' ? lookAtBlock(plan.block) : lookAtUnfinished(plan.gluster, plan)]],
    settle: () => [],
    unclaim: () => [],
  });

  const removeBlock = defineStage<BlockRemoval>({
    name: 'remove-block',
    claim: ({ record, gluster, block }, operation) => [
      ...begin(gluster),
      passBlockVolume(block.id, 'deleting', { from: record, operation }),
    ],
    groups: ({ block }) => [[deleteBlock(block.place)]],
    settle: ({ block }, operation) => [dropBlockVolume(block.id, operation), keeper.forgetting(credentialId(block.id))],
    unclaim: ({ record, block }, operation) => [
      passBlockVolume(block.id, 'deleting', { from: operation, operation: record }),
    ],
  });

  const settleBlock = defineStage<BlockGrowth>({
    name: 'settle-block',
    claim: ({ gluster }) => begin(gluster),
    groups: () => [],
    settle: ({ record, block, sizeGib, usableGib }) => [finishGrowth(block.id, record, { sizeGib, usableGib })],
    unclaim: () => [],
  });

  const undoVolume = defineStage<WholeUndo>({
    name: 'undo-volume',
    claim: ({ record, volume, bricks, gluster }, operation) => [
      ...begin(gluster),
      passVolume(volume.id, 'deleting', { from: record, operation }),
      requireNoSnapshotsOf(volume.id),
      requireNoBlockVolumes(volume.id),
      ...bricks.map(({ id }) => passBrick(id, 'deleting', { from: record, operation })),
    ],
    groups: (plan): readonly (readonly Step[])[] => [
      ...(plan.isThere ? removalOf(plan) : []),
      plan.bricks.length === 0 ? [] : [requireUnused(plan.gluster, plan.bricks)],
      plan.bricks.map((brick) => removeBrick(provisioner, brick)),
    ],
    settle: ({ record, volume, bricks, source, gluster }, operation) => [
      ...dropVolume(volume.id, operation, dropBricksOf(volume.id, operation, bricks.length)),
      ...(source === null ? [] : [releaseVolume(source, record)]),
      ...askForExamination(gluster.cluster),
    ],
    unclaim: ({ record, volume, bricks }, operation) => [
      ...bricks.map(({ id }) => passBrick(id, stateOf(volume), { from: operation, operation: record })),
      passVolume(volume.id, stateOf(volume), { from: operation, operation: record }),
    ],
  });

  const keepWhole = defineStage<Kept>({
    name: 'keep-volume',
    claim: ({ gluster }) => begin(gluster),
    groups: () => [],
    settle: ({ record, volume, bricks, source, glusterId, gluster }) => [
      keepVolume(volume.id, record, glusterId),
      ...bricks.map(({ id }) => releaseBrick(id, 'ready', record)),
      ...(source === null ? [] : [releaseVolume(source, record)]),
      ...askForExamination(gluster.cluster),
    ],
    unclaim: () => [],
  });

  const undoBricks = defineStage<PartOfVolume>({
    name: 'undo-bricks',
    claim: ({ record, bricks, gluster }, operation) => [
      ...begin(gluster),
      ...bricks.map(({ id }) => passBrick(id, 'leaving', { from: record, operation })),
    ],
    groups: ({ bricks, gluster }) => [
      [requireUnused(gluster, bricks)],
      bricks.map((brick) => removeBrick(provisioner, brick)),
    ],
    settle: ({ bricks, gluster }, operation) => [
      takeCluster(gluster.cluster),
      ...bricks.flatMap(({ id }) => dropBrick(id, operation)),
      ...askForExamination(gluster.cluster),
    ],
    unclaim: ({ what, record, bricks }, operation) =>
      bricks.map(({ id }) =>
        passBrick(id, what === 'eviction' ? 'joining' : 'creating', { from: operation, operation: record }),
      ),
  });

  const keepBricks = defineStage<Grown>({
    name: 'keep-bricks',
    claim: ({ gluster }) => begin(gluster),
    groups: () => [],
    settle: ({ record, volume, bricks, addGib, gluster }) => [
      ...bricks.map(({ id }) => releaseBrick(id, 'ready', record)),
      disorderVolume(volume.id, addGib),
      ...askForExamination(gluster.cluster),
    ],
    unclaim: () => [],
  });

  const finishEviction = defineStage<Replaced>({
    name: 'finish-eviction',
    claim: ({ record, old, next, gluster }, operation) => [
      ...begin(gluster),
      holdBrick(old.id, 'ready', 'leaving', operation),
      passBrick(next.id, 'joining', { from: record, operation }),
    ],
    groups: (plan) => [
      plan.volume.durability.kind === 'none' ? [] : [requireHealed(plan.gluster, replacementIn(plan))],
      [requireUnused(plan.gluster, [plan.old])],
      [removeBrick(provisioner, plan.old)],
    ],
    settle: ({ volume, old, next, gluster }, operation) => [
      takeCluster(gluster.cluster),
      ...dropBrick(old.id, operation),
      settleBrickAt(next.id, old, operation),
      disorderVolume(volume.id),
      ...askForExamination(gluster.cluster),
    ],
    unclaim: ({ record, old, next }, operation) => [
      releaseBrick(old.id, 'ready', operation),
      passBrick(next.id, 'joining', { from: operation, operation: record }),
    ],
  });

  const letGo = defineStage<NothingHeld>({
    name: 'let-go',
    claim: () => [],
    groups: () => [],
    settle: ({ record, source }) => (source === null ? [] : [releaseVolume(source, record)]),
    unclaim: () => [],
  });

  /** What is to be done, once it is known how far it came. */
  const choose = (
    plan: WholeVolume | PartOfVolume | BlockGrowing,
    results: SettledStage['results'],
    { isBlockGone }: { readonly isBlockGone: boolean },
  ): Next => {
    const { record, kind, gluster } = plan;
    const found = results[LOOK_KEY];
    if (plan.what === 'block-growth') {
      const size = found as BlockLook;
      const reasons = [`gluster-block says that it has ${size.sizeGib} GiB, ${size.usableGib} of them on all hosts`];
      return settleBlock.with({ record, gluster, block: plan.block, ...size }, reasons);
    }
    const choice = chooseResolution(plan, found as VolumeLook);
    switch (choice.kind) {
      case 'undecided':
        return {
          kind: 'refused',
          error: errors.UNFINISHED_UNDECIDED({ record, kind, reason: choice.reason }),
        };
      case 'keep':
        return keepWhole.with({ ...(plan as WholeVolume), glusterId: choice.glusterId }, ['Gluster has all of it']);
      case 'grow':
        return keepBricks.with({ ...(plan as PartOfVolume), addGib: choice.addGib }, [
          'Gluster has all new bricks in the volume',
        ]);
      case 'replace':
        return finishEviction.with({ ...(plan as PartOfVolume), old: choice.old, next: choice.next }, [
          `Gluster has put brick ${choice.next.id} in the place of ${choice.old.id}`,
        ]);
      case 'undo':
        if (plan.what !== 'volume') return undoBricks.with(plan, ['Gluster has none of the new bricks']);
        if (plan.block !== null && !isBlockGone) return removeBlock.with({ record, gluster, block: plan.block });
        return undoVolume.with({ ...plan, bricks: choice.bricks, isThere: choice.isThere }, [
          choice.isThere ? 'Gluster has a volume of these bricks' : 'Gluster has no volume of these bricks',
        ]);
    }
  };

  return defineOperation<typeof ResolveUnfinished, ResolutionView, ResolutionPlan>({
    kind: 'unfinished.resolve',
    version: 1,
    input: ResolveUnfinished,
    view: (reader, { record }) => readResolutionView(reader, record),
    plan: (view, { record, keep = false }, context) => planResolution(view, { record, keep }, context, settings),
    next: (plan, settled) => {
      const [first, ...others] = settled;
      const last = others.at(-1) ?? first;
      if (plan.what === 'nothing') return last === undefined ? letGo.with(plan) : done(plan, last);
      if (plan.what === 'block') return last === undefined ? removeBlock.with(plan) : done(plan, last);
      if (first === undefined || last === undefined) return look.with(plan);
      const isBlockGone = last.name === removeBlock.name;
      if (last === first || (isBlockGone && plan.what === 'volume'))
        return choose(plan, first.results, { isBlockGone });
      return done(plan, last);
    },
    stages: [look, removeBlock, settleBlock, undoVolume, keepWhole, undoBricks, keepBricks, finishEviction, letGo],
    stagesExpected: ({ what }) => (what === 'nothing' || what === 'block' ? 1 : 2),
    open: ({ record }, operation) => [holdUnfinished(record, operation)],
    close: ({ record }, operation, end) => [
      end === 'succeeded' ? dropUnfinished(record, operation) : releaseUnfinished(record, operation),
    ],
  });
}

function done({ record, kind }: ResolutionPlan, { name }: SettledStage): Next {
  const result: Json = { record, kind, outcome: name };
  return { kind: 'done', result };
}

function stateOf({ state }: WholeVolume['volume']): 'creating' | 'deleting' {
  return state === 'deleting' ? 'deleting' : 'creating';
}

/** What Gluster would refuse is looked for before anything is stopped. */
function removalOf({ kind, volume, bricks, gluster }: WholeUndo): readonly (readonly Step[])[] {
  const { id, name, glusterId, block } = volume;
  const names = bricks.map(glusterBrick);
  if (kind === 'volume.clone' && bricks.every(({ path }) => path === '')) {
    const origin = bricks.map(({ storageHostname }) => `${storageHostname}:/`);
    return [[removeClone(gluster, { name, bricks, origin })]];
  }
  const sought: VolumeSought = { name, bricks: names, isIt: (found) => isOfThese(found, names) };
  const hosting = { id, name, glusterId, bricks: names };
  return [
    [
      requireNoSnapshots(gluster, sought),
      requireAllPeers(gluster, sought),
      ...(block ? [requireNoBlocks({ gluster, hosting })] : []),
    ],
    [stopGlusterVolume(gluster, sought)],
    [deleteGlusterVolume(gluster, sought)],
  ];
}

/** In whatever order: that of an export is not Gluster's. */
function isOfThese({ bricks }: GlusterVolume, names: readonly string[]): boolean {
  return bricks.length > 0 && bricks.every(({ name }) => names.includes(name));
}

/** Which bricks are copies of the new one is not known yet: all of the volume count. */
function replacementIn({ volume, rest, old, next }: Replaced) {
  return {
    volume: volume.name,
    durability: volume.durability,
    old: { id: old.id, name: glusterBrick(old) },
    new: { id: next.id, name: glusterBrick(next) },
    peers: rest.filter(({ id }) => id !== old.id).map(glusterBrick),
  };
}
