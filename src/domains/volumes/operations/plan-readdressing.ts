import type { CodedError } from '../../../kernel/errors.ts';
import { hostErrors } from '../../../kernel/hosts/index.ts';
import { howMany } from '../../../kernel/how-many.ts';
import type { PlanContext, PlanOutcome } from '../../../kernel/operations/index.ts';
import { setSizeOf } from '../durability.ts';
import { errors } from '../errors.ts';
import { glusterBrick } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import type {
  ReaddressedNode,
  ReaddressedVolume,
  ReaddressInput,
  ReaddressPlan,
  ReaddressView,
  RenamedBrick,
} from './readdressing.ts';
import { glusterPlaceOf } from './steps/gluster-place.ts';

/** What becomes of a node's names and its bricks', or why they stay (contract heketi-engine §8, row 12). */
export function planReaddressing(
  view: ReaddressView,
  input: ReaddressInput,
  context: Pick<PlanContext, 'avoid'>,
  settings: VolumeSettings,
): PlanOutcome<ReaddressPlan> {
  const { node, cluster, volumes, blockVolumes, reach } = view;
  const { node: id } = input;
  if (node === undefined || cluster === undefined) return refused(errors.NODE_NOT_FOUND({ node: id }));
  const from = { manage: node.manage, storage: node.storage };
  const to = { manage: input.manage ?? from.manage, storage: input.storage ?? from.storage };
  if (isSame(from.manage, to.manage) && isSame(from.storage, to.storage))
    return refused(errors.NODE_NAMES_UNCHANGED({ node: id }));
  const taken = whyTaken(view);
  if (taken !== undefined) return refused(taken);
  const reason = whyBusy(view, node);
  if (reason !== undefined) return refused(errors.NODE_BUSY({ node: id, reason }));
  const [name = ''] = to.storage;
  const isRenamed = name !== from.storage[0];
  const others = { ...cluster, nodes: cluster.nodes.filter((other) => other.id !== id) };
  const reasons = isRenamed
    ? whyNot(view, node, { id, interrupt: input.interrupt === true, others: others.nodes.length })
    : [];
  if (reasons.length > 0) return refused(errors.NODE_NOT_READDRESSABLE({ node: id, name, reasons }));
  const renamed = isRenamed ? volumes.flatMap((volume) => bricksOf(volume, id)) : [];
  const place = others.nodes.length === 0 ? undefined : glusterPlaceOf(others, settings, context.avoid);
  return {
    kind: 'planned',
    plan: {
      node: id,
      host: node.host,
      from,
      to,
      ...(reach === undefined ? {} : { reach }),
      ...(place === undefined
        ? {}
        : {
            gluster: { ...place, members: { ...place.members, [from.storage[0] ?? '']: node.host, [name]: node.host } },
          }),
      askers: cluster.nodes.filter(({ state, isLeaving }) => state !== 'failed' && !isLeaving).map(({ host }) => host),
      devices: node.devices,
      bricks: node.bricks,
      blockVolumes: blockVolumes.length,
      volumes: isRenamed ? volumes.map(({ volume: { id, name } }) => ({ id, name })).toSorted(byId) : [],
      renamed,
    },
    reasons: reasonsOf(view, node, { to, isRenamed, renamed, isMoved: reach !== undefined }),
  };
}

function whyTaken({ taken, rival }: ReaddressView): CodedError | undefined {
  if (taken !== undefined) return errors.NODE_NAME_TAKEN(taken);
  if (rival === undefined) return undefined;
  const { name, owner } = rival;
  return rival.by === 'name'
    ? hostErrors.HOST_NAME_TAKEN({ name })
    : hostErrors.HOST_ADDRESS_TAKEN({ address: name, by: owner });
}

