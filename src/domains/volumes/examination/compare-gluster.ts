import { howMany } from '../../../kernel/how-many.ts';
import { logicalVolume, volumeGroup } from '../brick-paths.ts';
import { isNamed, type PoolMember } from '../gluster/programs/pool-list.ts';
import type { GlusterVolume } from '../gluster/programs/volume-info.ts';
import type { VolumeFound } from '../inventory/read-volume.ts';
import { brickNameParts, glusterBrick } from '../placed-brick.ts';
import type { ClusterFacts, HostRead } from './facts.ts';
import { type Finding, finding } from './finding.ts';
import { indexHost } from './host-index.ts';
import { ourBrick } from './our-brick.ts';
import { settledIn } from './settled.ts';
import type { StoredNode, StoreView } from './store-view.ts';

/** The pool and its volumes. */
export function compareGluster(view: StoreView, facts: ClusterFacts): readonly Finding[] {
  const { gluster } = facts;
  // A cluster without nodes has nobody to ask, and nothing that could be different.
  if (view.nodes.length === 0) return [];
  if (gluster.kind === 'silent') {
    const found = `no node says which volumes there are: ${gluster.reasons.join('; ')}`;
    return [finding('gluster-silent', view.cluster, { project: view.project, objects: {}, found })];
  }
  const asked = view.nodes.find(({ host }) => host === gluster.host);
  return [
    ...view.nodes.filter(({ id, isHeld }) => !isHeld && id !== asked?.id).flatMap((node) => peer(view, node, gluster)),
    ...gluster.members.filter((member) => isUnknown(view, member)).map((member) => unknownPeer(view, member)),
    ...settledVolumes(view, gluster.volumes),
    ...unknownVolumes(view, facts, gluster.volumes),
  ];
}

function peer(
  { project }: StoreView,
  node: StoredNode,
  { members }: { readonly members: readonly PoolMember[] },
): readonly Finding[] {
  const { id, host, names, storageHostname } = node;
  const member = members.find((each) => names.some((name) => isNamed(each, name)));
  const about = { project, objects: { node: id, host } };
  if (member === undefined)
    return [finding('peer-missing', id, { ...about, found: `${storageHostname} is not in the pool of its cluster` })];
  if (member.isConnected) return [];
  const found = `glusterd of ${storageHostname} is not connected with the pool`;
  return [finding('peer-disconnected', id, { ...about, found })];
}

function isUnknown({ nodes }: StoreView, member: PoolMember): boolean {
  return member.name !== 'localhost' && !nodes.some(({ names }) => names.some((name) => isNamed(member, name)));
}

function unknownPeer({ project }: StoreView, { name }: PoolMember): Finding {
  return finding('peer-unknown', name, {
    project,
    objects: { name },
    found: `${name} is in the pool, and no node of the cluster`,
  });
}

function settledVolumes(view: StoreView, volumes: readonly GlusterVolume[]): readonly Finding[] {
  const byName = new Map(volumes.map((volume) => [volume.name, volume]));
  const bricks = Map.groupBy(view.bricks, ({ volume }) => volume);
  return settledIn(view).volumes.flatMap((volume) => {
    const about = { project: volume.project, objects: { volume: volume.id } };
    const found = byName.get(volume.name);
    if (found === undefined)
      return [finding('volume-missing', volume.id, { ...about, found: `Gluster has no volume ${volume.name}` })];
    if (volume.glusterId !== null && found.glusterId !== volume.glusterId) {
      const text = `the volume ${volume.name} in Gluster has the id ${found.glusterId}, and ours had ${volume.glusterId}`;
      return [finding('volume-replaced', volume.id, { ...about, found: text })];
    }
    return [
      ...(found.status === 'started' ? [] : [stopped(volume, found)]),
      ...brickSet(
        volume,
        found,
        (bricks.get(volume.id) ?? []).map(({ brick }) => glusterBrick(brick)),
      ),
      ...heketiId(volume, found),
    ];
  });
}

function stopped({ id, name, project }: VolumeFound, { status }: GlusterVolume): Finding {
  return finding('volume-stopped', id, {
    project,
    objects: { volume: id },
    found: status === 'created' ? `the volume ${name} was never started` : `the volume ${name} is stopped`,
  });
}

function brickSet(
  { id, name, project, bricksOrdered }: VolumeFound,
  { bricks }: GlusterVolume,
  wanted: readonly string[],
): readonly Finding[] {
  const there = bricks.map((brick) => brick.name);
  const asOne = (names: readonly string[]): string => (bricksOrdered ? names : names.toSorted()).join('\n');
  if (asOne(there) === asOne(wanted)) return [];
  const [less, more] = [wanted.filter((each) => !there.includes(each)), there.filter((each) => !wanted.includes(each))];
  const words = [
    ...less.map((each) => `${each} is not in it`),
    ...more.map((each) => `${each} is, and is not recorded`),
    ...(less.length + more.length === 0 ? ['they are in another order'] : []),
  ];
  const found = `the bricks of the volume ${name} are not those that are recorded: ${words.join('; ')}`;
  return [finding('volume-bricks-differ', id, { project, objects: { volume: id }, found })];
}

function heketiId({ id, name, project }: VolumeFound, { options }: GlusterVolume): readonly Finding[] {
  const value = options['user.heketi.id'];
  if (value === id) return [];
  const found = `user.heketi.id of the volume ${name} is ${value ?? 'not set'}`;
  return [finding('heketi-id-differs', id, { project, objects: { volume: id }, found })];
}

/** What an adoption goes by stands in the details. */
function unknownVolumes(
  view: StoreView,
  { hosts }: ClusterFacts,
  volumes: readonly GlusterVolume[],
): readonly Finding[] {
  const known = new Set(view.volumes.map(({ name }) => name));
  return volumes
    .filter(({ name }) => !known.has(name))
    .map((volume) => {
      const { name, glusterId, status, replica, arbiters, disperse, redundancy } = volume;
      const bricks = volume.bricks.map((brick) => {
        const { member, path } = brickNameParts(brick.name);
        const host = view.nodes.find(({ names }) => names.includes(member))?.host;
        const facts = host === undefined ? undefined : hosts.get(host);
        const sizeKib = facts?.kind === 'read' ? sizeOf(path, facts) : undefined;
        return { name: brick.name, isArbiter: brick.isArbiter, sizeKib: sizeKib ?? null };
      });
      return finding('volume-unknown', name, {
        project: view.project,
        objects: { name },
        found: `Gluster has a volume ${name} of ${howMany(bricks.length, 'brick')} that is not recorded`,
        details: { name, glusterId, status, replica, arbiters, disperse, redundancy, bricks },
      });
    });
}

/** Of a brick as ours are that is its logical volume's: the file system in it is smaller. */
function sizeOf(path: string, host: HostRead): number | undefined {
  const ours = ourBrick(path);
  const volume = ours && indexHost(host).volumes.get(`${volumeGroup(ours.device)}/${logicalVolume(ours.brick)}`);
  return volume?.sizeKib ?? host.brickKib.get(path);
}
