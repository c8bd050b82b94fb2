import { Type } from 'typebox';
import { leaveAddressesStatements, moveHostBackStatements, moveHostStatements } from '../../../kernel/hosts/index.ts';
import {
  type AnyOperation,
  defineOperation,
  defineStage,
  type Next,
  type SettledStage,
  type Step,
} from '../../../kernel/operations/index.ts';
import type { Batch } from '../../../kernel/store/index.ts';
import type { VolumeSettings } from '../settings.ts';
import { requireBlockVolumes } from '../tables/block-volume-table.ts';
import { requireMembers, requireNodes, takeClusterOfNode } from '../tables/cluster-table.ts';
import { requireBricksIn } from '../tables/brick-table.ts';
import { holdDevicesOf, releaseDevicesOf } from '../tables/device-table.ts';
import {
  giveNamesBack,
  holdQuietNode,
  releaseNode,
  requireBricksOn,
  requireNames,
  setNames,
  takeNames,
  type NodeNames,
} from '../tables/node-table.ts';
import { requireNoSnapshotsOf } from '../tables/snapshot-table.ts';
import { holdVolume, releaseVolume } from '../tables/volume-table.ts';
import { Hostnames } from './hostname.ts';
import { planReaddressing } from './plan-readdressing.ts';
import { readReaddressView } from './read-readdress-view.ts';
import type { ReaddressPlan, ReaddressView, RenamedBrick, VolumeRenaming } from './readdressing.ts';
import type { GlusterPlace } from './steps/gluster-place.ts';
import {
  givePeerName,
  goOnWriting,
  keepNextStill,
  keepStill,
  learnGlusterd,
  renameBrick,
  renameKey,
  requireExpendables,
  requireNameLeadsThere,
  requireSameMachine,
} from './steps/readdress-steps.ts';
import { type Replacement, requireHealed } from './steps/replace-steps.ts';

