import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { VolumeInfo } from '../lab/heketi-http.ts';
import { type DeviceInfo, type Fleet, mounted, PATIENCE, startFleet, sumsOf, write } from './fleet.ts';
import {
  areBricksUp,
  countUnhealed,
  disks,
  findBrickMounts,
  findLogicalVolumes,
  findPhysicalVolumes,
  type Guest,
  guests,
  lab,
  on,
  shellOn,
} from './guests.ts';
import { describeSnapshots } from './snapshot-cases.ts';

/** Cases build on each other: the first ones make the devices that the next ones use. */

const folder = mkdtempSync(join(tmpdir(), 'hostreeve-vms-test-'));
let fleet: Fleet;

const [first, second] = guests as readonly [Guest, Guest];
/** Every guest has a device of LVM on the first disk; the first guest another one on the second. */
const [mainDisk, spareDisk, usedDisk] = disks as readonly [string, string, string];

beforeAll(async () => {
  await lab('reset');
  fleet = await startFleet(folder);
});
afterAll(async () => {
  await fleet.server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function expectHealthy(volume: VolumeInfo): Promise<void> {
  await expect.poll(() => areBricksUp(volume.name, guests), PATIENCE).toBe(true);
  await expect.poll(() => countUnhealed(first, volume.name), PATIENCE).toBe(0);
}

/** What LVM says of a device's group: its extents and those that are free, in KiB. */
async function askGroup(guest: Guest, { id }: DeviceInfo): Promise<{ readonly size: number; readonly free: number }> {
  const columns = ['--units', 'k', '--nosuffix', '--noheadings', '-o', 'vg_size,vg_free'];
  const [size, free] = (await on(guest, 'vgs', ...columns, `vg_${id}`)).trim().split(/\s+/).map(Number);
  return { size: size ?? 0, free: free ?? 0 };
}

describe('devices on disks', () => {
  it('makes a volume group of an unused disk, as large as LVM says', async () => {
    await fleet.addNodes();
    const made = await Promise.all(guests.map((guest) => fleet.addDevice(guest, mainDisk)));
    for (const [index, guest] of guests.entries()) {
      const device = made[index] as DeviceInfo;
      expect(await findPhysicalVolumes(guest)).toEqual([`${mainDisk} vg_${device.id}`]);
      const { size, free } = await askGroup(guest, device);
      expect(device.storage).toMatchObject({ total: size, free, used: 0 });
    }
    const pool = await on(first, 'gluster', '--mode=script', 'pool', 'list');
    expect(pool.match(/Connected/g)).toHaveLength(guests.length);
  });

  it('refuses a disk of somebody’s volume group, says so, and takes it when it may destroy', async () => {
    await shellOn(second, 'vgcreate -qq theirs "$1"; udevadm settle', usedDisk);
    expect(await fleet.refuseDevice(second, usedDisk)).toMatch(/volume group theirs/);
    expect(await on(second, 'vgs', '--noheadings', '-o', 'vg_name', 'theirs')).toBe('theirs');
    const { id } = await fleet.addDevice(second, usedDisk, { destroydata: true });
    expect(await findPhysicalVolumes(second)).toContain(`${usedDisk} vg_${id}`);
    await fleet.removeDevice(id);
    expect(await shellOn(second, 'wipefs --noheadings "$1"', usedDisk)).toBe('');
  });

  it('refuses a disk that is in use, even when it may destroy', async () => {
    await shellOn(second, 'mkfs.xfs -q "$1"; mount "$1" /mnt; echo precious >/mnt/file', usedDisk);
    onTestFinished(() => shellOn(second, 'umount /mnt; wipefs --all --quiet "$1"', usedDisk).then(() => undefined));
    expect(await fleet.refuseDevice(second, usedDisk, { destroydata: true })).toMatch(/xfs, in use/);
    expect(await on(second, 'cat', '/mnt/file')).toBe('precious');
  });
});

describe('volumes on thin volumes', () => {
  let volume: VolumeInfo;

  it('makes one of three replicas, which one host writes and another reads', async () => {
    volume = await fleet.createVolume('thin');
    const at = await mounted(volume, first, second);
    const written = await write(first, at);
    expect(await sumsOf(second, at)).toBe(written);
    for (const guest of guests) {
      const { id, device } = await fleet.brickOn(guest, volume.id);
      const volumes = await findLogicalVolumes(guest);
      expect(volumes).toContain(`vg_${device}/tp_${id}`);
      expect(volumes).toContain(`vg_${device}/brick_${id}`);
      expect(await findBrickMounts(guest)).toEqual([`/var/lib/heketi/mounts/vg_${device}/brick_${id}`]);
    }
  });

  it('counts what bricks take as LVM does, which keeps a spare for the metadata of pools besides', async () => {
    for (const guest of guests) {
      const device = await fleet.deviceOf(guest, mainDisk);
      const { free } = await askGroup(guest, device);
      const spare = await on(
        guest,
        'lvs',
        '--noheadings',
        '--units',
        'k',
        '--nosuffix',
        '-o',
        'lv_size',
        `vg_${device.id}/lvol0_pmspare`,
      );
      expect(device.storage.free - free).toBe(Number(spare));
    }
  });

  it('moves a brick off a device that is removed, heals it there, and leaves nothing on the disk', async () => {
    const at = await mounted(volume, second);
    const written = await sumsOf(second, at);
    const before = await fleet.brickOn(first, volume.id);
    await fleet.addDevice(first, spareDisk);
    await fleet.removeDevice(before.device);

    const after = await fleet.brickOn(first, volume.id);
    expect(after.device).toBe((await fleet.deviceOf(first, spareDisk)).id);
    await expectHealthy(volume);
    expect(await sumsOf(first, after.path)).toBe(written);
    expect(await sumsOf(second, at)).toBe(written);
    expect(await findPhysicalVolumes(first)).toEqual([`${spareDisk} vg_${after.device}`]);
    expect((await findLogicalVolumes(first)).filter((name) => name.includes(before.device))).toEqual([]);
    expect(await shellOn(first, 'wipefs --noheadings "$1"', mainDisk)).toBe('');
    // Not before: the next cases need it.
    await fleet.addDevice(first, mainDisk);
  });
});

describeSnapshots(() => fleet, first);
