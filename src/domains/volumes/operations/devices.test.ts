import { describe, expect, it } from 'vitest';
import { hostId } from '../../../kernel/remote/index.ts';
import { volumeGroup } from '../brick-paths.ts';
import { findDisk } from '../bricks/simulated-disks.ts';
import { lvmOf } from '../bricks/simulated-storage.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aDirectory, aDisk, aPhysicalVolume } from '../testing/a-disk.ts';
import { aVolume } from '../testing/a-volume.ts';
import { sql, tryOn, tryWith } from '../testing/try-on.ts';

const cluster = aCluster().withNodes(2).withDevices(1);
const [node = '', otherNode = ''] = cluster.nodes;
const [host, otherHost] = [hostId('c1-n1'), hostId('c1-n2')];
const [known] = cluster.devices;
const rowOf = `select * from gluster_device where node = $1 and name = $2`;

describe('device.add', () => {
  it('makes a device of a disk, on which volumes are placed', async () => {
    const tried = await tryOn(cluster);
    const { state } = await tried.run('device.add', { node, name: '/dev/vdx', tags: { a: 'b' } });
    expect(state).toMatchObject({ name: 'succeeded' });
    const [row] = await tried.read(rowOf, node, '/dev/vdx');
    const uuid = lvmOf(tried.world.fleet.host(host)).physical['/dev/vdx'];
    // 500 GiB less LVM's own, in extents of 4 MiB.
    expect(row).toMatchObject({ kind: 'lvm-thin', state: 'online', total_kib: 127_967 * 4096, pv_uuid: uuid });
    expect(JSON.parse(String(row?.['paths']))).toEqual(['/dev/disk/by-path/virtual-dev-vdx', '/dev/vdx']);
    expect(JSON.parse(String(row?.['tags']))).toEqual({ a: 'b' });
    const durability = { kind: 'none' };
    expect((await tried.run('volume.create', { sizeGib: 1100, durability })).state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
  });

  it('asks LVM as the settings say', async () => {
    const settings = {
      ...DEFAULT_SETTINGS,
      lvmWrapper: '/usr/sbin/exec-on-host',
      backupLvmMetadata: true,
      pvDataAlignment: '1280K',
      vgPhysicalExtentSize: '8M',
      lvChunkSize: '512K',
    };
    const tried = await tryWith(settings, cluster);
    expect((await tried.run('device.add', { node, name: '/dev/vdx' })).state.name).toBe('succeeded');
    expect((await tried.run('volume.create', { sizeGib: 10, durability: { kind: 'none' } })).state.name).toBe(
      'succeeded',
    );
    const said = tried.world.fleet.journal.map(({ argv }) => argv.join(' '));
    expect(said).toContainEqual(expect.stringMatching(/exec-on-host lvm pvcreate .*--dataalignment=1280K/));
    expect(said).toContainEqual(
      expect.stringMatching(/exec-on-host lvm vgcreate -qq --physicalextentsize=8M --autobackup=y/),
    );
    expect(said).toContainEqual(
      expect.stringMatching(/exec-on-host lvm lvcreate -qq --autobackup=y .*--chunksize 512K/),
    );
    expect(said).toContainEqual(expect.stringMatching(/exec-on-host \/usr\/bin\/udevadm/));
    expect(said.filter((words) => /^(lvm|\S*udevadm) /.test(words))).toEqual([]);
    expect(await tried.read(rowOf, node, '/dev/vdx')).toMatchObject([{ extent_kib: 8192 }]);
    expect(await tried.problems()).toEqual([]);
  });

  it('makes a device of a directory, and keeps 5 % of its file system free', async () => {
    const tried = await tryOn(cluster, aDirectory(host, '/srv/new', { 'lost+found': '' }));
    expect((await tried.run('device.add', { node, name: '/srv/new' })).state).toMatchObject({ name: 'succeeded' });
    const [row] = await tried.read(rowOf, node, '/srv/new');
    expect(row).toMatchObject({ kind: 'file', state: 'online', total_kib: 190 * 1_048_576, pv_uuid: null });
    expect(JSON.parse(String(row?.['paths']))).toEqual(['/srv/new']);
    expect(await tried.problems()).toEqual([]);
  });

  it('leaves a directory alone where others have most of the file system', async () => {
    const tried = await tryOn(cluster, aDirectory(host, '/srv/new'));
    tried.world.fleet.host(host).files.write('/srv/new/lost+found', `image ${150 * 1024 ** 3}`);
    await tried.run('device.add', { node, name: '/srv/new' });
    const [row] = await tried.read(rowOf, node, '/srv/new');
    expect(row).toMatchObject({ total_kib: 50 * 1_048_576 });
  });

  it.each([
    ['nothing', '/dev/vdq', 'nothing is there'],
    ['a file', '/etc/fstab', 'regular file'],
  ])('refuses %s', async (_, name, found) => {
    const tried = await tryOn(cluster);
    tried.world.fleet.host(host).files.write('/etc/fstab', 'x');
    const { state } = await tried.run('device.add', { node, name });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'DEVICE_NOT_USABLE', fields: { found } } });
    expect(await tried.read(rowOf, node, name)).toEqual([]);
  });

  it.each([
    ['a file system', aDisk(host, '/dev/vdx', 'xfs'), 'xfs'],
    ['a partition table', aDisk(host, '/dev/vdx', 'gpt'), 'gpt'],
    [
      'a volume group of somebody else',
      aPhysicalVolume(host, '/dev/vdx', 'foreign', 'data'),
      'a physical volume of the volume group data',
    ],
  ])('leaves a disk alone that holds %s, and wipes it when it may', async (_, content, found) => {
    const tried = await tryOn(cluster, content);
    const onDisk = (): string => {
      const found = tried.world.fleet.host(host);
      return JSON.stringify([lvmOf(found), findDisk(found, '/dev/vdx')]);
    };
    const before = onDisk();
    const { state } = await tried.run('device.add', { node, name: '/dev/vdx' });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'DEVICE_HOLDS_DATA', fields: { found } } });
    expect(onDisk()).toBe(before);
    expect(await tried.read(rowOf, node, '/dev/vdx')).toEqual([]);
    const again = await tried.run('device.add', { node, name: '/dev/vdx', destroyData: true });
    expect(again.state).toMatchObject({ name: 'succeeded' });
    expect(await tried.problems()).toEqual([]);
  });

  it('does not wipe a disk that something uses', async () => {
    const tried = await tryOn(cluster, aDisk(host, '/dev/vdx', 'xfs', true));
    const { state } = await tried.run('device.add', { node, name: '/dev/vdx', destroyData: true });
    expect(state).toMatchObject({ error: { code: 'DEVICE_HOLDS_DATA', fields: { found: 'xfs, in use' } } });
    expect(findDisk(tried.world.fleet.host(host), '/dev/vdx')?.signature).toBe('xfs');
    expect(await tried.problems()).toEqual([]);
  });

  it.each([
    ['by its uuid', aPhysicalVolume(otherHost, '/dev/vdx', `uuid-${known?.id}`, 'renamed')],
    ['by its volume group', aPhysicalVolume(otherHost, '/dev/vdx', 'another', volumeGroup(known?.id ?? ''))],
  ])('never wipes a disk that is a device already, known %s', async (_, disk) => {
    const tried = await tryOn(cluster, disk);
    const { state } = await tried.run('device.add', { node: otherNode, name: '/dev/vdx', destroyData: true });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'DEVICE_IN_USE', fields: { device: known?.id } } });
    expect(lvmOf(tried.world.fleet.host(otherHost)).physical['/dev/vdx']).toBeDefined();
  });

  it('wipes nothing on a node with a device whose physical volume nobody recorded', async () => {
    const tried = await tryOn(
      cluster,
      aPhysicalVolume(host, '/dev/vdx', 'foreign', 'data'),
      sql('update gluster_device set pv_uuid = null'),
    );
    const { state } = await tried.run('device.add', { node, name: '/dev/vdx', destroyData: true });
    expect(state).toMatchObject({ error: { code: 'DEVICE_DESTROY_UNSAFE', fields: { device: known?.id } } });
    expect(lvmOf(tried.world.fleet.host(host)).physical['/dev/vdx']).toBe('foreign');
  });

  it('takes a physical volume without a group, and leaves one when it fails', async () => {
    const tried = await tryOn(cluster, aPhysicalVolume(host, '/dev/vdx', 'bare'));
    tried.world.fleet.faultPlan = ({ name }) =>
      name === 'lvm vgcreate' ? { kind: 'fail', code: 5, stderr: '  it would not\n' } : undefined;
    const { state } = await tried.run('device.add', { node, name: '/dev/vdx' });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'COMMAND_FAILED' } });
    expect(lvmOf(tried.world.fleet.host(host)).physical['/dev/vdx']).toBeDefined();
    tried.world.fleet.faultPlan = undefined;
    expect((await tried.run('device.add', { node, name: '/dev/vdx' })).state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
  });

  it.each([
    ['files of somebody', { 'letter.txt': 'dear' }, 'DEVICE_HOLDS_DATA'],
    [
      'images of a device that nobody knows',
      { '.hostreeve-device': 'gone', [`${'a'.repeat(32)}.img`]: '' },
      'DEVICE_HOLDS_DATA',
    ],
    ['the marker of a device that is known', { '.hostreeve-device': `${known?.id}\n` }, 'DEVICE_IN_USE'],
  ])('leaves a directory alone with %s', async (_, files, code) => {
    const tried = await tryOn(cluster, aDirectory(host, '/srv/new', files));
    const { state } = await tried.run('device.add', { node, name: '/srv/new', destroyData: true });
    expect(state).toMatchObject({ name: 'failed', error: { code } });
    const { files: there } = tried.world.fleet.host(host);
    expect(Object.fromEntries(there.list('/srv/new').map((name) => [name, there.read(`/srv/new/${name}`)]))).toEqual(
      files,
    );
  });

  it('takes a directory over that a forgotten device left empty', async () => {
    const tried = await tryOn(cluster, aDirectory(host, '/srv/new', { '.hostreeve-device': 'gone\n' }));
    expect((await tried.run('device.add', { node, name: '/srv/new' })).state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
  });

  it('makes one device of a disk that is asked for twice at once', async () => {
    const tried = await tryOn(cluster);
    const wish = ['device.add', { node, name: '/dev/vdx' }] as const;
    const ends = await tried.runAll(wish, wish);
    expect(ends.filter((end) => 'name' in end && end.name === 'succeeded')).toHaveLength(1);
    expect(ends).toContainEqual(
      expect.objectContaining({ name: 'failed', error: expect.objectContaining({ code: 'DEVICE_NAME_TAKEN' }) }),
    );
    expect(await tried.problems()).toEqual([]);
  });

  it.each([
    ['a name that the node has', { node, name: '/dev/vdb' }, 'DEVICE_NAME_TAKEN'],
    ['a node that is not there', { node: 'x', name: '/dev/vdx' }, 'NODE_NOT_FOUND'],
    ['a name that is no plain path', { node, name: '/dev/../dev/vdx' }, 'DEVICE_NAME_INVALID'],
    ['a name with other characters', { node, name: '/dev/vd x' }, 'OPERATION_INPUT_INVALID'],
    ['tags with other characters', { node, name: '/dev/vdx', tags: { 'a b': '' } }, 'OPERATION_INPUT_INVALID'],
    [
      'a value of a tag that is too long',
      { node, name: '/dev/vdx', tags: { a: 'b'.repeat(65) } },
      'OPERATION_INPUT_INVALID',
    ],
  ])('refuses %s before anything happens', async (_, input, code) => {
    const tried = await tryOn(cluster);
    await expect(tried.run('device.add', input)).rejects.toMatchObject({ code });
    expect(tried.world.fleet.journal).toEqual([]);
  });

  it('refuses a node that is being taken away', async () => {
    const tried = await tryOn(cluster, sql(`update gluster_node set removed_by = 'x'`));
    await expect(tried.run('device.add', { node, name: '/dev/vdx' })).rejects.toMatchObject({ code: 'NODE_BUSY' });
  });
});

