import type { HostId } from '../../../../kernel/remote/index.ts';
import type { ClusterView } from '../../inventory/cluster-view.ts';
import { glusterdLock } from '../../lock-names.ts';

/** Where the gluster commands of a cluster run. A type alias, so that it counts as JSON in a stage's data. */
export type GlusterPlace = {
  readonly cluster: string;
  /** Sorted; the first one that can be reached is the elected one. */
  readonly hosts: readonly HostId[];
  /** Hosts by the names that Gluster calls them. */
  readonly members: Readonly<Record<string, HostId>>;
};

/**
 * Nodes that are offline for placement still have a glusterd; failed ones and those to avoid are asked last, and those
 * that are being deleted not at all.
 */
export function glusterPlaceOf(cluster: ClusterView, avoid: readonly string[] = []): GlusterPlace {
  const isLast = (node: ClusterView['nodes'][number]): boolean => node.state === 'failed' || avoid.includes(node.host);
  const sorted = cluster.nodes.filter(({ isLeaving }) => !isLeaving).toSorted((a, b) => (a.host < b.host ? -1 : 1));
  return {
    cluster: cluster.id,
    hosts: [...sorted.filter((node) => !isLast(node)), ...sorted.filter(isLast)].map(({ host }) => host),
    members: Object.fromEntries(sorted.map(({ storageHostname, host }) => [storageHostname, host])),
  };
}

/** Long enough for several commands of gluster's own ten minutes. */
const GLUSTER_DEADLINE_MS = 45 * 60_000;

export function onGluster({ cluster, hosts }: GlusterPlace) {
  return { host: hosts, locks: [glusterdLock(cluster)], deadlineMs: GLUSTER_DEADLINE_MS };
}
