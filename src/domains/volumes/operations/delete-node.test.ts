import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const three = aCluster().withNodes(3);
const one = aCluster().withNodes(1);

operationContract({
  name: 'deleting a node',
  world: volumeWorld([three]),
  submission: { kind: 'node.delete', input: { node: three.nodes[0] } },
  endsAfterFailure: ['failed'],
});

operationContract({
  name: 'deleting the last node of a cluster',
  world: volumeWorld([one]),
  submission: { kind: 'node.delete', input: { node: one.nodes[0] } },
  endsAfterFailure: ['failed'],
});