describe('device.delete', () => {
  const device = known?.id ?? '';
  const failed = sql(`update gluster_device set state = 'failed' where id = $1`, device);

  it('gives the disk back, and it can be added again', async () => {
    const tried = await tryOn(cluster, failed);
    expect((await tried.run('device.delete', { device })).state).toMatchObject({ name: 'succeeded', result: {} });
    expect(lvmOf(tried.world.fleet.host(host))).toEqual({ groups: {}, physical: {} });
    expect(await tried.read('select id from gluster_device where id = $1', device)).toEqual([]);
    expect((await tried.run('device.add', { node, name: '/dev/vdb' })).state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
  });

  it('finds the disk under another name', async () => {
    const tried = await tryOn(cluster, failed);
    const { groups, physical } = lvmOf(tried.world.fleet.host(host));
    const group = groups[volumeGroup(device)];
    if (group !== undefined) groups[volumeGroup(device)] = { ...group, device: '/dev/vdz' };
    physical['/dev/vdz'] = physical['/dev/vdb'] ?? '';
    delete physical['/dev/vdb'];
    expect((await tried.run('device.delete', { device })).state.name).toBe('succeeded');
    expect(physical).toEqual({});
  });

  it('takes forgotten images with it, and leaves the directory', async () => {
    const files = aCluster().withNodes(1).withDevices(1, { kind: 'file' });
    const [folder] = files.devices;
    const name = folder?.name ?? '';
    const image = `${'0'.repeat(32)}.img`;
    const tried = await tryOn(
      files,
      sql(`update gluster_device set state = 'failed'`),
      aDirectory(host, name, { [image]: 'image 4096', 'letter.txt': 'dear' }),
    );
    expect((await tried.run('device.delete', { device: folder?.id })).state.name).toBe('succeeded');
    expect(tried.world.fleet.host(host).files.list(name)).toEqual(['letter.txt']);
  });

  it('leaves a volume group with volumes that nobody knows, and the device with it', async () => {
    const tried = await tryOn(cluster, failed);
    const volumes = lvmOf(tried.world.fleet.host(host)).groups[volumeGroup(device)]?.volumes ?? {};
    volumes['clone_0'] = { sizeKib: 4096 };
    const { state } = await tried.run('device.delete', { device });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'DEVICE_HOLDS_DATA' } });
    const [row] = await tried.read('select state, total_kib, removed_by from gluster_device where id = $1', device);
    expect(row).toEqual({ state: 'failed', total_kib: 0, removed_by: null });
    delete volumes['clone_0'];
    expect((await tried.run('device.delete', { device })).state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
  });

  it('fails while its host is away, and forgets what is there when it is told to', async () => {
    const tried = await tryOn(cluster, failed);
    tried.world.fleet.powerOff(host);
    const { state } = await tried.run('device.delete', { device });
    expect(state).toMatchObject({ name: 'failed', error: { code: 'HOST_UNREACHABLE' } });
    expect((await tried.run('device.delete', { device, forget: true })).state).toMatchObject({ name: 'succeeded' });
    expect(await tried.read('select id from gluster_device where id = $1', device)).toEqual([]);
  });

  it('refuses a device that was not removed, that has bricks, or that is not there', async () => {
    const tried = await tryOn(cluster);
    await expect(tried.run('device.delete', { device })).rejects.toMatchObject({ code: 'DEVICE_NOT_FAILED' });
    await expect(tried.run('device.delete', { device: 'x' })).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
    const full = await tryOn(cluster, aVolume(cluster, 'v', cluster.devices), failed);
    await expect(full.run('device.delete', { device, forget: true })).rejects.toMatchObject({
      code: 'DEVICE_NOT_EMPTY',
      fields: { bricks: 1 },
    });
    const held = await tryOn(cluster, failed, sql(`update gluster_device set removed_by = 'x'`));
    await expect(held.run('device.delete', { device })).rejects.toMatchObject({ code: 'DEVICE_BUSY' });
  });
});
