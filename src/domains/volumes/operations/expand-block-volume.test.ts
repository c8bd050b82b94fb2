import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aBlockVolume } from '../testing/a-block-volume.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const cluster = aCluster().withNodes(3).withDevices(1);
const hosting = aVolume(cluster, 'hosting', cluster.devices, 100, { block: true });
const data = aBlockVolume(cluster, hosting, 'data');

operationContract({
  name: 'expanding a block volume',
  world: volumeWorld([cluster, hosting, data]),
  submission: { kind: 'block-volume.expand', input: { blockVolume: data.id, sizeGib: 30 } },
  // Before the first host is resized it can fail, and where one did not follow.
  endsAfterFailure: ['failed', 'succeeded'],
});
