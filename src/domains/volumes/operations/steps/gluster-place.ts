import type { HostId } from '../../../../kernel/remote/index.ts';
import { commandTimeMs } from '../../gluster/programs/gluster-xml.ts';
import type { ClusterView } from '../../inventory/cluster-view.ts';
import { glusterdLock } from '../../lock-names.ts';
import type { VolumeSettings } from '../../settings.ts';

/** Where the gluster commands of a cluster run. A type alias, so that it counts as JSON in a stage's data. */
export type GlusterPlace = {
  readonly cluster: string;
  /** Sorted; the first one that can be reached is the elected one. */
  readonly hosts: readonly HostId[];
  /** Hosts by the names that Gluster calls them. */
  readonly members: Readonly<Record<string, HostId>>;
  /** How long a gluster command may take; an operation that was planned before there was a choice has none. */
  readonly timeoutS?: number;
};

/**
 * Nodes that are offline for placement still have a glusterd; failed ones and those to avoid are asked last, and those
 * that are being deleted not at all.
 */
export function glusterPlaceOf(
  cluster: ClusterView,
  { glusterTimeoutS }: Pick<VolumeSettings, 'glusterTimeoutS'>,
  avoid: readonly string[] = [],
): GlusterPlace {
  const isLast = (node: ClusterView['nodes'][number]): boolean => node.state === 'failed' || avoid.includes(node.host);
  const sorted = cluster.nodes.filter(({ isLeaving }) => !isLeaving).toSorted((a, b) => (a.host < b.host ? -1 : 1));
  return {
    cluster: cluster.id,
    hosts: [...sorted.filter((node) => !isLast(node)), ...sorted.filter(isLast)].map(({ host }) => host),
    members: Object.fromEntries(sorted.map(({ storageHostname, host }) => [storageHostname, host])),
    timeoutS: glusterTimeoutS,
  };
}

/** A step has to wait for healing and make batches too, however short a single command may take. */
const LEAST_DEADLINE_MS = 45 * 60_000;

/** Long enough for several commands that take all of their time. */
export function onGluster(place: GlusterPlace) {
  const { cluster, hosts } = place;
  const deadlineMs = Math.max(LEAST_DEADLINE_MS, 4 * commandTimeMs(place) + 60_000);
  return { host: hosts, locks: [glusterdLock(cluster)], deadlineMs };
}
