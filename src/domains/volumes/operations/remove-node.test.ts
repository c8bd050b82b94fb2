import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const cluster = aCluster().withNodes(3).withDevices(2);
const [first, second, other] = cluster.devices;
const moved = aVolume(cluster, 'moved', first && other ? [first, other] : []);
const offline = {
  rows: () => [
    { sql: `update gluster_node set state = 'offline' where id = $1`, values: [cluster.nodes[0] ?? ''] },
    { sql: `update gluster_device set state = 'offline' where id = $1`, values: [second?.id ?? ''] },
  ],
  arrange: () => undefined,
};

operationContract({
  name: 'removing a node',
  world: volumeWorld([cluster, moved, offline]),
  submission: { kind: 'node.remove', input: { node: cluster.nodes[0] } },
  endsAfterFailure: ['failed', 'succeeded'],
});
