import { describe, expect, it } from 'vitest';
import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { sql, tryOn } from '../testing/try-on.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const cluster = aCluster().withNodes(3).withDevices(1);
const [first, second, third] = cluster.devices;
if (first === undefined || second === undefined || third === undefined) throw new TypeError('three devices');
const moved = aVolume(cluster, 'moved', [first, second]);
const old = moved.bricks[0]?.id ?? '';

operationContract({
  name: 'evicting a brick',
  world: volumeWorld([cluster, moved]),
  submission: { kind: 'brick.evict', input: { brick: old } },
  endsAfterFailure: ['failed', 'succeeded'],
});

describe('brick.evict', () => {
  it('puts another brick in the place of one, and leaves its device in service', async () => {
    const tried = await tryOn(cluster, moved);
    const { state } = await tried.run('brick.evict', { brick: old });
    expect(state).toMatchObject({ name: 'succeeded', result: { replaced: old } });
    const rows = await tried.read('select id, device, position, state from gluster_brick order by position');
    expect(rows).toEqual([
      { id: (state.result as { brick: string }).brick, device: third.id, position: 0, state: 'ready' },
      { id: moved.bricks[1]?.id, device: second.id, position: 1, state: 'ready' },
    ]);
    const devices = await tried.read('select state, used_kib from gluster_device where id = $1', first.id);
    expect(devices).toEqual([{ state: 'online', used_kib: 0 }]);
    expect(await tried.problems()).toEqual([]);
    // The id is gone, and the new brick can be evicted, too.
    await expect(tried.run('brick.evict', { brick: old })).rejects.toMatchObject({ code: 'BRICK_NOT_FOUND' });
    expect((await tried.run('brick.evict', state.result && { brick: rows[0]?.['id'] })).state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps the group that may write to the volume (contract heketi-engine §8.1, defect 3)', async () => {
    const tried = await tryOn(cluster);
    const wish = { sizeGib: 4, durability: { kind: 'replicate', replica: 2 }, gid: 2001 };
    expect((await tried.run('volume.create', wish)).state.name).toBe('succeeded');
    const [brick] = await tried.read('select id from gluster_brick order by id');
    const { state } = await tried.run('brick.evict', { brick: brick?.['id'] });
    const { brick: id } = state.result as { readonly brick: string };
    const [row] = await tried.read(
      `select brick.gid, brick.path, node.host from gluster_brick brick join gluster_device device on device.id = brick.device
        join gluster_node node on node.id = device.node where brick.id = $1`,
      id,
    );
    expect(row?.['gid']).toBe(2001);
    const host = tried.world.fleet.host(row?.['host'] as never);
    expect(host.files.ownerOf(String(row?.['path']))).toMatch(/:2001$/);
  });

  it('finds a place in the zone that the old brick leaves free (contract heketi-engine §8.1, defect 4)', async () => {
    const zoned = aCluster().withNodes(3).withZones(3).withDevices(2);
    const tried = await tryOn(zoned);
    const wish = { sizeGib: 4, durability: { kind: 'replicate', replica: 3 }, zoneChecking: 'strict' };
    expect((await tried.run('volume.create', wish)).state.name).toBe('succeeded');
    const before = await tried.read('select id, device from gluster_brick order by position');
    expect((await tried.run('brick.evict', { brick: before[1]?.['id'] })).state.name).toBe('succeeded');
    const zones = await tried.read(`select node.zone from gluster_brick brick
      join gluster_device device on device.id = brick.device join gluster_node node on node.id = device.node`);
    expect(new Set(zones.map(({ zone }) => zone)).size).toBe(3);
    const after = await tried.read('select id, device from gluster_brick order by position');
    expect(after[1]?.['device']).not.toBe(before[1]?.['device']);
    expect(await tried.problems()).toEqual([]);
  });

  it('looks whether the others have all data before, unless it is told not to', async () => {
    const pending = { rows: () => [], arrange: () => undefined };
    const tried = await tryOn(cluster, moved, pending);
    const volume = tried.volume('moved');
    if (volume === undefined) throw new TypeError('no volume');
    volume.pending[volume.bricks[0]?.name ?? ''] = 3;
    expect((await tried.run('brick.evict', { brick: old })).state).toMatchObject({
      name: 'failed',
      error: { code: 'BRICK_NEEDED' },
    });
    expect(await tried.problems()).toEqual([]);
    expect((await tried.run('brick.evict', { brick: old, healCheck: false })).state.name).toBe('succeeded');
  });

  it('sends the daemon to fill the new one, though nobody waits for it or saw the replacing end', async () => {
    const tried = await tryOn(cluster, moved);
    const sent: boolean[] = [];
    tried.world.fleet.faultPlan = ({ name }) => {
      if (name === 'gluster volume heal') sent.push(true);
      return name === 'gluster volume replace-brick' ? { kind: 'lost-after' } : undefined;
    };
    expect((await tried.run('brick.evict', { brick: old, healCheck: false })).state.name).toBe('succeeded');
    expect(sent).toEqual([true]);
  });

  it('is refused where nobody else has the data, and where there is no other place', async () => {
    const alone = aVolume(cluster, 'alone', [first]);
    const tried = await tryOn(cluster, alone);
    await expect(tried.run('brick.evict', { brick: alone.bricks[0]?.id })).rejects.toMatchObject({
      code: 'BRICK_NOT_REPLACEABLE',
    });
    const everywhere = aVolume(cluster, 'everywhere', cluster.devices);
    const full = await tryOn(cluster, everywhere);
    await expect(full.run('brick.evict', { brick: everywhere.bricks[0]?.id })).rejects.toMatchObject({
      code: 'DEVICE_NO_REPLACEMENT',
    });
  });

  it('is refused while nobody knows which bricks are copies of each other', async () => {
    const four = aCluster().withNodes(4).withDevices(1);
    const taken = aVolume(four, 'taken', four.devices);
    const pairs = sql(`update gluster_volume set durability = '{"kind":"replicate","replica":2}', bricks_ordered = 0`);
    const tried = await tryOn(four, taken, pairs);
    const brick = taken.bricks[0]?.id;
    await expect(tried.run('brick.evict', { brick })).rejects.toMatchObject({ code: 'VOLUME_ORDER_UNKNOWN' });
    await expect(tried.run('snapshot.create', { volume: taken.id, name: 'before' })).rejects.toMatchObject({
      code: 'VOLUME_ORDER_UNKNOWN',
    });
    // Of one set they are all copies of each other.
    const one = await tryOn(cluster, moved, sql('update gluster_volume set bricks_ordered = 0'));
    expect((await one.run('brick.evict', { brick: old })).state.name).toBe('succeeded');
  });

  it('is refused while an operation works on the brick, or on another one of its volume', async () => {
    const held = (brick: string | undefined) =>
      sql(`update gluster_brick set operation = 'o1', state = 'leaving' where id = $1`, brick ?? '');
    const own = await tryOn(cluster, moved, held(old));
    await expect(own.run('brick.evict', { brick: old })).rejects.toMatchObject({
      code: 'BRICK_PENDING',
      fields: { state: 'leaving', operation: 'o1' },
    });
    const other = await tryOn(cluster, moved, held(moved.bricks[1]?.id));
    await expect(other.run('brick.evict', { brick: old })).rejects.toMatchObject({
      code: 'VOLUME_BUSY',
      fields: { volume: moved.id, operation: 'o1' },
    });
    const volume = await tryOn(cluster, moved, sql(`update gluster_volume set operation = 'o2'`));
    await expect(volume.run('brick.evict', { brick: old })).rejects.toMatchObject({ code: 'VOLUME_BUSY' });
    const left = await tryOn(
      cluster,
      moved,
      sql(`update gluster_brick set state = 'debris', volume = null where id = $1`, old),
    );
    await expect(left.run('brick.evict', { brick: old })).rejects.toMatchObject({
      code: 'BRICK_PENDING',
      fields: { state: 'debris', operation: null },
    });
  });

  it('is done once where two ask for it at the same time', async () => {
    const tried = await tryOn(cluster, moved);
    const ends = await tried.runAll(['brick.evict', { brick: old }], ['brick.evict', { brick: old }]);
    expect(ends.filter((end) => !(end instanceof Error) && end.name === 'succeeded')).toHaveLength(1);
    expect(await tried.problems()).toEqual([]);
  });
});
