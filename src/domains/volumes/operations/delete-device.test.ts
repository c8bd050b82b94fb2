import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const lvm = aCluster().withNodes(1).withDevices(2);
const file = aCluster().withNodes(1).withDevices(1, { kind: 'file' });
const failed = {
  rows: () => [{ sql: `update gluster_device set state = 'failed'`, values: [] }],
  arrange: () => undefined,
};

operationContract({
  name: 'deleting a device of LVM',
  world: volumeWorld([lvm, failed]),
  submission: { kind: 'device.delete', input: { device: lvm.devices[0]?.id } },
  endsAfterFailure: ['failed'],
});

operationContract({
  name: 'deleting a file device',
  world: volumeWorld([file, failed]),
  submission: { kind: 'device.delete', input: { device: file.devices[0]?.id } },
  endsAfterFailure: ['failed'],
});
