import { describe, expect, it } from 'vitest';
import { hostId, type SimulatedFleet } from '../../../kernel/remote/index.ts';
import { lvmOf } from '../bricks/simulated-storage.ts';
import { hostOf, poolsOf } from '../gluster/simulated-pool.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { sql, type Tried, tryOn } from '../testing/try-on.ts';

const cluster = aCluster().withNodes(3).withDevices(1);
const [first, second] = cluster.devices;
const pair = first && second ? [first, second] : [];
const old = aVolume(cluster, 'old', pair);

/** Writes a file into each brick of a volume, as its clients would. */
function write(tried: Tried, name: string, text: string): void {
  for (const brick of tried.volume(name)?.bricks ?? [])
    hostOf(tried.world.fleet, brick).files.write(`${brick.path}/data`, text);
}

function texts(tried: Tried, name: string): readonly (string | undefined)[] {
  return (tried.volume(name)?.bricks ?? []).map((brick) =>
    hostOf(tried.world.fleet, brick).files.read(`${brick.path}/data`),
  );
}

async function resultOf(tried: Tried, kind: string, input: unknown): Promise<Readonly<Record<string, string>>> {
  const { state } = await tried.run(kind, input);
  expect(state.error).toBeUndefined();
  expect(state.name).toBe('succeeded');
  return state.result as Readonly<Record<string, string>>;
}

/** Logical volumes of all hosts, pools included. */
function logicalVolumes(fleet: SimulatedFleet): number {
  return fleet
    .hosts()
    .flatMap((host) => Object.values(lvmOf(host).groups).flatMap(({ volumes }) => Object.keys(volumes))).length;
}

async function used(tried: Tried): Promise<readonly number[]> {
  const rows = await tried.read('select used_kib from gluster_device order by id');
  return rows.map((row) => Number(row['used_kib']));
}

