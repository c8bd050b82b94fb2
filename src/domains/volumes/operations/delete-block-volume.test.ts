import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aBlockVolume } from '../testing/a-block-volume.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const cluster = aCluster().withNodes(3).withDevices(1);
const hosting = aVolume(cluster, 'hosting', cluster.devices, 100, { block: true });
const data = aBlockVolume(cluster, hosting, 'data');

operationContract({
  name: 'deleting a block volume',
  world: volumeWorld([cluster, hosting, data]),
  submission: { kind: 'block-volume.delete', input: { blockVolume: data.id } },
  endsAfterFailure: ['succeeded'],
});

operationContract({
  name: 'deleting a hosting volume',
  world: volumeWorld([cluster, hosting]),
  submission: { kind: 'volume.delete', input: { volume: hosting.id } },
  // Before the stop it can fail.
  endsAfterFailure: ['failed', 'succeeded'],
});