function whyBusy({ holder, restless: [brick] }: ReaddressView, node: ReaddressedNode): string | undefined {
  if (node.removedBy !== null) return `operation ${node.removedBy} works on it`;
  if (holder !== undefined) return `${holder} works with the pool of its cluster`;
  if (node.heldDevice !== undefined) return `its device ${node.heldDevice} is worked on`;
  return brick === undefined ? undefined : `brick ${brick} on it is worked on, or waits to be cleaned up`;
}

/** One sentence for each thing that does not go along, with what can be done about it. */
function whyNot(
  { volumes, blockVolumes }: ReaddressView,
  { storage: [old = ''] }: ReaddressedNode,
  { id, interrupt, others }: { readonly id: string; readonly interrupt: boolean; readonly others: number },
): readonly string[] {
  return [
    ...(others === 0 && volumes.length > 0
      ? ['its bricks cannot be given another name by itself, and it is the only node of its cluster']
      : []),
    ...(volumes.length > 0 && !interrupt
      ? [
          `${howMany(volumes.length, 'volume')} would stand still for some seconds each, which clients see as a read-only file system; say that it may be so (\`interrupt\`)`,
        ]
      : []),
    ...volumes.flatMap(({ volume: { name, durability, bricksOrdered, cluster }, snapshots, bricks }) => [
      ...(snapshots > 0
        ? [
            `the volume ${name} has ${howMany(snapshots, 'snapshot')}, whose bricks would keep the old name; delete them first`,
          ]
        : []),
      ...(bricksOrdered || bricks.length <= setSizeOf(durability)
        ? []
        : [`which bricks of the volume ${name} belong together is not known; examine the cluster ${cluster} first`]),
      ...(isTwiceInASet(bricks, id)
        ? [
            `two bricks of one set of the volume ${name} lie on it, and neither can be renamed without the other; move one to another node first`,
          ]
        : []),
    ]),
    ...blockVolumes
      .filter(({ hosts }) => hosts.includes(old))
      .map(({ name }) => `clients of the block volume ${name} reach it under ${old}; delete it first`),
  ];
}

function isTwiceInASet(bricks: ReaddressedVolume['bricks'], node: string): boolean {
  const sets = bricks.filter((found) => found.node === node).map(({ brick }) => brick.setIndex);
  return new Set(sets).size < sets.length;
}

function bricksOf({ volume, bricks }: ReaddressedVolume, node: string): readonly RenamedBrick[] {
  return bricks
    .filter((found) => found.node === node)
    .map(({ brick: { id, path, setIndex } }) => ({
      id,
      path,
      volume: volume.name,
      durability: volume.durability,
      peers: bricks
        .filter(({ brick }) => brick.setIndex === setIndex && brick.id !== id)
        .map(({ brick }) => glusterBrick(brick)),
    }));
}

function reasonsOf(
  { volumes }: ReaddressView,
  node: ReaddressedNode,
  {
    to,
    isRenamed,
    renamed,
    isMoved,
  }: {
    readonly to: { readonly manage: readonly string[]; readonly storage: readonly string[] };
    readonly isRenamed: boolean;
    readonly renamed: readonly RenamedBrick[];
    readonly isMoved: boolean;
  },
): readonly string[] {
  const [first = ''] = to.storage;
  const still = isRenamed ? volumes.filter(({ volume }) => volume.durability.kind === 'none') : [];
  return [
    ...(isMoved ? [`it is reached at ${to.manage[0] ?? ''} instead of ${node.manage[0] ?? ''}`] : []),
    ...(isRenamed
      ? [
          `to go on as bricks of ${first}, one after the other: ${howMany(renamed.length, 'brick')} of ${howMany(volumes.length, 'volume')}; each is down for some seconds, and its volume read-only until it is healed`,
        ]
      : []),
    ...still.map(
      ({ volume }) => `the volume ${volume.name} has no copies: what is on its brick cannot be read meanwhile`,
    ),
    ...(isRenamed || isMoved ? [] : ['nothing but the names that are recorded changes']),
  ];
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

function refused(error: CodedError): { readonly kind: 'refused'; readonly error: CodedError } {
  return { kind: 'refused', error };
}
