import type { HeketiHttp, NodeInfo } from './heketi-http.ts';
import type { RealHost } from './real-hosts.ts';

export interface MadeCluster {
  readonly id: string;
  /** Ids of its nodes, by the names of the hosts. */
  readonly nodes: ReadonlyMap<string, string>;
}

/** Makes hosts the nodes of one cluster, each in a zone of its own, with these devices. */
export async function makeCluster(
  heketi: HeketiHttp,
  hosts: readonly RealHost[],
  devices: readonly string[] = [],
): Promise<MadeCluster> {
  const { text } = await heketi.call('POST', '/clusters', { block: true, file: true });
  const { id } = JSON.parse(text) as { id: string };
  const nodes = new Map<string, string>();
  for (const [index, { name, address }] of hosts.entries()) {
    const hostnames = { manage: [address], storage: [address] };
    const node = await heketi.carryOut<NodeInfo>('POST', '/nodes', { cluster: id, zone: index + 1, hostnames });
    for (const device of devices) await heketi.carryOut('POST', '/devices', { node: node.id, name: device });
    nodes.set(name, node.id);
  }
  return { id, nodes };
}
