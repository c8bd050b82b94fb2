import { Type } from 'typebox';
import { moveHostStatements } from '../../../kernel/hosts/index.ts';
import { type AnyOperation, defineOperation, defineStage, oneStage } from '../../../kernel/operations/index.ts';
import type { Batch } from '../../../kernel/store/index.ts';
import type { VolumeSettings } from '../settings.ts';
import { requireBlockVolumes } from '../tables/block-volume-table.ts';
import { requireMembers, takeClusterOfNode } from '../tables/cluster-table.ts';
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
import type { ReaddressPlan, ReaddressView, RenamedBrick } from './readdressing.ts';
import {
  givePeerName,
  goOnWriting,
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
 * after brick goes on under it, while nobody writes to its volume. While it is under way nothing else comes to the node's
 * devices or works on its volumes.
 */
export function readdressNode(settings: VolumeSettings): AnyOperation {
  const readdress = defineStage<ReaddressPlan>({
    name: 'readdress',

    claim: ({ node, host, from, to, reach, gluster, devices, bricks, blockVolumes, volumes }, operation) => [
      takeClusterOfNode(node),
      ...holdQuietNode(node, operation),
      requireNames(node, from),
      ...(gluster === undefined ? [] : [requireMembers(gluster)]),
      holdDevicesOf(node, operation, devices),
      requireBricksOn(node, bricks),
      requireBlockVolumes(node, blockVolumes),
      ...volumes.flatMap(({ id }) => [holdVolume(id, 'ready', operation), requireNoSnapshotsOf(id)]),
      ...takeNames(node, from, to),
      ...(reach === undefined ? [] : moveHostStatements(host, reach.to)),
    ],

    groups: (plan) => {
      const { node, host, from, to, reach, gluster, askers, volumes, renamed } = plan;
      const [oldName = '', name = ''] = [from.storage[0], to.storage[0]];
      const about = { node, host, oldName };
      const reached = reach === undefined ? [] : [[requireSameMachine(about, to.manage[0] ?? '')]];
      if (gluster === undefined) return reached;
      const known = [[learnGlusterd(gluster, about)], ...reached];
      if (name === oldName) return known;
      const replacements = renamed.map((brick) => replacementOf(brick, oldName, name));
      return [
        ...known,
        [requireNameLeadsThere(gluster, askers, name)],
        replacements.length === 0 ? [] : [requireExpendables(gluster, replacements)],
        [givePeerName(gluster, name)],
        ...volumes.flatMap((volume) => [
          [keepStill(gluster, volume)],
          ...replacements
            .filter((replacement) => replacement.volume === volume.name)
            .flatMap((replacement) => [
              [renameBrick(gluster, replacement)],
              replacement.durability.kind === 'none'
                ? []
                : [requireHealed(gluster, replacement, `healed-${replacement.old.id}`)],
            ]),
          [goOnWriting(gluster, volume)],
        ]),
      ];
    },

    settle: ({ node, to, volumes }, operation) => [
      ...setNames(node, to, operation),
      ...release(node, volumes, operation),
    ],

    unclaim: giveBack,

    // Where some bricks have the new name and some the old one, the node keeps both: asked for once more, the rest follows.
    abandon: (plan, operation, done) => {
      const { node, from, to, volumes, renamed } = plan;
      const count = renamed.filter(({ id }) => done.includes(renameKey(id))).length;
      if (count === 0) return giveBack(plan, operation);
      const names = count === renamed.length ? to : { manage: to.manage, storage: both(from, to) };
      return [...setNames(node, names, operation), ...release(node, volumes, operation)];
    },
  });

  return defineOperation<typeof ReaddressNode, ReaddressView, ReaddressPlan>({
    kind: 'node.readdress',
    version: 1,
    input: ReaddressNode,
    view: readReaddressView,
    plan: (view, input, context) => planReaddressing(view, input, context, settings),
    next: oneStage(readdress, ({ node }) => ({ node })),
    stages: [readdress],
    stagesExpected: () => 1,
  });
}

function giveBack({ node, host, from, to, reach, volumes }: ReaddressPlan, operation: string): Batch {
  return [
    ...giveNamesBack(node, from, to),
    ...(reach === undefined ? [] : moveHostStatements(host, reach.from)),
    ...release(node, volumes, operation),
  ];
}

function release(node: string, volumes: ReaddressPlan['volumes'], operation: string): Batch {
  return [
    ...volumes.map(({ id }) => releaseVolume(id, operation)),
    releaseDevicesOf(node, operation),
    releaseNode(node, operation),
  ];
}

function both(from: NodeNames, to: NodeNames): readonly string[] {
  return [...new Set([...from.storage, ...to.storage])];
}

function replacementOf(brick: RenamedBrick, oldName: string, name: string): Replacement {
  const { id, path, volume, durability, peers } = brick;
  return {
    volume,
    durability,
    old: { id, name: `${oldName}:${path}` },
    new: { id, name: `${name}:${path}` },
    peers,
  };
}
