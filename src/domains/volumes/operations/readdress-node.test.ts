import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aName } from '../testing/a-name.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const cluster = aCluster().withNodes(3).withDevices(1);
const volume = aVolume(cluster, 'kept', cluster.devices);
const pair = aCluster().withNodes(2).withDevices(1);
const alone = aVolume(pair, 'alone', pair.devices.slice(0, 1));
const other = aVolume(pair, 'other', pair.devices.slice(0, 1));
const [node] = cluster.nodes;

operationContract({
  name: 'giving a node other names',
  world: volumeWorld([cluster, volume, aName('c1-n1', 'fresh')]),
  submission: { kind: 'node.readdress', input: { node, manage: ['fresh'], storage: ['fresh'], interrupt: true } },
  endsAfterFailure: ['failed', 'succeeded'],
});

operationContract({
  name: 'giving a node that has two volumes without copies another storage name',
  world: volumeWorld([pair, alone, other, aName('c1-n1', 'fresh')]),
  submission: { kind: 'node.readdress', input: { node, storage: ['fresh'], interrupt: true } },
  endsAfterFailure: ['failed', 'succeeded'],
});

operationContract({
  name: 'reaching a node under another name',
  world: volumeWorld([cluster, volume]),
  submission: { kind: 'node.readdress', input: { node, manage: ['fresh'] } },
  endsAfterFailure: ['failed'],
});
