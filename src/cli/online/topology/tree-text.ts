import type { Schemas } from '../../../../client/index.ts';
import { visible } from '../../output.ts';
import { sizeText } from '../size-text.ts';

export interface ClusterTree extends Omit<Schemas['Cluster'], 'nodes' | 'volumes'> {
  readonly nodes: readonly Schemas['Node'][];
  readonly volumes: readonly Schemas['Volume'][];
}

/** All clusters with what is in them. */
export function treeText(clusters: readonly ClusterTree[]): string {
  const lines = clusters.flatMap(({ id, nodes, volumes }) => [
    `cluster ${id}`,
    ...volumes.map(({ id: volume, name, sizeGib }) => `  volume ${name}, ${sizeText(sizeGib * 1_048_576)} (${volume})`),
    ...nodes.flatMap((node) => [
      `  node ${node.manage[0] ?? node.id} in zone ${node.zone}, ${node.state} (${node.id})`,
      ...node.devices.flatMap((device) => [
        `    device ${device.name}, ${sizeText(device.freeKib)} of ${sizeText(device.totalKib)} free, ${device.state} (${device.id})`,
        ...device.bricks.map(({ path, sizeKib }) => `      brick ${path}, ${sizeText(sizeKib)}`),
      ]),
    ]),
  ]);
  return lines.map((line) => `${visible(line)}\n`).join('');
}
