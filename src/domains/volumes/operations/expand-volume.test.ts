import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const roomy = aCluster().withNodes(3).withDevices(1);
const pair = aVolume(roomy, 'old', roomy.devices.slice(0, 2));

operationContract({
  name: 'expanding a volume',
  world: volumeWorld([roomy, pair]),
  submission: { kind: 'volume.expand', input: { volume: pair.id, addGib: 5 } },
  endsAfterFailure: ['failed', 'succeeded'],
});
