import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aSpareHost } from '../testing/a-spare-host.ts';
import { volumeWorld } from '../testing/volume-world.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';

const names = { manage: ['spare'], storage: ['spare'] };
const two = aCluster().withNodes(2).withDevices(1);
const none = aCluster().withNodes(0);

operationContract({
  name: 'adding the first node of a cluster',
  world: volumeWorld([none, aSpareHost('spare')]),
  submission: { kind: 'node.add', input: { cluster: none.id, zone: 1, ...names } },
  endsAfterFailure: ['failed'],
});

operationContract({
  name: 'adding a node on a host that is not known yet',
  world: volumeWorld([two, aSpareHost('spare', { isKnown: false })], { ...DEFAULT_SETTINGS, snapshotLimit: 10 }),
  submission: { kind: 'node.add', input: { cluster: two.id, zone: 2, tags: { room: '1' }, ...names } },
  endsAfterFailure: ['failed'],
});

const one = aCluster().withNodes(1);

operationContract({
  name: 'adding the second node of a cluster',
  world: volumeWorld([one, aSpareHost('spare')]),
  submission: { kind: 'node.add', input: { cluster: one.id, zone: 1, ...names } },
  endsAfterFailure: ['failed'],
});