describe('a snapshot', () => {
  it('is taken of a running volume, takes nothing of its devices, and is gone without a trace when it is deleted', async () => {
    const tried = await tryOn(cluster, old);
    const before = await used(tried);
    const { snapshot } = await resultOf(tried, 'snapshot.create', { volume: old.id, name: 'monday' });
    expect(tried.volume('old')).toMatchObject({ status: 'started', snapshots: ['monday'] });
    expect(await tried.read('select name, size_gib, bricks, state from gluster_snapshot')).toEqual([
      { name: 'monday', size_gib: 10, bricks: 2, state: 'ready' },
    ]);
    expect(await used(tried)).toEqual(before);
    expect(await tried.problems()).toEqual([]);
    await resultOf(tried, 'snapshot.delete', { snapshot });
    expect(tried.volume('old')?.snapshots).toEqual([]);
    expect(logicalVolumes(tried.world.fleet)).toBe(4);
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps its volume from being deleted, before anything is stopped', async () => {
    const tried = await tryOn(cluster, old);
    await resultOf(tried, 'snapshot.create', { volume: old.id });
    await expect(tried.run('volume.delete', { volume: old.id })).rejects.toMatchObject({
      code: 'VOLUME_HAS_SNAPSHOTS',
      fields: { volume: 'old', snapshots: 1 },
    });
    expect(tried.volume('old')?.status).toBe('started');
  });

  it('is refused where a brick lies in a file, before anything is done', async () => {
    const files = aCluster('c2').withNodes(2).withDevices(1, { kind: 'file' });
    const volume = aVolume(files, 'filed', files.devices);
    const tried = await tryOn(files, volume);
    const impossible = {
      code: 'SNAPSHOT_IMPOSSIBLE',
      fields: {
        volume: 'filed',
        reason: expect.stringMatching(/^brick [0-9a-f]{32} lies in a file, in \/srv\/disk-1/),
      },
    };
    await expect(tried.run('snapshot.create', { volume: volume.id })).rejects.toMatchObject(impossible);
    await expect(tried.run('volume.clone', { volume: volume.id })).rejects.toMatchObject(impossible);
    expect(await tried.problems()).toEqual([]);
  });

  it('is refused under a name that is taken, here or by somebody on the hosts, whose own stays', async () => {
    const tried = await tryOn(cluster, old);
    const { snapshot } = await resultOf(tried, 'snapshot.create', { volume: old.id, name: 'monday' });
    await expect(tried.run('snapshot.create', { volume: old.id, name: 'monday' })).rejects.toMatchObject({
      code: 'SNAPSHOT_NAME_TAKEN',
    });
    await tried.world.store.write([{ sql: 'delete from gluster_snapshot where id = $1', values: [snapshot ?? ''] }]);
    const { state } = await tried.run('snapshot.create', { volume: old.id, name: 'monday' });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'SNAPSHOT_FOREIGN' } });
    expect(tried.volume('old')?.snapshots).toEqual(['monday']);
  });

  it.each(['-x', 'a b', 'a/b'])('is refused under the name %j', async (name) => {
    const tried = await tryOn(cluster, old);
    await expect(tried.run('snapshot.create', { volume: old.id, name })).rejects.toMatchObject({
      code: 'VOLUME_INPUT_INVALID',
      fields: { field: 'name' },
    });
  });

  it('is not taken while a brick is down', async () => {
    const tried = await tryOn(cluster, old);
    tried.world.fleet.powerOff(hostId('c1-n2'));
    const { state } = await tried.run('snapshot.create', { volume: old.id });
    expect(state).toMatchObject({
      name: 'failed',
      error: { code: 'GLUSTER_REFUSED', fields: { reason: expect.stringContaining('is not started') } },
    });
    tried.world.fleet.powerOn(hostId('c1-n2'));
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps the bricks of its volume where they are', async () => {
    const offline = sql(`update gluster_device set state = 'offline' where id = $1`, first?.id ?? '');
    const tried = await tryOn(cluster, old, offline);
    await resultOf(tried, 'snapshot.create', { volume: old.id });
    await expect(tried.run('device.remove', { device: first?.id })).rejects.toMatchObject({
      code: 'BRICK_HAS_SNAPSHOTS',
      fields: { volume: 'old', snapshots: 1 },
    });
    expect(await tried.problems()).toEqual([]);
  });
});

describe('several sets on one host', () => {
  const many = aCluster('c3').withNodes(1).withDevices(3);
  const spread = { name: 'spread', sizeGib: 900, durability: { kind: 'none' } };

  it('are snapshotted, cloned and restored brick by brick', async () => {
    const tried = await tryOn(many);
    const { volume = '' } = await resultOf(tried, 'volume.create', spread);
    expect(tried.volume('spread')?.bricks.length).toBeGreaterThan(1);
    write(tried, 'spread', 'first');
    const { snapshot } = await resultOf(tried, 'snapshot.create', { volume });
    write(tried, 'spread', 'second');
    const { volume: copy } = await resultOf(tried, 'volume.clone', { volume, name: 'copy' });
    await resultOf(tried, 'snapshot.restore', { snapshot });
    expect(new Set(texts(tried, 'spread'))).toEqual(new Set(['first']));
    expect(new Set(texts(tried, 'copy'))).toEqual(new Set(['second']));
    expect(await tried.problems()).toEqual([]);
    for (const id of [volume, copy]) await resultOf(tried, 'volume.delete', { volume: id });
    expect(logicalVolumes(tried.world.fleet)).toBe(0);
    expect(await tried.problems()).toEqual([]);
  });
});

