import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const single = aCluster().withNodes(1).withDevices(1);
const old = aVolume(single, 'old', single.devices);

operationContract({
  name: 'deleting a volume that a clone shares its pools with',
  world: {
    ...volumeWorld([single, old]),
    before: [{ kind: 'volume.clone', input: { volume: old.id, name: 'copy' } }],
  },
  submission: { kind: 'volume.delete', input: { volume: old.id } },
  // Before the stop it can fail.
  endsAfterFailure: ['failed', 'succeeded'],
});
