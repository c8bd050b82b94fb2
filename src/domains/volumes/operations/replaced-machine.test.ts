import { expect, it } from 'vitest';
import { hostId } from '../../../kernel/remote/index.ts';
import { poolsOf } from '../gluster/simulated-pool.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { sql, tryOn } from '../testing/try-on.ts';

const cluster = aCluster().withNodes(4).withDevices(2);
const kept = aVolume(cluster, 'kept', cluster.devices.filter((_, index) => index % 2 === 0).slice(0, 3));
const [node = ''] = cluster.nodes;
const devices = cluster.devices.filter((device) => device.node === node);
const offline = sql(`update gluster_node set state = 'offline' where id = $1`, node);

it('moves the bricks of a machine that is gone without a word to it, and forgets it', async () => {
  const tried = await tryOn(cluster, kept, offline);
  tried.world.fleet.powerOff(hostId('c1-n1'));
  const { state } = await tried.run('node.remove', { node, gone: true });
  expect(state).toMatchObject({ name: 'succeeded', result: { node } });
  expect(tried.volume('kept')?.bricks.map(({ host }) => host)).toEqual(['c1-n4', 'c1-n2', 'c1-n3']);
  for (const { id } of devices)
    expect((await tried.run('device.delete', { device: id, forget: true })).state.name).toBe('succeeded');
  expect((await tried.run('node.delete', { node })).state.name).toBe('succeeded');
  expect(await tried.read('select name from gluster_hostname where name = $1', 'c1-n1')).toEqual([]);
  const pool = poolsOf(tried.world.fleet).find(({ members }) => members.length > 1);
  expect(pool?.members.map(({ host }) => host)).toEqual(['c1-n2', 'c1-n3', 'c1-n4']);
});

it('asks others, where another machine of its name is there already and knows nothing of the pool', async () => {
  const tried = await tryOn(cluster, kept, offline);
  const { fleet } = tried.world;
  const asked: string[] = [];
  fleet.faultPlan = ({ host }) => {
    asked.push(host);
    return undefined;
  };
  expect((await tried.run('node.remove', { node, gone: true })).state.name).toBe('succeeded');
  expect(asked).not.toContain('c1-n1');
  expect(asked.length).toBeGreaterThan(0);
});

it('looks at heals all the same', async () => {
  const tried = await tryOn(cluster, kept, offline);
  tried.world.fleet.powerOff(hostId('c1-n1'));
  tried.world.fleet.powerOff(hostId('c1-n2'));
  const { state } = await tried.run('node.remove', { node, gone: true });
  expect(state).toMatchObject({ name: 'failed', error: { code: 'BRICK_NEEDED' } });
  expect(tried.volume('kept')?.bricks[0]?.host).toBe('c1-n1');
});
