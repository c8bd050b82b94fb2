import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const cluster = aCluster().withNodes(3).withDevices(1);
const hosting = aVolume(cluster, 'hosting', cluster.devices, 100, { block: true });
const folders = aCluster().withNodes(3).withDevices(1, { kind: 'file' });

operationContract({
  name: 'creating a block volume',
  world: volumeWorld([cluster, hosting]),
  submission: { kind: 'block-volume.create', input: { name: 'data', sizeGib: 20, haCount: 2, auth: true } },
  endsAfterFailure: ['failed', 'succeeded'],
});

operationContract({
  name: 'creating a block volume with a hosting volume',
  world: volumeWorld([folders], {
    ...DEFAULT_SETTINGS,
    hosting: { ...DEFAULT_SETTINGS.hosting, autoCreate: true, sizeGib: 50, durability: { kind: 'none' } },
  }),
  submission: { kind: 'block-volume.create', input: { name: 'data', sizeGib: 20 } },
  endsAfterFailure: ['failed', 'succeeded'],
});
