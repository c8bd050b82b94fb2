import type { ClusterView, DeviceKind, DeviceView, NodeView } from '../inventory/cluster-view.ts';

/** A device that may take bricks. */
export interface Candidate {
  readonly device: string;
  readonly deviceName: string;
  readonly kind: DeviceKind;
  readonly extentKib: number;
  readonly freeKib: number;
  readonly node: string;
  readonly host: string;
  readonly storageHostname: string;
  readonly zone: number;
}

export interface Candidates {
  readonly devices: readonly Candidate[];
  /** One sentence for each node or device that is left out. */
  readonly leftOut: readonly string[];
}

/**
 * Which devices are offered (contract heketi-engine §2.3), in the order of their ids.
 *
 * @param avoidHosts hosts that made an earlier attempt fail
 */
export function candidatesOf(cluster: ClusterView, avoidHosts: readonly string[] = []): Candidates {
  const devices: Candidate[] = [];
  const leftOut: string[] = [];
  for (const node of cluster.nodes) {
    const reason = whyNodeIsOut(node, avoidHosts);
    if (reason !== undefined) {
      leftOut.push(reason);
      continue;
    }
    for (const device of node.devices) {
      if (device.state === 'online' && !device.isBeingRemoved) devices.push(candidate(node, device));
      else leftOut.push(`device ${device.id} on ${node.storageHostname} is ${stateOf(device)}`);
    }
  }
  return { devices: devices.toSorted((a, b) => (a.device < b.device ? -1 : 1)), leftOut };
}

function whyNodeIsOut(node: NodeView, avoidHosts: readonly string[]): string | undefined {
  if (node.state !== 'online') return `node ${node.storageHostname} is ${node.state}`;
  if (avoidHosts.includes(node.host)) return `node ${node.storageHostname} made an earlier attempt fail`;
  return undefined;
}

function stateOf({ state, isBeingRemoved }: DeviceView): string {
  return isBeingRemoved ? 'being removed' : state;
}

function candidate(node: NodeView, device: DeviceView): Candidate {
  return {
    device: device.id,
    deviceName: device.name,
    kind: device.kind,
    extentKib: device.extentKib,
    freeKib: device.totalKib - device.usedKib,
    node: node.id,
    host: node.host,
    storageHostname: node.storageHostname,
    zone: node.zone,
  };
}
