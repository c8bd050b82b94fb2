import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const roomy = aCluster().withNodes(3).withDevices(1);
const [first, second] = roomy.devices;
const moved = aVolume(roomy, 'moved', first && second ? [first, second] : []);
const offline = {
  rows: () => [{ sql: `update gluster_device set state = 'offline' where id = $1`, values: [first?.id ?? ''] }],
  arrange: () => undefined,
};

operationContract({
  name: 'removing a device',
  world: volumeWorld([roomy, moved, offline]),
  submission: { kind: 'device.remove', input: { device: first?.id } },
  endsAfterFailure: ['failed', 'succeeded'],
});
