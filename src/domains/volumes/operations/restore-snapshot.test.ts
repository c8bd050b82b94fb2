import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aSnapshot } from '../testing/a-snapshot.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const pair = aCluster().withNodes(2).withDevices(1);
const old = aVolume(pair, 'old', pair.devices);
const monday = aSnapshot(pair, old, 'monday');

operationContract({
  name: 'putting a volume back to a snapshot',
  world: volumeWorld([pair, old, monday]),
  submission: { kind: 'snapshot.restore', input: { snapshot: monday.id } },
  // Before the step that has no way back it can fail.
  endsAfterFailure: ['failed', 'succeeded'],
});
