import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const small = { name: 'small', sizeGib: 10, durability: { kind: 'replicate', replica: 2 } };

operationContract({
  name: 'creating a volume on LVM',
  world: volumeWorld([aCluster().withNodes(3).withDevices(1)]),
  submission: {
    kind: 'volume.create',
    input: { ...small, gid: 2001, options: [{ key: 'cluster.lookup-optimize', value: 'off' }] },
  },
  endsAfterFailure: ['failed', 'succeeded'],
});

operationContract({
  name: 'creating a volume with an arbiter, on files',
  world: volumeWorld([aCluster().withNodes(3).withDevices(1, { kind: 'file' })]),
  submission: {
    kind: 'volume.create',
    input: { ...small, durability: { kind: 'replicate', replica: 3, arbiter: true } },
  },
  endsAfterFailure: ['failed', 'succeeded'],
});
