import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aDirectory, aDisk } from '../testing/a-disk.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const cluster = aCluster().withNodes(1).withDevices(1);
const [device] = cluster.devices;
const node = device?.node ?? '';
const host = device?.host ?? '';

operationContract({
  name: 'adding a disk',
  world: volumeWorld([cluster]),
  submission: { kind: 'device.add', input: { node, name: '/dev/vdx', tags: { speed: 'fast' } } },
  endsAfterFailure: ['failed'],
});

operationContract({
  name: 'adding a disk whose data are destroyed',
  world: volumeWorld([cluster, aDisk(host, '/dev/vdy', 'xfs')]),
  submission: { kind: 'device.add', input: { node, name: '/dev/vdy', destroyData: true } },
  endsAfterFailure: ['failed'],
});

operationContract({
  name: 'adding a directory',
  world: volumeWorld([cluster, aDirectory(host, '/srv/new')]),
  submission: { kind: 'device.add', input: { node, name: '/srv/new' } },
  endsAfterFailure: ['failed'],
});