describe('a restore', () => {
  it('puts a volume back to what it was, on other paths, and leaves nothing of what it was before', async () => {
    const tried = await tryOn(cluster, old);
    write(tried, 'old', 'first');
    const { snapshot } = await resultOf(tried, 'snapshot.create', { volume: old.id });
    write(tried, 'old', 'second');
    await resultOf(tried, 'snapshot.restore', { snapshot });
    expect(texts(tried, 'old')).toEqual(['first', 'first']);
    expect(tried.volume('old')).toMatchObject({ status: 'started', snapshots: [] });
    const rows = await tried.read('select path, pool, lv from gluster_brick order by position');
    expect(rows[1]).toEqual({
      path: expect.stringMatching(/^\/run\/gluster\/snaps\/[0-9a-f]{32}\/brick2\/brick$/),
      pool: `tp_${old.bricks[1]?.id ?? ''}`,
      lv: expect.stringMatching(/^[0-9a-f]{32}_0$/),
    });
    expect(logicalVolumes(tried.world.fleet)).toBe(4);
    expect(await tried.problems()).toEqual([]);
  });

  it('can be done again, and the volume can be deleted, cloned and moved after it', async () => {
    const offline = sql(`update gluster_device set state = 'offline' where id = $1`, first?.id ?? '');
    const tried = await tryOn(cluster, old, offline);
    for (const text of ['one', 'two']) {
      write(tried, 'old', text);
      const { snapshot } = await resultOf(tried, 'snapshot.create', { volume: old.id });
      write(tried, 'old', 'changed');
      await resultOf(tried, 'snapshot.restore', { snapshot });
      expect(texts(tried, 'old')).toEqual([text, text]);
      expect(await tried.problems()).toEqual([]);
    }
    await resultOf(tried, 'volume.clone', { volume: old.id, name: 'copy' });
    expect(texts(tried, 'copy')).toEqual(['two', 'two']);
    await resultOf(tried, 'device.remove', { device: first?.id });
    expect(await tried.problems()).toEqual([]);
    await resultOf(tried, 'volume.delete', { volume: old.id });
    expect(await tried.problems()).toEqual([]);
  });

  it('is mounted again by Gluster when its host starts', async () => {
    const tried = await tryOn(cluster, old);
    const { snapshot } = await resultOf(tried, 'snapshot.create', { volume: old.id });
    await resultOf(tried, 'snapshot.restore', { snapshot });
    tried.world.fleet.powerOff(hostId('c1-n1'));
    tried.world.fleet.powerOn(hostId('c1-n1'));
    expect(await tried.problems()).toEqual([]);
  });

  it('is not begun while a host of the pool is down: the volume runs on', async () => {
    const tried = await tryOn(cluster, old);
    const { snapshot } = await resultOf(tried, 'snapshot.create', { volume: old.id });
    tried.world.fleet.powerOff(hostId('c1-n3'));
    const { state } = await tried.run('snapshot.restore', { snapshot });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'GLUSTER_PEERS_DOWN' } });
    expect(tried.volume('old')?.status).toBe('started');
    tried.world.fleet.powerOn(hostId('c1-n3'));
    expect(await tried.problems()).toEqual([]);
  });

  it('is refused where Gluster does not have the snapshot any more', async () => {
    const tried = await tryOn(cluster, old);
    const { snapshot } = await resultOf(tried, 'snapshot.create', { volume: old.id });
    tried.volume('old')?.snapshots.splice(0);
    const { state } = await tried.run('snapshot.restore', { snapshot });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'SNAPSHOT_LOST' } });
    expect(tried.volume('old')?.status).toBe('started');
  });
});