const ReaddressNode = Type.Object(
  {
    node: Type.String(),
    /** All names by which it is reached from then on; the first one is used. As they are without it. */
    manage: Type.Optional(Hostnames),
    /** The same for those that stand in names of bricks. */
    storage: Type.Optional(Hostnames),
    /** Whether volumes may stand still for some seconds. */
    interrupt: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/**
 * `node.readdress`: a node gets other names, and stays the node that it is (contract heketi-engine §8, row 12). That it is
 * the same machine is known by its glusterd. Where its first storage name changes, the pool learns the new one, and brick
 * after brick goes on under it, while nobody writes to its volume. Each volume is a stage, the first one with all that is
 * checked before; until the last one is settled the node has both names. While it is under way nothing else comes to the
 * node's devices or works on its volumes.
 */
export function readdressNode(settings: VolumeSettings): AnyOperation {
  const readdress = defineStage<ReaddressPlan>({
    name: 'readdress',

    claim: (plan, operation) => {
      const { node, host, from, to, reach, gluster, askers, devices, bricks, blockVolumes, volumes } = plan;
      return [
        takeClusterOfNode(node),
        ...holdQuietNode(node, operation),
        requireNodes(node, askers),
        requireNames(node, from),
        ...(gluster === undefined ? [] : [requireMembers(gluster)]),
        holdDevicesOf(node, operation, devices),
        requireBricksOn(node, bricks),
        requireBlockVolumes(node, blockVolumes),
        ...volumes.flatMap((volume) => [
          holdVolume(volume.id, 'ready', operation),
          requireNoSnapshotsOf(volume.id),
          requireBricksIn(volume.id, setsOf(plan, volume)),
        ]),
        ...takeNames(node, from, to),
        ...(reach === undefined ? [] : moveHostStatements(host, reach.from, reach.to, operation)),
      ];
    },

    groups: (plan) => {
      const { node, host, from, to, reach, gluster, askers, renamed, volumes } = plan;
      const [oldName = '', name = ''] = [from.storage[0], to.storage[0]];
      const about = { node, host, oldName };
      const reached = reach === undefined ? [] : [[requireSameMachine(about, to.manage[0] ?? '')]];
      if (gluster === undefined) return reached;
      const known = [[learnGlusterd(gluster, about)], ...reached];
      if (name === oldName) return known;
      const [first] = volumes;
      return [
        ...known,
        [requireNameLeadsThere(gluster, askers, about, name)],
        renamed.length === 0 ? [] : [requireExpendables(gluster, replacementsOf(plan))],
        [givePeerName(gluster, name)],
        ...(first === undefined
          ? []
          : [[keepStill(gluster, first)], ...renaming(gluster, renamingOf(plan, first, gluster))]),
      ];
    },

    settle: ({ node, host, from, to, volumes }, operation) => [
      ...setNames(node, volumes.length > 1 ? withBoth(from, to) : to, operation),
      ...leaveAddressesStatements(host, operation),
    ],

    unclaim: giveBack,

    // Where some bricks have the new name and some the old one, the node keeps both: asked for once more, the rest follows.
    abandon: (plan, operation, done) => {
      const { node, host, from, to, renamed } = plan;
      const count = renamed.filter(({ id }) => done.includes(renameKey(id))).length;
      if (count === 0) return giveBack(plan);
      return [
        ...setNames(node, count === renamed.length ? to : withBoth(from, to), operation),
        ...leaveAddressesStatements(host, operation),
      ];
    },
  });

  const renameVolume = defineStage<VolumeRenaming>({
    name: 'rename-volume',
    mustFollow: true,
    // The first stage holds all of it, until the end.
    claim: () => [],
    groups: (plan) => [[keepNextStill(plan.gluster, plan.volume)], ...renaming(plan.gluster, plan)],
    settle: ({ node, to, isLast }, operation) => (isLast ? setNames(node, to, operation) : []),
    unclaim: () => [],
    abandon: ({ node, to, isLast, renamed }, operation, done) =>
      isLast && renamed.every(({ id }) => done.includes(renameKey(id))) ? setNames(node, to, operation) : [],
  });

  const next = (plan: ReaddressPlan, settled: readonly SettledStage[]): Next => {
    if (settled.length === 0) return readdress.with(plan);
    const { node, gluster, volumes } = plan;
    const volume = volumes[settled.length];
    if (volume === undefined || gluster === undefined) return { kind: 'done', result: { node } };
    return renameVolume.with(renamingOf(plan, volume, gluster));
  };

  return defineOperation<typeof ReaddressNode, ReaddressView, ReaddressPlan>({
    kind: 'node.readdress',
    version: 1,
    input: ReaddressNode,
    view: readReaddressView,
    plan: (view, input, context) => planReaddressing(view, input, context, settings),
    close: ({ node, volumes }, operation) => [
      ...volumes.map(({ id }) => releaseVolume(id, operation)),
      releaseDevicesOf(node, operation),
      releaseNode(node, operation),
    ],
    next: Object.assign(next, { ignoresView: true as const }),
    stages: [readdress, renameVolume],
    stagesExpected: ({ volumes }) => Math.max(1, volumes.length),
  });
}

function giveBack({ node, host, from, to, reach }: ReaddressPlan): Batch {
  return [...giveNamesBack(node, from, to), ...(reach === undefined ? [] : moveHostBackStatements(host, reach.from))];
}

/** The bricks of a volume that are renamed, and the others of their sets, as they are called before. */
function setsOf(plan: ReaddressPlan, { name }: VolumeRenaming['volume']): readonly string[] {
  const concerned = replacementsOf(plan).filter(({ volume }) => volume === name);
  return [...new Set(concerned.flatMap(({ old, peers }) => [old.name, ...peers]))];
}

/** As long as some bricks have the old name. */
function withBoth(from: NodeNames, to: NodeNames): NodeNames {
  return { manage: to.manage, storage: [...new Set([...from.storage, ...to.storage])] };
}

function renamingOf(
  { node, from, to, volumes, renamed }: ReaddressPlan,
  volume: VolumeRenaming['volume'],
  gluster: GlusterPlace,
): VolumeRenaming {
  return {
    node,
    from,
    to,
    gluster,
    volume,
    renamed: renamed.filter((brick) => brick.volume === volume.name),
    isLast: volume.id === volumes.at(-1)?.id,
  };
}

/** What comes behind `keepStill`. */
function renaming(gluster: GlusterPlace, plan: VolumeRenaming): readonly (readonly Step[])[] {
  return [
    ...replacementsOf(plan).flatMap((replacement) => [
      [renameBrick(gluster, replacement)],
      replacement.durability.kind === 'none'
        ? []
        : [requireHealed(gluster, replacement, `healed-${replacement.old.id}`)],
    ]),
    [goOnWriting(gluster, plan.volume)],
  ];
}

function replacementsOf({ from, to, renamed }: Pick<VolumeRenaming, 'from' | 'to' | 'renamed'>): Replacement[] {
  const [oldName = '', name = ''] = [from.storage[0], to.storage[0]];
  return renamed.map(({ id, path, volume, durability, peers }: RenamedBrick) => ({
    volume,
    durability,
    old: { id, name: `${oldName}:${path}` },
    new: { id, name: `${name}:${path}` },
    peers,
  }));
}
