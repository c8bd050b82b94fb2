import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { poolsOf } from '../gluster/simulated-pool.ts';
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

operationContract({
  name: 'deleting a node that its pool knows by another name',
  world: volumeWorld([
    three,
    {
      rows: () => [],
      arrange: (fleet) => {
        const members = poolsOf(fleet)[0]?.members;
        const [first] = members?.splice(0, 1) ?? [];
        if (first !== undefined) members?.unshift({ ...first, name: 'by.its.address.example', more: [] });
      },
    },
  ]),
  submission: { kind: 'node.delete', input: { node: three.nodes[0] } },
  endsAfterFailure: ['failed'],
});
