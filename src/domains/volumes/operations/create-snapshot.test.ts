import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const pair = aCluster().withNodes(2).withDevices(1);
const old = aVolume(pair, 'old', pair.devices);

operationContract({
  name: 'taking a snapshot',
  world: volumeWorld([pair, old]),
  submission: { kind: 'snapshot.create', input: { volume: old.id } },
  endsAfterFailure: ['failed', 'succeeded'],
});
