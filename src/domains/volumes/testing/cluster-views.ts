import { hostId } from '../../../kernel/remote/index.ts';
import type { ClusterView, DeviceView, NodeView } from '../inventory/cluster-view.ts';
import { KIB_PER_GIB } from '../sizes.ts';

/** A device of a view, for tests: empty, 500 GiB, unless something else is said. */
export function deviceView(id: string, change: Partial<DeviceView> = {}): DeviceView {
  return {
    id,
    name: `/dev/${id}`,
    kind: 'lvm-thin',
    tags: {},
    state: 'online',
    isBeingRemoved: false,
    totalKib: 500 * KIB_PER_GIB,
    usedKib: 0,
    extentKib: 4096,
    ...change,
  };
}

/** A node of a view, for tests, with a zone of its own name's number. */
export function nodeView(name: string, devices: readonly DeviceView[], change: Partial<NodeView> = {}): NodeView {
  return {
    id: name,
    host: hostId(name),
    zone: Number(/\d+$/.exec(name)?.[0] ?? 1),
    storageHostname: name,
    tags: {},
    state: 'online',
    isLeaving: false,
    isHeld: false,
    devices,
    ...change,
  };
}

export function clusterView(nodes: readonly NodeView[]): ClusterView {
  return { id: 'cluster', takesFile: true, takesBlock: true, volumeCount: 0, nodes };
}
