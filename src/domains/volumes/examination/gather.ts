import { CodedError } from '../../../kernel/errors.ts';
import type { HostId, HostSession } from '../../../kernel/remote/index.ts';
import { glusterOn } from '../gluster/gluster-driver.ts';
import { isNamed, type PoolMember } from '../gluster/programs/pool-list.ts';
import { brickNameParts } from '../placed-brick.ts';
import type { VolumeSettings } from '../settings.ts';
import { askNodes, type AskParts, lookAtHost } from './ask-nodes.ts';
import type { ClusterFacts, GlusterFacts, HostFacts } from './facts.ts';
import { gatherHost } from './gather-host.ts';
import type { StoredNode, StoreView } from './store-view.ts';

export interface GatherParts extends AskParts {
  readonly settings: VolumeSettings;
}

/** Asks Gluster once, on one host that is in the pool, and each host for what it has. Nodes that are being added are left alone. */
export async function gather(parts: GatherParts, view: StoreView, signal: AbortSignal): Promise<ClusterFacts> {
  const gluster = await askGluster(view, (node) => lookAtHost(parts, node, signal));
  const unknown = unknownBricks(view, gluster);
  const hosts = new Map<HostId, HostFacts>();
  await askNodes(parts, view.nodes, signal, async ({ id, host, names }, session) => {
    const devices = view.devices.filter(({ node }) => node === id);
    const paths = unknown.filter(({ member }) => names.includes(member)).map(({ path }) => path);
    hosts.set(host, await gatherHost(session, devices, paths, parts.settings));
  });
  return { gluster, hosts };
}

/** The first node that answers and is in the pool with others; one that has lost its pool knows no volumes. */
async function askGluster(view: StoreView, on: (node: StoredNode) => HostSession): Promise<GlusterFacts> {
  const reasons: string[] = [];
  for (const node of [...view.nodes].toSorted((a, b) => rank(a) - rank(b))) {
    try {
      const driver = glusterOn(on(node));
      const members = await withOurNames(view, node, await driver.members(), on);
      if (isAlone(node, view, members)) {
        reasons.push(`${node.storageHostname} knows no other node of the cluster`);
        continue;
      }
      return { kind: 'answered', host: node.host, members, volumes: await driver.all() };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      reasons.push(`${node.storageHostname}: ${error.message}`);
    }
  }
  return { kind: 'silent', reasons };
}

/**
 * Whoever probed the others is known to them by whatever its address resolves to there [recorded]: where a node has no
 * member of its names, its own glusterd is asked which one it is.
 */
async function withOurNames(
  { nodes }: StoreView,
  asked: StoredNode,
  members: readonly PoolMember[],
  on: (node: StoredNode) => HostSession,
): Promise<readonly PoolMember[]> {
  const nameless = nodes.filter(
    ({ id, isHeld, names }) =>
      id !== asked.id && !isHeld && !names.some((name) => members.some((member) => isNamed(member, name))),
  );
  const uuids = await Promise.all(nameless.map((node) => ownUuid(on(node))));
  return members.map((member) => {
    const node = nameless[uuids.indexOf(member.uuid)];
    return node === undefined ? member : { ...member, names: [...member.names, ...node.names] };
  });
}

/** Undefined where it does not say. */
async function ownUuid(host: HostSession): Promise<string | undefined> {
  try {
    return await glusterOn(host).ownUuid();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return undefined;
  }
}

const rank = ({ isHeld, isFailed }: StoredNode): number => (isHeld ? 2 : isFailed ? 1 : 0);

function isAlone(node: StoredNode, { nodes }: StoreView, members: readonly PoolMember[]): boolean {
  const others = nodes.filter(({ id, isHeld }) => id !== node.id && !isHeld);
  return others.length > 0 && !others.some(({ names }) => names.some((name) => members.some((m) => isNamed(m, name))));
}

/** Bricks of volumes that no row has the name of. */
function unknownBricks(view: StoreView, gluster: GlusterFacts): readonly { member: string; path: string }[] {
  if (gluster.kind === 'silent') return [];
  const known = new Set(view.volumes.map(({ name }) => name));
  return gluster.volumes
    .filter(({ name }) => !known.has(name))
    .flatMap(({ bricks }) => bricks)
    .map(({ name }) => brickNameParts(name));
}
