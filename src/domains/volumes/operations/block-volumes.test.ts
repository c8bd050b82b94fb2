import { describe, expect, it } from 'vitest';
import { hostId } from '../../../kernel/remote/index.ts';
import { blockDaemonOf, blocksOf, holdBlock } from '../block/simulated-block.ts';
import { dissolvePool, poolsOf } from '../gluster/simulated-pool.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { aBlockVolume } from '../testing/a-block-volume.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { sql, tryOn, tryWith } from '../testing/try-on.ts';

const cluster = aCluster().withNodes(3).withDevices(1);
const hosting = aVolume(cluster, 'hosting', cluster.devices, 100, { block: true });
const data = aBlockVolume(cluster, hosting, 'data');
const autoCreate = { ...DEFAULT_SETTINGS, hosting: { ...DEFAULT_SETTINGS.hosting, autoCreate: true, sizeGib: 50 } };

describe('block-volume.create', () => {
  it('of many at once over-commits no hosting volume, and takes the same one for the same seed', async () => {
    const places = async () => {
      const other = aVolume(cluster, 'other', cluster.devices, 100, { block: true });
      const tried = await tryOn(cluster, hosting, other);
      const wishes = Array.from({ length: 10 }, () => ['block-volume.create', { sizeGib: 30 }] as const);
      const ends = await tried.runAll(...wishes);
      const refused = ends.filter((end) => end instanceof Error);
      expect(refused.map((error) => (error as { code?: string }).code)).toEqual(
        Array.from({ length: 4 }, () => 'BLOCK_HOSTING_OFF'),
      );
      expect(await tried.problems()).toEqual([]);
      return tried.read('select id, hosting from gluster_block_volume order by id');
    };
    expect(await places()).toEqual(await places());
  });

  it('of two at once makes one hosting volume, and refuses the other until it is there', async () => {
    const tried = await tryWith(autoCreate, cluster);
    const ends = await tried.runAll(['block-volume.create', { sizeGib: 20 }], ['block-volume.create', { sizeGib: 20 }]);
    const names = ends.map((end) => (end instanceof Error ? (end as { code?: string }).code : end.name));
    expect(new Set(names)).toEqual(new Set(['BLOCK_HOSTING_BUSY', 'succeeded']));
    const { state } = await tried.run('block-volume.create', { sizeGib: 20 });
    expect(state.name).toBe('succeeded');
    expect(await tried.read('select distinct hosting from gluster_block_volume')).toHaveLength(1);
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps a hosting volume that was made for it when it then cannot be made, and takes it the next time', async () => {
    const tried = await tryWith(autoCreate, cluster);
    for (const host of tried.world.fleet.hosts()) blockDaemonOf(host).isDown = true;
    const { state } = await tried.run('block-volume.create', { sizeGib: 20, auth: true });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'GLUSTER_BLOCK_DOWN' } });
    for (const host of tried.world.fleet.hosts()) blockDaemonOf(host).isDown = false;
    expect(await tried.problems()).toEqual([]);
    expect(await tried.read('select id from gluster_volume where block = 1')).toHaveLength(1);
    expect(await tried.read('select id from gluster_block_volume')).toHaveLength(0);
    expect((await tried.run('block-volume.create', { sizeGib: 20 })).state.name).toBe('succeeded');
    expect(await tried.read('select id from gluster_volume where block = 1')).toHaveLength(1);
  });

  it('leaves a block volume alone that nobody recorded, whatever its name is', async () => {
    const tried = await tryOn(cluster, hosting);
    const [volume] = poolsOf(tried.world.fleet).flatMap(({ volumes }) => Object.values(volumes));
    if (volume === undefined) throw new TypeError('it is there');
    holdBlock(volume, 'data', { gbid: 'x', bytes: 10 * 1024 ** 3, ha: 3, password: '', hosts: {} });
    const { state } = await tried.run('block-volume.create', { name: 'data', sizeGib: 10 });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'BLOCK_VOLUME_FOREIGN' } });
    expect(blocksOf(volume)['data']?.gbid).toBe('x');
    const deleted = await tried.run('volume.delete', { volume: hosting.id });
    expect(deleted.state).toMatchObject({
      name: 'failed',
      error: { code: 'VOLUME_HAS_BLOCK_VOLUMES', fields: { blockVolumes: ['data'] } },
    });
    delete blocksOf(volume)['data'];
    expect(await tried.problems()).toEqual([]);
  });

  it.each([
    [{ name: 'a/b', sizeGib: 1 }, 'VOLUME_INPUT_INVALID'],
    [{ sizeGib: 0 }, 'OPERATION_INPUT_INVALID'],
    [{ sizeGib: 1, haCount: 0 }, 'OPERATION_INPUT_INVALID'],
    [{ sizeGib: 1, clusters: ['x'] }, 'VOLUME_NO_CLUSTER'],
  ])('refuses %j', async (input, code) => {
    const tried = await tryOn(cluster, hosting);
    await expect(tried.run('block-volume.create', input)).rejects.toMatchObject({ code });
  });
});

