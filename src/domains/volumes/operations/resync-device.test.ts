import { describe, expect, it } from 'vitest';
import { operationContract } from '../../../../test/simulation/operation-contract.ts';
import { volumeGroup } from '../brick-paths.ts';
import { markerPath } from '../bricks/file-device.ts';
import { growDisk } from '../bricks/simulated-disks.ts';
import { fileFolders } from '../bricks/simulated-folders.ts';
import { lvmOf } from '../bricks/simulated-storage.ts';
import { KIB_PER_GIB } from '../sizes.ts';
import { aCluster } from '../testing/a-cluster.ts';
import { aVolume } from '../testing/a-volume.ts';
import { sql, type Tried, tryOn } from '../testing/try-on.ts';
import { volumeWorld } from '../testing/volume-world.ts';

const GIB = 1024 ** 3;
const lvm = aCluster().withNodes(2).withDevices(1);
const file = aCluster().withNodes(2).withDevices(1, { kind: 'file', gib: 200 });
const [disk] = lvm.devices;
const [folder] = file.devices;
const moved = aVolume(lvm, 'first', lvm.devices, 10);
const kept = aVolume(file, 'first', file.devices, 10);
const grownDisk = {
  rows: () => [],
  arrange: (fleet: Tried['world']['fleet']) => {
    if (disk !== undefined) growDisk(fleet.host(disk.host), disk.name, 100 * GIB);
  },
};
const grownFolder = {
  rows: () => [],
  arrange: (fleet: Tried['world']['fleet']) => {
    if (folder !== undefined) fileFolders(fleet.host(folder.host))[folder.name] = 300 * GIB;
  },
};

operationContract({
  name: 'reading a disk anew that has grown',
  world: volumeWorld([lvm, moved, grownDisk]),
  submission: { kind: 'device.resync', input: { device: disk?.id } },
  endsAfterFailure: ['failed'],
});

operationContract({
  name: 'reading a folder anew',
  world: volumeWorld([file, kept, grownFolder]),
  submission: { kind: 'device.resync', input: { device: folder?.id } },
  endsAfterFailure: ['failed'],
});

async function rowOf(tried: Tried, device: string | undefined) {
  const [row] = await tried.read('select * from gluster_device where id = $1', device ?? '');
  return row;
}

