import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aSnapshot } from '../testing/a-snapshot.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const single = aCluster().withNodes(1).withDevices(1);
const old = aVolume(single, 'old', single.devices);
const monday = aSnapshot(single, old, 'monday');

operationContract({
  name: 'making a volume of a snapshot',
  world: volumeWorld([single, old, monday]),
  submission: { kind: 'volume.clone', input: { snapshot: monday.id, name: 'copy' } },
  endsAfterFailure: ['failed', 'succeeded'],
});
