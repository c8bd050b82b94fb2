import type { ClusterView, DeviceKind, DeviceView, NodeView, Tags } from '../inventory/cluster-view.ts';
import { describeRule, follows, type TagRule } from './placement-rules.ts';

/** A device that may take bricks. */
export interface Candidate {
  readonly device: string;
  readonly deviceName: string;
  readonly kind: DeviceKind;
  readonly extentKib: number;
  readonly totalKib: number;
  readonly freeKib: number;
  readonly node: string;
  readonly host: string;
  readonly storageHostname: string;
  readonly zone: number;
  /** Those of its node, overlaid by its own (contract heketi-engine §1.2). */
  readonly tags: Tags;
  /** In volumes with arbiters: what its tag `arbiter` allows (contract heketi-engine §2.5). */
  readonly takesData: boolean;
  readonly takesArbiter: boolean;
}

export interface Candidates {
  readonly devices: readonly Candidate[];
  /** One sentence for each node, device or rule that leaves something out. */
  readonly leftOut: readonly string[];
}

/**
 * Which devices are offered (contract heketi-engine §2.3, §2.6), in the order of their ids.
 *
 * @param avoid hosts and devices that made an earlier attempt fail
 * @param require rules that every device must follow
 */
export function candidatesOf(
  cluster: ClusterView,
  avoid: readonly string[] = [],
  require: readonly TagRule[] = [],
): Candidates {
  const devices: Candidate[] = [];
  const leftOut: string[] = [];
  const breaking = new Map<TagRule, Candidate[]>(require.map((rule) => [rule, []]));
  for (const node of cluster.nodes) {
    const reason = whyNodeIsOut(node, avoid);
    if (reason !== undefined) {
      leftOut.push(reason);
      continue;
    }
    for (const device of node.devices) {
      if (device.state !== 'online' || device.isBeingRemoved) {
        leftOut.push(`device ${device.id} on ${node.storageHostname} is ${stateOf(device)}`);
        continue;
      }
      if (avoid.includes(device.id)) {
        leftOut.push(`device ${device.id} on ${node.storageHostname} made an earlier attempt fail`);
        continue;
      }
      const found = candidate(node, device);
      const broken = require.find((rule) => !follows(found.tags, rule));
      if (broken === undefined) devices.push(found);
      else breaking.get(broken)?.push(found);
    }
  }
  for (const [rule, found] of breaking) if (found.length > 0) leftOut.push(sentenceAbout(rule, found));
  return { devices: devices.toSorted((a, b) => (a.device < b.device ? -1 : 1)), leftOut };
}

function sentenceAbout(rule: TagRule, [first, ...others]: readonly Candidate[]): string {
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const where = first === undefined ? '' : `device ${first.device} on ${first.storageHostname}`;
  return `${where}${more}: not ${describeRule(rule)}`;
}

function whyNodeIsOut(node: NodeView, avoid: readonly string[]): string | undefined {
  if (node.state !== 'online') return `node ${node.storageHostname} is ${node.state}`;
  if (avoid.includes(node.host)) return `node ${node.storageHostname} made an earlier attempt fail`;
  return undefined;
}

function stateOf({ state, isBeingRemoved }: DeviceView): string {
  return isBeingRemoved ? 'being removed' : state;
}

/** Mostly one of the two has none. */
function effectiveTags(ofNode: Tags, own: Tags): Tags {
  if (Object.keys(own).length === 0) return ofNode;
  return Object.keys(ofNode).length === 0 ? own : { ...ofNode, ...own };
}

function candidate(node: NodeView, device: DeviceView): Candidate {
  const tags = effectiveTags(node.tags, device.tags);
  const { arbiter } = tags;
  return {
    device: device.id,
    deviceName: device.name,
    kind: device.kind,
    extentKib: device.extentKib,
    totalKib: device.totalKib,
    freeKib: device.totalKib - device.usedKib,
    node: node.id,
    host: node.host,
    storageHostname: node.storageHostname,
    zone: node.zone,
    tags,
    takesData: arbiter !== 'required',
    takesArbiter: arbiter !== 'disabled',
  };
}
