import { describe, expect, it } from 'vitest';
import { hostId } from '../../../kernel/remote/index.ts';
import { volumeGroup } from '../brick-paths.ts';
import { lvmOf } from '../bricks/simulated-storage.ts';
import { daemonOf, poolsOf, type SimulatedVolume } from '../gluster/simulated-pool.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { sql, tryOn, tryWith } from '../testing/try-on.ts';

const replica3 = { kind: 'replicate', replica: 3 } as const;

describe('volume.create', () => {
  it.each([
    ['one set on LVM', 'lvm-thin', 10, replica3, 3],
    ['one set on files', 'file', 10, replica3, 3],
    ['several sets', 'lvm-thin', 700, replica3, 6],
    ['many bricks in batches', 'lvm-thin', 9000, { kind: 'none' }, 32],
    ['dispersed sets', 'lvm-thin', 1600, { kind: 'disperse', data: 2, redundancy: 1 }, 6],
  ] as const)('makes %s, and starts the volume', async (_, kind, sizeGib, durability, bricks) => {
    const cluster = aCluster().withNodes(5).withDevices(8, { kind });
    const tried = await tryOn(cluster);
    const options = [{ key: 'cluster.lookup-optimize', value: 'off' }];
    const { state } = await tried.run('volume.create', { name: 'v', sizeGib, durability, gid: 2001, options });
    expect(state.error).toBeUndefined();
    expect(tried.volume('v')).toMatchObject({ status: 'started' });
    expect(tried.volume('v')?.bricks).toHaveLength(bricks);
    expect(tried.volume('v')?.options).toContainEqual(['cluster.lookup-optimize', 'off']);
    expect(await tried.problems()).toEqual([]);
  });

  it('says why there is no room, and how much would fit', async () => {
    const tried = await tryOn(aCluster().withNodes(3).withDevices(1, { gib: 100 }));
    await expect(tried.run('volume.create', { sizeGib: 400, durability: replica3 })).rejects.toMatchObject({
      code: 'VOLUME_NO_SPACE',
      fields: { sizeGib: 400, largestGib: 99, reasons: expect.arrayContaining([expect.stringMatching(/^too full/)]) },
    });
  });

  it.each([
    [{ sizeGib: 3, durability: { kind: 'disperse', data: 4, redundancy: 2 } }, 'sizeGib'],
    [{ sizeGib: 3, durability: { kind: 'disperse', data: 3, redundancy: 2 } }, 'durability'],
    [{ sizeGib: 3, durability: { kind: 'replicate', replica: 4 } }, 'durability'],
    [{ sizeGib: 3, durability: replica3, gid: -1 }, 'gid'],
    [{ sizeGib: 3, durability: replica3, snapshotFactor: 101 }, 'snapshotFactor'],
    [{ sizeGib: 3, durability: replica3, name: '--xml' }, 'name'],
    [{ sizeGib: 3, durability: replica3, options: [{ key: 'user.x', value: '--log-file=/etc/passwd' }] }, 'options'],
  ])('refuses %j for its %s', async (input, field) => {
    const tried = await tryOn(aCluster().withNodes(3).withDevices(1));
    await expect(tried.run('volume.create', input)).rejects.toMatchObject({
      code: 'VOLUME_INPUT_INVALID',
      fields: { field },
    });
  });

  it('takes everything back at once when Gluster does not know an option', async () => {
    const tried = await tryOn(aCluster().withNodes(3).withDevices(1));
    const options = [{ key: 'cluster.no-such-option', value: 'on' }];
    const { state } = await tried.run('volume.create', { sizeGib: 1, durability: replica3, options });
    expect(state).toMatchObject({ name: 'failed', attempt: 1, error: { code: 'VOLUME_OPTION_REFUSED' } });
    expect(await tried.problems()).toEqual([]);
  });

  it('refuses a name that is taken', async () => {
    const cluster = aCluster().withNodes(2).withDevices(1);
    const tried = await tryOn(cluster, aVolume(cluster, 'old', cluster.devices));
    const wish = { name: 'old', sizeGib: 1, durability: { kind: 'none' } };
    await expect(tried.run('volume.create', wish)).rejects.toMatchObject({ code: 'VOLUME_NAME_TAKEN' });
  });

  it('is placed elsewhere when a host does not answer', async () => {
    const cluster = aCluster().withNodes(4).withDevices(1);
    const tried = await tryOn(cluster);
    tried.world.fleet.powerOff(hostId('c1-n3'));
    const { state } = await tried.run('volume.create', { name: 'v', sizeGib: 10, durability: replica3 });
    expect(state).toMatchObject({ name: 'succeeded', blamed: ['c1-n3'] });
    expect(state.attempt).toBeGreaterThan(1);
    tried.world.fleet.powerOn(hostId('c1-n3'));
    expect(await tried.problems()).toEqual([]);
  });

  it('fails with what made it fail, where there is no other place for it (contract heketi-engine §8.1, defect 18)', async () => {
    const tried = await tryOn(aCluster().withNodes(3).withDevices(1));
    tried.world.fleet.powerOff(hostId('c1-n3'));
    const { state } = await tried.run('volume.create', { name: 'v', sizeGib: 10, durability: replica3 });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'HOST_UNREACHABLE' }, blamed: ['c1-n3'] });
    tried.world.fleet.powerOn(hostId('c1-n3'));
    expect(await tried.problems()).toEqual([]);
  });

  it.each([
    ['is placed elsewhere when somebody has filled devices', 1, { name: 'succeeded' }],
    [
      'says that there is no room when somebody has filled all',
      2,
      { name: 'failed', error: { code: 'BRICK_DEVICE_FULL' } },
    ],
  ])('%s', async (_, ofEach, end) => {
    const cluster = aCluster().withNodes(3).withDevices(2);
    const tried = await tryOn(cluster);
    for (const host of cluster.hosts) {
      const devices = cluster.devices.filter((each) => each.host === host).slice(0, ofEach);
      for (const { id, totalKib } of devices) {
        const group = lvmOf(tried.world.fleet.host(host)).groups[volumeGroup(id)];
        if (group !== undefined) group.volumes['theirs'] = { sizeKib: totalKib - 1024 * 1024 };
      }
    }
    const { state } = await tried.run('volume.create', { name: 'v', sizeGib: 10, durability: replica3 });
    expect(state).toMatchObject(end);
    expect((await tried.problems()).filter((problem) => !problem.includes('/theirs '))).toEqual([]);
  });

  it('asks another host where glusterd does not run', async () => {
    const tried = await tryOn(aCluster().withNodes(3).withDevices(1));
    daemonOf(tried.world.fleet.host(hostId('c1-n1'))).isDown = true;
    const durability = { kind: 'replicate', replica: 2 };
    const { state } = await tried.run('volume.create', { name: 'v', sizeGib: 10, durability });
    expect(state.name).toBe('succeeded');
    daemonOf(tried.world.fleet.host(hostId('c1-n1'))).isDown = false;
    expect(tried.volume('v')?.status).toBe('started');
  });

  it('leaves a volume alone that Gluster has under the same name, and takes its own bricks back', async () => {
    const cluster = aCluster().withNodes(3).withDevices(1);
    const tried = await tryOn(cluster);
    const bricks = [{ host: 'c1-n1', path: '/data', name: 'c1-n1:/data' }];
    const rest = { replica: 1, disperse: 0, redundancy: 0, options: [], snapshots: [], pending: {} };
    const foreign: SimulatedVolume = { name: 'v', id: 'x', status: 'started', bricks, ...rest };
    const [pool] = poolsOf(tried.world.fleet);
    if (pool !== undefined) pool.volumes['v'] = foreign;
    const { state } = await tried.run('volume.create', { name: 'v', sizeGib: 10, durability: replica3 });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'GLUSTER_VOLUME_FOREIGN' } });
    expect(tried.volume('v')).toEqual(foreign);
    delete pool?.volumes['v'];
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps bricks charged that cannot be taken back, until they are cleaned up', async () => {
    const cluster = aCluster().withNodes(3).withDevices(1);
    const tried = await tryOn(cluster);
    const { fleet, store } = tried.world;
    fleet.faultPlan = ({ name, host }) =>
      name === 'mount' && host === 'c1-n2' ? { kind: 'power-cut-before' } : undefined;
    const { state } = await tried.run('volume.create', { name: 'v', sizeGib: 10, durability: replica3 });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'HOST_UNREACHABLE' } });
    const debris = await store.read({ sql: 'select state, volume from gluster_brick', values: [] });
    expect(debris).toContainEqual({ state: 'debris', volume: null });
    fleet.faultPlan = undefined;
    fleet.powerOn(hostId('c1-n2'));
    expect(await tried.problems()).toEqual([]);
    expect(await store.read({ sql: 'select 1 from gluster_brick', values: [] })).toEqual([]);
  });
});