describe('a clone', () => {
  it('has what its source had, and leaves it as it was', async () => {
    const tried = await tryOn(cluster, old);
    write(tried, 'old', 'data');
    const before = await used(tried);
    const { volume: id = '' } = await resultOf(tried, 'volume.clone', { volume: old.id, name: 'copy' });
    expect(tried.volume('copy')).toMatchObject({ status: 'started', replica: 2 });
    expect(tried.volume('copy')?.options).toContainEqual(['user.heketi.id', id]);
    expect(tried.volume('old')).toMatchObject({ status: 'started', snapshots: [] });
    expect(texts(tried, 'copy')).toEqual(['data', 'data']);
    write(tried, 'copy', 'other data');
    expect(texts(tried, 'old')).toEqual(['data', 'data']);
    const same = 'size_gib, durability, gid, snapshot_factor, options, zones, project, cluster, state';
    const [source, clone] = await tried.read(`select ${same} from gluster_volume order by name desc`);
    expect(clone).toEqual(source);
    const bricks = await tried.read(
      `select set_index, position, role, device, charged_kib, pool_kib, metadata_kib from gluster_brick
        where volume = $1 order by position`,
      id,
    );
    expect(bricks).toEqual(
      pair.map((device, position) => ({
        set_index: 0,
        position,
        role: 'data',
        device: device.id,
        charged_kib: 0,
        pool_kib: 0,
        metadata_kib: 0,
      })),
    );
    expect(await used(tried)).toEqual(before);
    expect(await tried.problems()).toEqual([]);
  });

  it.each([
    ['the clone first', ['copy', 'old']],
    ['the source first', ['old', 'copy']],
  ])('gives its space back exactly once, and leaves nothing on the hosts: %s', async (_, order) => {
    const tried = await tryOn(cluster, old);
    const before = await used(tried);
    const { volume: copy = '' } = await resultOf(tried, 'volume.clone', { volume: old.id, name: 'copy' });
    const ids: Readonly<Record<string, string>> = { old: old.id, copy };
    await resultOf(tried, 'volume.delete', { volume: ids[order[0] ?? ''] });
    expect(await used(tried)).toEqual(before);
    expect(await tried.problems()).toEqual([]);
    await resultOf(tried, 'volume.delete', { volume: ids[order[1] ?? ''] });
    expect(await used(tried)).toEqual([0, 0, 0]);
    expect(logicalVolumes(tried.world.fleet)).toBe(0);
    expect(await tried.problems()).toEqual([]);
  });

  it('gives its space back exactly once when it goes at the same time as its source', async () => {
    const tried = await tryOn(cluster, old);
    const { volume: copy } = await resultOf(tried, 'volume.clone', { volume: old.id, name: 'copy' });
    const ends = await tried.runAll(['volume.delete', { volume: old.id }], ['volume.delete', { volume: copy }]);
    expect(ends).toMatchObject([{ name: 'succeeded' }, { name: 'succeeded' }]);
    expect(await used(tried)).toEqual([0, 0, 0]);
    expect(logicalVolumes(tried.world.fleet)).toBe(0);
    expect(await tried.problems()).toEqual([]);
  });

  it('can be cloned and snapshotted itself, in one pool with the others', async () => {
    const tried = await tryOn(cluster, old);
    write(tried, 'old', 'data');
    const { volume: copy } = await resultOf(tried, 'volume.clone', { volume: old.id, name: 'copy' });
    const { snapshot } = await resultOf(tried, 'snapshot.create', { volume: copy, name: 'of-copy' });
    const { volume: third } = await resultOf(tried, 'volume.clone', { snapshot, name: 'third' });
    expect(texts(tried, 'third')).toEqual(['data', 'data']);
    expect(await tried.problems()).toEqual([]);
    await resultOf(tried, 'snapshot.delete', { snapshot });
    for (const volume of [copy, old.id, third]) {
      await resultOf(tried, 'volume.delete', { volume });
      expect(await tried.problems()).toEqual([]);
    }
    expect(await used(tried)).toEqual([0, 0, 0]);
  });

  it('of a snapshot has what the snapshot has, which stays inactive', async () => {
    const tried = await tryOn(cluster, old);
    write(tried, 'old', 'first');
    const { snapshot } = await resultOf(tried, 'snapshot.create', { volume: old.id });
    write(tried, 'old', 'second');
    await resultOf(tried, 'volume.clone', { snapshot, name: 'copy' });
    expect([texts(tried, 'copy'), texts(tried, 'old')]).toEqual([
      ['first', 'first'],
      ['second', 'second'],
    ]);
    const mounts = tried.world.fleet.host(hostId('c1-n1')).mounts();
    expect(mounts).toHaveLength(2);
    expect(await tried.problems()).toEqual([]);
  });

  it('is refused under a name that a volume of the cluster has, of ours or not', async () => {
    const tried = await tryOn(cluster, old);
    await expect(tried.run('volume.clone', { volume: old.id, name: 'old' })).rejects.toMatchObject({
      code: 'VOLUME_NAME_TAKEN',
    });
    const [pool] = poolsOf(tried.world.fleet);
    const foreign = { ...tried.volume('old'), name: 'theirs', id: 'x', bricks: [] } as never;
    if (pool !== undefined) pool.volumes['theirs'] = foreign;
    const { state } = await tried.run('volume.clone', { volume: old.id, name: 'theirs' });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'GLUSTER_VOLUME_FOREIGN' } });
    expect(tried.volume('theirs')).toEqual(foreign);
    delete pool?.volumes['theirs'];
    expect(await tried.problems()).toEqual([]);
  });

  it('wants either a volume or a snapshot', async () => {
    const tried = await tryOn(cluster, old);
    await expect(tried.run('volume.clone', {})).rejects.toMatchObject({ code: 'VOLUME_INPUT_INVALID' });
    await expect(tried.run('volume.clone', { volume: old.id, snapshot: 's' })).rejects.toMatchObject({
      code: 'VOLUME_INPUT_INVALID',
    });
  });

  it('holds its source, which can be neither deleted nor cloned meanwhile', async () => {
    const tried = await tryOn(cluster, old);
    const ends = await tried.runAll(
      ['volume.clone', { volume: old.id, name: 'one' }],
      ['volume.clone', { volume: old.id, name: 'two' }],
      ['volume.delete', { volume: old.id }],
    );
    expect(ends).toMatchObject([{ name: 'succeeded' }, { code: 'VOLUME_BUSY' }, { code: 'VOLUME_BUSY' }]);
    expect(await tried.problems()).toEqual([]);
  });

  it('gets ordinary bricks where its device is removed, and its source too', async () => {
    const roomy = aCluster().withNodes(3).withDevices(1);
    const offline = sql(`update gluster_device set state = 'offline' where id = $1`, first?.id ?? '');
    const tried = await tryOn(roomy, old, offline);
    const { volume: copy = '' } = await resultOf(tried, 'volume.clone', { volume: old.id, name: 'copy' });
    await resultOf(tried, 'device.remove', { device: first?.id });
    const moved = await tried.read(
      `select volume, pool, lv from gluster_brick where device = $1 order by volume`,
      cluster.devices[2]?.id ?? '',
    );
    expect(moved).toHaveLength(2);
    expect(moved.every((row) => row['pool'] === null && row['lv'] === null)).toBe(true);
    expect((await used(tried))[0]).toBe(0);
    expect(await tried.problems()).toEqual([]);
    for (const volume of [old.id, copy]) await resultOf(tried, 'volume.delete', { volume });
    expect(await used(tried)).toEqual([0, 0, 0]);
    expect(await tried.problems()).toEqual([]);
  });

  it('that is given up leaves its bricks to be cleaned up where a host is away', async () => {
    const tried = await tryOn(cluster, old);
    const { fleet } = tried.world;
    fleet.faultPlan = ({ name, host }) =>
      name === 'gluster volume set' && host === 'c1-n1' ? { kind: 'power-cut-before' } : undefined;
    const { state } = await tried.run('volume.clone', { volume: old.id, name: 'copy' });
    expect(['failed', 'succeeded']).toContain(state.name);
    fleet.faultPlan = undefined;
    fleet.powerOn(hostId('c1-n1'));
    expect(await tried.problems()).toEqual([]);
  });
});