describe('device.resync of a disk', () => {
  const device = disk?.id ?? '';
  const host = disk?.host ?? lvm.hosts[0];
  if (host === undefined || disk === undefined) throw new TypeError('the cluster has no disk');

  it('takes what it has grown by, and places volumes there', async () => {
    const tried = await tryOn(lvm, moved, grownDisk);
    const { state } = await tried.run('device.resync', { device });
    const usedKib = moved.bricks[0]?.chargedKib;
    expect(state).toMatchObject({
      name: 'succeeded',
      result: { device, totalKib: 600 * KIB_PER_GIB, usedKib, addedKib: 100 * KIB_PER_GIB, missingKib: 0 },
    });
    expect(await rowOf(tried, device)).toMatchObject({ total_kib: 600 * KIB_PER_GIB, used_kib: usedKib });
    expect(lvmOf(tried.world.fleet.host(host)).groups[volumeGroup(device)]?.totalKib).toBe(600 * KIB_PER_GIB);
    const durability = { kind: 'none' };
    expect((await tried.run('volume.create', { sizeGib: 550, durability })).state.name).toBe('succeeded');
    expect(await tried.problems()).toEqual([]);
  });

  it('changes nothing on a host where there is nothing to take', async () => {
    const tried = await tryOn(lvm, moved);
    const before = await rowOf(tried, device);
    expect((await tried.run('device.resync', { device })).state).toMatchObject({ result: { addedKib: 0 } });
    expect(tried.world.fleet.journal.map(({ name }) => name)).not.toContain('lvm pvresize');
    expect({ ...(await rowOf(tried, device)), paths: '' }).toEqual({ ...before, paths: '' });
  });

  it('does not shrink what has become smaller, and offers no space that is not there', async () => {
    const tried = await tryOn(lvm, moved);
    growDisk(tried.world.fleet.host(host), disk.name, -200 * GIB);
    const { state } = await tried.run('device.resync', { device });
    expect(state).toMatchObject({ result: { totalKib: 300 * KIB_PER_GIB, addedKib: -200 * KIB_PER_GIB } });
    expect(tried.world.fleet.journal.map(({ name }) => name)).not.toContain('lvm pvresize');
    expect(lvmOf(tried.world.fleet.host(host)).groups[volumeGroup(device)]?.totalKib).toBe(500 * KIB_PER_GIB);
  });

  it('says what is missing where it has less than its bricks are charged with, and places nothing there', async () => {
    const tried = await tryOn(lvm, aVolume(lvm, 'large', lvm.devices, 400));
    growDisk(tried.world.fleet.host(host), disk.name, -200 * GIB);
    const { head, state } = await tried.run('device.resync', { device });
    const { used_kib: usedKib } = (await rowOf(tried, device)) ?? {};
    expect(state.result).toMatchObject({ usedKib, missingKib: Number(usedKib) - 300 * KIB_PER_GIB });
    const log = await tried.read('select body from operation_event where operation = $1', head.id);
    expect(log.map((row) => String(row['body'])).join('\n')).toContain(
      'more than it has: nothing more is placed on it',
    );
    const wish = { sizeGib: 1, durability: { kind: 'replicate', replica: 2 } };
    await expect(tried.run('volume.create', wish)).rejects.toMatchObject({ code: 'VOLUME_NO_SPACE' });
  });

  it('leaves to others what they have put into its group', async () => {
    const tried = await tryOn(lvm, moved);
    const { volumes = {} } = lvmOf(tried.world.fleet.host(host)).groups[volumeGroup(device)] ?? {};
    volumes['foreign'] = { sizeKib: 50 * KIB_PER_GIB };
    await tried.run('device.resync', { device });
    const { total_kib: totalKib, used_kib: usedKib } = (await rowOf(tried, device)) ?? {};
    const chargedKib = moved.bricks[0]?.chargedKib ?? 0;
    expect([totalKib, usedKib]).toEqual([450 * KIB_PER_GIB, chargedKib]);
  });

  it('follows a disk that has another name by now', async () => {
    const tried = await tryOn(lvm, moved);
    const { groups, physical } = lvmOf(tried.world.fleet.host(host));
    const group = groups[volumeGroup(device)];
    if (group === undefined) throw new TypeError('it has no group');
    groups[volumeGroup(device)] = { ...group, device: '/dev/vdx' };
    physical['/dev/vdx'] = 'another-uuid';
    delete physical[disk.name];
    growDisk(tried.world.fleet.host(host), '/dev/vdx', GIB);
    expect((await tried.run('device.resync', { device })).state.name).toBe('succeeded');
    const row = await rowOf(tried, device);
    expect([row?.['pv_uuid'], row?.['name'], JSON.parse(String(row?.['paths']))]).toEqual([
      'another-uuid',
      disk.name,
      ['/dev/disk/by-path/virtual-dev-vdx', '/dev/vdx'],
    ]);
  });

  it('fails where its group is gone, and changes nothing', async () => {
    const tried = await tryOn(lvm);
    delete lvmOf(tried.world.fleet.host(host)).groups[volumeGroup(device)];
    const before = await rowOf(tried, device);
    expect((await tried.run('device.resync', { device })).state).toMatchObject({
      name: 'failed',
      error: { code: 'DEVICE_NOT_USABLE', fields: { found: 'its volume group is gone' } },
    });
    expect(await rowOf(tried, device)).toEqual(before);
  });

  it('is refused while an operation works on it or on a brick of it, and of what is not there', async () => {
    const removed = await tryOn(lvm, moved, sql(`update gluster_device set removed_by = 'o1' where id = $1`, device));
    const busy = { code: 'DEVICE_BUSY', fields: { reason: 'operation o1 works on it' } };
    await expect(removed.run('device.resync', { device })).rejects.toMatchObject(busy);
    const held = await tryOn(lvm, moved, sql(`update gluster_brick set operation = 'o1' where device = $1`, device));
    await expect(held.run('device.resync', { device })).rejects.toMatchObject(busy);
    const adding = await tryOn(lvm, sql(`update gluster_device set state = 'adding' where id = $1`, device));
    await expect(adding.run('device.resync', { device })).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
    await expect(removed.run('device.resync', { device: 'x' })).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
  });

  it('goes well beside volumes that are made and deleted', async () => {
    const tried = await tryOn(lvm, moved, grownDisk);
    const create = ['volume.create', { sizeGib: 5, durability: { kind: 'replicate', replica: 2 } }] as const;
    const ends = await tried.runAll(
      create,
      ['device.resync', { device }],
      create,
      ['volume.delete', { volume: moved.id }],
      create,
    );
    // Refused or looked at anew as it comes; what it keeps is never wrong.
    for (const end of ends.filter((_, index) => index !== 1)) expect(end).toMatchObject({ name: 'succeeded' });
    expect(await tried.problems()).toEqual([]);
    expect((await tried.run('device.resync', { device })).state.name).toBe('succeeded');
    expect(await rowOf(tried, device)).toMatchObject({ total_kib: 600 * KIB_PER_GIB });
  });
});

describe('device.resync of a folder', () => {
  const device = folder?.id ?? '';
  const host = folder?.host ?? file.hosts[0];
  if (host === undefined || folder === undefined) throw new TypeError('the cluster has no folder');

  it('counts its own images as space that it has, and keeps 5 % free', async () => {
    const tried = await tryOn(file, kept, grownFolder);
    expect((await tried.run('device.resync', { device })).state).toMatchObject({
      name: 'succeeded',
      result: { totalKib: 285 * KIB_PER_GIB, usedKib: kept.bricks[0]?.chargedKib, addedKib: 85 * KIB_PER_GIB },
    });
    expect(await tried.problems()).toEqual([]);
  });

  it('leaves to others what they have put there', async () => {
    const tried = await tryOn(file, kept);
    tried.world.fleet.host(host).files.write(`${folder.name}/foreign`, `image ${150 * GIB}`);
    expect((await tried.run('device.resync', { device })).state).toMatchObject({
      result: { totalKib: 50 * KIB_PER_GIB },
    });
  });

  it('fails where the folder is empty, or another device has it', async () => {
    for (const [marker, found] of [
      [undefined, 'no marker of it'],
      ['f'.repeat(32), 'the marker of another device'],
    ] as const) {
      const tried = await tryOn(file);
      const { files } = tried.world.fleet.host(host);
      files.remove(markerPath(folder.name));
      if (marker !== undefined) files.write(markerPath(folder.name), `${marker}\n`);
      expect((await tried.run('device.resync', { device })).state).toMatchObject({
        name: 'failed',
        error: { code: 'DEVICE_NOT_USABLE', fields: { found } },
      });
    }
  });
});