it('gives gluster commands the time that the configuration says', async () => {
  const cluster = aCluster().withNodes(4).withDevices(1);
  const old = aVolume(cluster, 'old', cluster.devices.slice(0, 2));
  const tried = await tryWith({ ...DEFAULT_SETTINGS, glusterTimeoutS: 900 }, cluster, old);
  const ended = [
    await tried.run('volume.create', { name: 'v', sizeGib: 10, durability: replica3 }),
    await tried.run('volume.expand', { volume: old.id, addGib: 10 }),
    await tried.run('snapshot.create', { volume: old.id, name: 'monday' }),
    await tried.run('volume.clone', { volume: old.id, name: 'copy' }),
  ];
  expect(ended.map(({ state }) => state.name)).toEqual(ended.map(() => 'succeeded'));
  const limits = tried.world.fleet.journal
    .filter(({ argv }) => argv[0] === 'gluster')
    .map(({ argv }) => argv.find((word) => word.startsWith('--timeout=')));
  expect(limits.length).toBeGreaterThan(20);
  expect([...new Set(limits)]).toEqual(['--timeout=900']);
});

describe('where glusterd of the first host does not run', () => {
  const cluster = aCluster().withNodes(5).withDevices(1);
  const [here, ...there] = cluster.devices;
  const old = aVolume(cluster, 'old', there);

  it.each([
    ['volume.expand', { volume: old.id, addGib: 10 }],
    ['snapshot.create', { volume: old.id, name: 'monday' }],
    ['volume.clone', { volume: old.id, name: 'copy' }],
  ])('%s asks another one', async (kind, input) => {
    const tried = await tryOn(
      cluster,
      old,
      sql(`update gluster_device set state = 'offline' where id = $1`, here?.id ?? ''),
    );
    const first = daemonOf(tried.world.fleet.host(hostId('c1-n1')));
    first.isDown = true;
    const { state } = await tried.run(kind, input);
    expect(state.error).toBeUndefined();
    expect(state.name).toBe('succeeded');
    first.isDown = false;
    expect(await tried.problems()).toEqual([]);
  });
});

