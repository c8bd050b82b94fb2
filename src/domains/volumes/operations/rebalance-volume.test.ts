import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const cluster = aCluster().withNodes(2).withDevices(1);
const single = aVolume(cluster, 'old', cluster.devices.slice(0, 1));
const expanded = volumeWorld([cluster, single]);

operationContract({
  name: 'rebalancing a volume',
  world: { ...expanded, before: [{ kind: 'volume.expand', input: { volume: single.id, addGib: 5 } }] },
  submission: { kind: 'volume.rebalance', input: { volume: single.id } },
  endsAfterFailure: ['failed', 'succeeded'],
});

operationContract({
  name: 'stopping the rebalance of a volume',
  world: { ...expanded, before: [{ kind: 'volume.expand', input: { volume: single.id, addGib: 5 } }] },
  submission: { kind: 'volume.rebalance', input: { volume: single.id, stop: true } },
  endsAfterFailure: ['failed', 'succeeded'],
});
