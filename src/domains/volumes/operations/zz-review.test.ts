import { expect, it } from 'vitest';
import { hostId } from '../../../kernel/remote/index.ts';
import { poolsOf } from '../gluster/simulated-pool.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { sql, tryOn } from '../testing/try-on.ts';

const cluster = aCluster().withNodes(4).withDevices(1);
const [node = ''] = cluster.nodes;
const empty = sql('delete from gluster_device where node = $1', node);

it('volume.delete at once with node.delete deletes the volume in gluster, too', async () => {
  const tried = await tryOn(cluster, aVolume(cluster, 'v', cluster.devices.slice(1)), empty);
  const volume = (await tried.read('select id from gluster_volume'))[0]?.['id'];
  const ends = await tried.runAll(['node.delete', { node }], ['volume.delete', { volume }]);
  console.log(JSON.stringify(ends, null, 1));
  console.log('pools', JSON.stringify(poolsOf(tried.world.fleet).map((p) => [p.members.map((m) => m.name), Object.keys(p.volumes)])));
  console.log('rows', JSON.stringify(await tried.read('select id, state from gluster_volume')));
  console.log('problems', await tried.problems());
});

it('volume.create at once with node.delete', async () => {
  const tried = await tryOn(cluster, empty);
  const ends = await tried.runAll(['node.delete', { node }], ['volume.create', { sizeGib: 5, durability: { kind: 'replicate', replica: 3 }, project: 'default' }]);
  console.log(JSON.stringify(ends, null, 1).slice(0, 1500));
  console.log('pools', JSON.stringify(poolsOf(tried.world.fleet).map((p) => [p.members.map((m) => m.name), Object.keys(p.volumes)])));
  console.log('problems', await tried.problems());
});
it('device.remove at once with node.delete', async () => {
  const [, d2] = cluster.devices;
  const tried = await tryOn(cluster, aVolume(cluster, 'v', cluster.devices.slice(1, 3)), empty, sql(`update gluster_device set state = 'offline' where id = $1`, d2?.id ?? ''));
  const ends = await tried.runAll(['node.delete', { node }], ['device.remove', { device: d2?.id }]);
  console.log(JSON.stringify(ends, null, 1).slice(0, 1500));
  console.log('problems', await tried.problems());
});