describe('a block volume that is there', () => {
  it('is not believed gone by a host that has lost its pool', async () => {
    const tried = await tryOn(cluster, hosting, data);
    const [pool] = poolsOf(tried.world.fleet);
    const index = pool?.members.findIndex(({ host }) => host === 'c1-n1') ?? -1;
    const [lost] = pool?.members.splice(index, 1) ?? [];
    const { state } = await tried.run('block-volume.delete', { blockVolume: data.id });
    // Another host was asked, which knows it.
    expect(state.name).toBe('succeeded');
    const alone = poolsOf(tried.world.fleet).find(({ members }) => members.length === 1);
    if (alone !== undefined) dissolvePool(tried.world.fleet, alone);
    if (lost !== undefined) pool?.members.push(lost);
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps its space and its login when it is not expanded', async () => {
    const tried = await tryOn(cluster, hosting, data);
    for (const host of tried.world.fleet.hosts()) blockDaemonOf(host).isDown = true;
    const { state } = await tried.run('block-volume.expand', { blockVolume: data.id, sizeGib: 40 });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'GLUSTER_BLOCK_DOWN' } });
    for (const host of tried.world.fleet.hosts()) blockDaemonOf(host).isDown = false;
    expect(await tried.problems()).toEqual([]);
    expect(await tried.read('select size_gib, growing_gib from gluster_block_volume')).toEqual([
      { size_gib: 10, growing_gib: null },
    ]);
  });

  it('records how far an expansion came, and is expanded to the same size again', async () => {
    const tried = await tryOn(cluster, hosting, data);
    const daemon = blockDaemonOf(tried.world.fleet.host(hostId('c1-n3')));
    daemon.isDown = true;
    const wish = { blockVolume: data.id, sizeGib: 40 };
    const { state } = await tried.run('block-volume.expand', wish);
    expect(state).toMatchObject({
      name: 'failed',
      error: { code: 'BLOCK_VOLUME_PARTLY_EXPANDED', fields: { sizeGib: 40, usableGib: 10 } },
    });
    expect(await tried.problems()).toEqual([]);
    daemon.isDown = false;
    expect((await tried.run('block-volume.expand', wish)).state.name).toBe('succeeded');
    expect(await tried.read('select size_gib, usable_gib from gluster_block_volume')).toEqual([
      { size_gib: 40, usable_gib: 40 },
    ]);
    await expect(tried.run('block-volume.expand', wish)).rejects.toMatchObject({ code: 'BLOCK_VOLUME_SIZE_REFUSED' });
  });

  it('is not worked on by two', async () => {
    const tried = await tryOn(cluster, hosting, data, sql(`update gluster_block_volume set operation = 'x'`));
    for (const [kind, input] of [
      ['block-volume.delete', {}],
      ['block-volume.expand', { sizeGib: 40 }],
    ] as const)
      await expect(tried.run(kind, { blockVolume: data.id, ...input })).rejects.toMatchObject({
        code: 'BLOCK_VOLUME_BUSY',
      });
    await expect(tried.run('node.delete', { node: cluster.nodes[0] })).rejects.toMatchObject({
      code: 'NODE_NOT_EMPTY',
    });
  });
});