describe('volume.delete', () => {
  const cluster = aCluster().withNodes(2).withDevices(1);
  const old = aVolume(cluster, 'old', cluster.devices);

  it('gives back what each brick took, where a device has several of them (contract heketi-engine §8.1, defect 11)', async () => {
    const tried = await tryWith({ ...DEFAULT_SETTINGS, maxBrickGib: 5 }, aCluster().withNodes(3).withDevices(1));
    const { state } = await tried.run('volume.create', { name: 'v', sizeGib: 10, durability: replica3 });
    const several = await tried.read('select count(*) as bricks from gluster_brick group by device');
    expect(several).toEqual([{ bricks: 2 }, { bricks: 2 }, { bricks: 2 }]);
    const { volume } = state.result as { readonly volume: string };
    expect((await tried.run('volume.delete', { volume })).state.name).toBe('succeeded');
    expect(await tried.read('select distinct used_kib from gluster_device')).toEqual([{ used_kib: 0 }]);
    expect(await tried.problems()).toEqual([]);
  });

  it('leaves a volume with snapshots as it is, running', async () => {
    const tried = await tryOn(cluster, old);
    tried.volume('old')?.snapshots.push('monday');
    const { state } = await tried.run('volume.delete', { volume: old.id });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'VOLUME_HAS_SNAPSHOTS' } });
    expect(tried.volume('old')?.status).toBe('started');
    expect(await tried.problems()).toEqual([]);
  });

  it('leaves a volume running while a host of the pool is down', async () => {
    const tried = await tryOn(cluster, old);
    tried.world.fleet.powerOff(hostId('c1-n2'));
    const { state } = await tried.run('volume.delete', { volume: old.id });
    expect(state).toMatchObject({
      name: 'failed',
      error: { code: 'GLUSTER_PEERS_DOWN', fields: { peers: ['c1-n2'] } },
    });
    expect(tried.volume('old')?.status).toBe('started');
    tried.world.fleet.powerOn(hostId('c1-n2'));
    expect(await tried.problems()).toEqual([]);
  });

  it('is stuck while a brick is in use, and ends when it is not', async () => {
    const tried = await tryOn(cluster, old);
    const host = tried.world.fleet.host(hostId('c1-n1'));
    const { pid } = host.startProcess('vi', old.bricks[0]?.path ?? '');
    const { state } = await tried.run('volume.delete', { volume: old.id });
    expect(state).toMatchObject({ name: 'stuck', error: { code: 'BRICK_BUSY' } });
    expect(tried.volume('old')).toBeUndefined();
    host.endProcess(pid);
    expect(await tried.problems()).toEqual([]);
  });

  it('says who uses a brick, where the configuration wants it said', async () => {
    const tried = await tryWith({ ...DEFAULT_SETTINGS, namesBrickUsers: true }, cluster, old);
    const { pid } = tried.world.fleet.host(hostId('c1-n1')).startProcess('vi', old.bricks[0]?.path ?? '');
    const { state } = await tried.run('volume.delete', { volume: old.id });
    expect(state).toMatchObject({ error: { code: 'BRICK_BUSY', fields: { users: `vi (${pid})` } } });
  });

  it('leaves another volume of the name alone', async () => {
    const tried = await tryOn(cluster, old, sql(`update gluster_volume set gluster_id = 'another'`));
    const { state } = await tried.run('volume.delete', { volume: old.id });
    expect(state).toMatchObject({ name: 'stuck', error: { code: 'BRICK_BUSY' } });
    expect(tried.volume('old')?.status).toBe('started');
  });

  it('refuses what is not there, and what another operation holds', async () => {
    const tried = await tryOn(cluster, old, sql(`update gluster_volume set operation = 'x'`));
    await expect(tried.run('volume.delete', { volume: 'x' })).rejects.toMatchObject({ code: 'VOLUME_NOT_FOUND' });
    await expect(tried.run('volume.delete', { volume: old.id })).rejects.toMatchObject({
      code: 'VOLUME_BUSY',
      fields: { operation: 'x' },
    });
  });
});

describe('device.remove', () => {
  const cluster = aCluster().withNodes(4).withDevices(1);
  const [d1, d2, d3] = cluster.devices;
  const device = d1?.id ?? '';
  const offline = sql(`update gluster_device set state = 'offline' where id = $1`, device);
  const on = (name: string, ...devices: readonly (typeof d1)[]) =>
    aVolume(
      cluster,
      name,
      devices.filter((each) => each !== undefined),
    );
  const first = on('first', d1, d2, d3);
  const second = on('second', d2, d1);

  it('moves all bricks away and retires the device', async () => {
    const tried = await tryOn(cluster, first, second, offline);
    const { state } = await tried.run('device.remove', { device });
    expect(state).toMatchObject({ name: 'succeeded', settled: [{}, {}, { name: 'retire' }] });
    expect(tried.volume('first')?.bricks[0]?.host).toBe('c1-n4');
    expect(tried.volume('second')?.bricks[0]?.host).toBe('c1-n2');
    const rows = await tried.world.store.read({ sql: 'select state, used_kib from gluster_device', values: [] });
    expect(rows[0]).toEqual({ state: 'failed', used_kib: 0 });
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps what it moved when a later brick has no place to go to', async () => {
    const big = aVolume(cluster, 'the-big-one', cluster.devices.slice(0, 2), 100);
    const small = sql('update gluster_device set total_kib = used_kib + 12582912 where id <> $1', device);
    const tried = await tryOn(cluster, second, big, offline, small);
    const { state } = await tried.run('device.remove', { device });
    expect(state).toMatchObject({
      name: 'failed',
      error: {
        code: 'DEVICE_NO_REPLACEMENT',
        fields: { reasons: [expect.stringMatching(/^too full/), expect.anything()] },
      },
      settled: [{ name: 'replace-brick' }],
    });
    expect(tried.volume('second')?.bricks.map(({ host }) => host)).not.toContain('c1-n1');
    expect(tried.volume('the-big-one')?.bricks[0]?.host).toBe('c1-n1');
    expect(await tried.problems()).toEqual([]);
  });

  it('leaves a brick where it is while others have to be healed from it', async () => {
    const tried = await tryOn(cluster, first, offline);
    const volume = tried.volume('first');
    const name = volume?.bricks[0]?.name ?? '';
    if (volume !== undefined) volume.pending[name] = 3;
    const { state } = await tried.run('device.remove', { device });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'BRICK_NEEDED' } });
    expect(tried.volume('first')?.bricks[0]?.name).toBe(name);
    expect(await tried.problems()).toEqual([]);
  });

  it('leaves a brick where it is while too few others of its set are up', async () => {
    const tried = await tryOn(cluster, first, offline);
    tried.world.fleet.cut(hostId('c1-n3'));
    const { state } = await tried.run('device.remove', { device });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'BRICK_NEEDED' } });
    tried.world.fleet.heal(hostId('c1-n3'));
    expect(await tried.problems()).toEqual([]);
  });

  it('has Gluster heal a new brick at once, which would wait ten minutes for it else', async () => {
    const tried = await tryOn(cluster, first, offline);
    const volume = tried.volume('first');
    const peer = volume?.bricks[1]?.name ?? '';
    // Each time that it is asked for, a daemon heals one entry.
    if (volume !== undefined) volume.pending[peer] = 2;
    const { state } = await tried.run('device.remove', { device });
    expect(state.name).toBe('succeeded');
    expect(volume?.pending[peer]).toBe(0);
    expect(await tried.problems()).toEqual([]);
  });

  it('goes on where no self-heal daemon runs for a moment, as after a start of glusterd', async () => {
    const tried = await tryOn(cluster, first, offline);
    const volume = tried.volume('first');
    const peer = volume?.bricks[1]?.name ?? '';
    if (volume !== undefined) volume.pending[peer] = 1;
    const stderr =
      'Launching heal operation to perform index self heal on volume first has been unsuccessful:\n' +
      'Self-heal daemon is not running. Check self-heal daemon log file.\n';
    let refused = 0;
    tried.world.fleet.faultPlan = ({ argv }) => {
      if (!argv.includes('heal') || argv.includes('info') || refused >= 2) return undefined;
      refused += 1;
      return { kind: 'fail', code: 1, stderr };
    };
    const { state } = await tried.run('device.remove', { device });
    expect([state.name, refused, volume?.pending[peer]]).toEqual(['succeeded', 2, 0]);
    expect(await tried.problems()).toEqual([]);
  });

  it('keeps the old brick until the new one is healed', async () => {
    const tried = await tryOn(cluster, first, offline);
    const volume = tried.volume('first');
    const peer = volume?.bricks[1]?.name ?? '';
    if (volume !== undefined) volume.pending[peer] = 5;
    const { state } = await tried.run('device.remove', { device });
    expect(state).toMatchObject({ name: 'stuck', error: { code: 'BRICK_NOT_HEALED' } });
    expect(volume?.bricks[0]?.host).toBe('c1-n4');
    expect(tried.world.fleet.host(hostId('c1-n1')).mounts()).toHaveLength(1);
    delete volume?.pending[peer];
    expect(await tried.problems()).toEqual([]);
    expect(tried.world.fleet.host(hostId('c1-n1')).mounts()).toEqual([]);
  });

  it('moves bricks away from a host that is dead, and is stuck with what lies there', async () => {
    const tried = await tryOn(cluster, first, offline);
    tried.world.fleet.powerOff(hostId('c1-n1'));
    const { state } = await tried.run('device.remove', { device });
    expect(state).toMatchObject({ name: 'stuck', error: { code: 'HOST_UNREACHABLE' } });
    expect(tried.volume('first')?.bricks[0]?.host).toBe('c1-n4');
    tried.world.fleet.powerOn(hostId('c1-n1'));
    expect(await tried.problems()).toEqual([]);
  });

  it('refuses a device that is online, held, or not there, and volumes without copies', async () => {
    const online = await tryOn(cluster, first);
    await expect(online.run('device.remove', { device })).rejects.toMatchObject({ code: 'DEVICE_NOT_OFFLINE' });
    await expect(online.run('device.remove', { device: 'x' })).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
    const held = await tryOn(cluster, offline, sql(`update gluster_device set removed_by = 'x'`));
    await expect(held.run('device.remove', { device })).rejects.toMatchObject({ code: 'DEVICE_BUSY' });
    const alone = await tryOn(cluster, on('alone', d1), offline);
    await expect(alone.run('device.remove', { device })).rejects.toMatchObject({ code: 'BRICK_NOT_REPLACEABLE' });
  });
});

describe('brick.clean', () => {
  it('refuses a brick that a volume has', async () => {
    const cluster = aCluster().withNodes(2).withDevices(1);
    const old = aVolume(cluster, 'old', cluster.devices);
    const tried = await tryOn(cluster, old);
    const bricks = old.bricks.map(({ id }) => id);
    await expect(tried.run('brick.clean', { bricks })).rejects.toMatchObject({ code: 'BRICK_IN_USE' });
  });

  it('does not touch debris that Gluster still names', async () => {
    const cluster = aCluster().withNodes(2).withDevices(1);
    const old = aVolume(cluster, 'old', cluster.devices);
    const tried = await tryOn(cluster, old, sql(`update gluster_brick set state = 'debris', volume = null`));
    const { state } = await tried.run('brick.clean', { bricks: old.bricks.map(({ id }) => id) });
    expect(state).toMatchObject({ name: 'stuck', error: { code: 'BRICK_IN_USE' } });
    expect(tried.world.fleet.host(hostId('c1-n1')).mounts()).toHaveLength(1);
  });
});
