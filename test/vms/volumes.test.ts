import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { VolumeInfo } from '../lab/heketi-http.ts';
import {
  type DeviceInfo,
  type Fleet,
  mounted,
  onAll,
  PATIENCE,
  REPLICA_3,
  startFleet,
  sumsOf,
  write,
} from './fleet.ts';
import { describeGrowth } from './growth-cases.ts';
import {
  areBricksUp,
  countUnhealed,
  disks,
  findBrickMounts,
  findLogicalVolumes,
  findPhysicalVolumes,
  findRemains,
  type Guest,
  guests,
  lab,
  on,
  shellOn,
} from './guests.ts';
import { describeMove } from './move-cases.ts';
import { describeSnapshots } from './snapshot-cases.ts';

/**
 * Cases build on each other: the first ones make devices, the last ones take them apart. Each leaves the volumes that
 * the next one names, and no others.
 */

const folder = mkdtempSync(join(tmpdir(), 'hostreeve-vms-test-'));
let fleet: Fleet;

const [first, second, third] = guests as readonly [Guest, Guest, Guest];
/** Every guest has a device of LVM on the first disk; the first guest another one on the second. */
const [mainDisk, spareDisk, usedDisk, fileDisk] = disks as readonly [string, string, string, string];
const FILE_DEVICE = '/srv/files/device';

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

/**
 * Where nobody waits for a heal, Gluster was told of it once. A daemon that had not met the new brick by then looks again
 * after ten minutes: whoever waits tells it once more.
 */
async function untilHealedOnRequest({ name }: VolumeInfo): Promise<void> {
  const ask = async (): Promise<number | undefined> => {
    const count = await countUnhealed(first, name);
    // Refused while a daemon is away.
    if (count !== 0) await on(first, 'gluster', '--mode=script', 'volume', 'heal', name).catch(() => undefined);
    return count;
  };
  await expect.poll(ask, { ...PATIENCE, interval: 20_000 }).toBe(0);
}

async function expectNothingLeft(of: readonly Guest[] = guests): Promise<void> {
  await expect.poll(() => findRemains(of), PATIENCE).toEqual([]);
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

  it('finds nothing amiss on thin volumes, and puts right what somebody unmounted', async () => {
    expect(await fleet.examine()).toEqual([]);
    const { path } = await fleet.brickOn(third, volume.id);
    // The process of the brick first, which would keep its file system busy.
    const mount = path.replace(/\/brick$/, '');
    await shellOn(third, 'pkill -f -- "$1/brick"; sleep 2; umount "$1"', mount);
    const findings = await fleet.examine();
    expect(findings.map(({ code }) => code)).toEqual(['brick-not-mounted']);
    await fleet.repair(findings);
    await expectHealthy(volume);
    expect(await fleet.examine()).toEqual([]);
  });

  it('finds a thin pool that is nearly full, and says so no more when there is room again', async () => {
    const { device, path } = await fleet.brickOn(third, volume.id);
    const pool = /brick_(?<id>[0-9a-f]+)/.exec(path)?.groups?.['id'] ?? '';
    const fill =
      'lvcreate --quiet --thin --virtualsize 900M --name fill "vg_$1/tp_$2" && dd if=/dev/zero "of=/dev/vg_$1/fill" bs=1M count=880 oflag=direct status=none';
    await shellOn(third, fill, device, pool);
    expect((await fleet.examine()).map(({ code }) => code)).toContain('pool-data-full');
    await on(third, 'lvremove', '--yes', `vg_${device}/fill`);
    expect(await fleet.examine()).toEqual([]);
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

const three = [first, second, third] as const;
describeSnapshots(() => fleet, expectHealthy, three);
describeGrowth(() => fleet, expectHealthy, three, { disk: spareDisk, number: 2 });

describe('hosts that start again', () => {
  let thin: VolumeInfo;
  let files: VolumeInfo;
  /** On bricks that Gluster has made, and mounts by itself. */
  let snapped: readonly VolumeInfo[];

  it('makes a volume on devices that are folders, on the same hosts', async () => {
    const text =
      'mkfs.xfs -q "$1"; mkdir -p /srv/files; echo "$1 /srv/files xfs defaults 0 0" >>/etc/fstab; mount /srv/files; mkdir "$2"';
    await Promise.all(guests.map((guest) => shellOn(guest, text, fileDisk, FILE_DEVICE)));
    const others = (await Promise.all(guests.map((guest) => fleet.devicesOf(guest)))).flat();
    await Promise.all(guests.map((guest) => fleet.addDevice(guest, FILE_DEVICE)));
    for (const { id } of others) await fleet.setDevice(id, 'offline');
    files = await fleet.createVolume('files');
    for (const { id } of others) await fleet.setDevice(id, 'online');
    thin = await fleet.volumeNamed('thin');
    snapped = await Promise.all(['shot', 'copy'].map((name) => fleet.volumeNamed(name)));
    for (const guest of guests) expect(await findBrickMounts(guest)).toHaveLength(2);
  });

  it('finds bricks of both kinds mounted, running and healed when one host was restarted, and another lost its power', async () => {
    const sums = new Map<string, string>();
    for (const volume of [thin, files, ...snapped]) {
      const at = await mounted(volume, first);
      sums.set(volume.name, await write(first, at));
    }
    await Promise.all([
      lab('reboot', second.name),
      lab('power-off', third.name).then(() => lab('power-on', third.name)),
    ]);
    for (const guest of guests) await expect.poll(() => findBrickMounts(guest), PATIENCE).toHaveLength(2);
    for (const volume of [thin, files, ...snapped]) {
      await expectHealthy(volume);
      for (const guest of guests) {
        const { path } = await fleet.brickOn(guest, volume.id);
        expect(await sumsOf(guest, path), `${volume.name} on ${guest.name}`).toBe(sums.get(volume.name));
      }
    }
    expect(await onAll('systemctl', 'list-units', '--failed', '--plain', '--no-legend')).toEqual(['', '', '']);
    expect(await fleet.examine()).toEqual([]);
  });

  it('deletes volumes on bricks that Gluster has made, to the last of them', async () => {
    for (const volume of snapped) await fleet.deleteVolume(volume);
    for (const guest of guests) {
      expect(await shellOn(guest, 'findmnt --noheadings --raw --output TARGET')).not.toContain('/run/gluster/snaps');
      const pools = (await findLogicalVolumes(guest)).filter((name) => /\/tp_[0-9a-f]+$/.test(name));
      expect(pools).toEqual([expect.stringContaining((await fleet.brickOn(guest, thin.id)).device)]);
    }
  });

  it('comes up without a disk that has died, and with its other bricks', async () => {
    const { path } = await fleet.brickOn(second, thin.id);
    // The disk answers, but nothing of what was on it is there.
    await shellOn(second, 'wipefs --all --force --quiet "$1"; sync', mainDisk);
    await lab('reboot', second.name);
    expect(await findPhysicalVolumes(second)).toEqual([]);
    expect(await findBrickMounts(second)).not.toContain(path.replace(/\/brick$/, ''));
    await expect.poll(() => areBricksUp(files.name, [second]), PATIENCE).toBe(true);
    await expect.poll(() => areBricksUp(thin.name, [second]), PATIENCE).toBe(false);
    const at = await mounted(thin, first);
    expect(await sumsOf(first, at)).not.toBe('');
  });

  it('moves a brick off a disk that has died to a new one, and heals it there', async () => {
    const at = await mounted(thin, first);
    const { device } = await fleet.brickOn(second, thin.id);
    await fleet.addDevice(second, spareDisk);
    await fleet.setDevice(device, 'offline');
    await fleet.heketi.carryOut('POST', `/devices/${device}/state`, { state: 'failed', healcheck: 'disable' });
    await untilHealedOnRequest(thin);
    await expectHealthy(thin);
    const moved = await fleet.brickOn(second, thin.id);
    expect(await sumsOf(second, moved.path)).toBe(await sumsOf(first, at));
    await fleet.heketi.carryOut('DELETE', `/devices/${device}`);
  });
});

describe('the end of bricks and devices', () => {
  it('deletes volumes and leaves no thin volume, pool, mount, line of fstab or Gluster volume on any host', async () => {
    expect((await findRemains()).length).toBeGreaterThan(0);
    for (const name of ['thin', 'files']) await fleet.deleteVolume(await fleet.volumeNamed(name));
    expect(await findRemains()).toEqual([]);
    for (const guest of guests)
      for (const { storage } of await fleet.devicesOf(guest)) expect(storage.free).toBe(storage.total);
  });

  it('undoes a create whose host lost its power, and cleans that host when it is back', async () => {
    // So that the brick there is one of LVM.
    await fleet.setDevice((await fleet.deviceOf(second, FILE_DEVICE)).id, 'offline');
    const entry = await fleet.heketi.begin('POST', '/volumes', { size: 1, name: 'cut', durability: REPLICA_3 });
    await vi.waitUntil(async () => (await findLogicalVolumes(second)).length > 0, { timeout: 300_000, interval: 5 });
    await lab('power-off', second.name);
    // There is no fourth host to place it on.
    const end = await fleet.heketi.end(entry, { timeoutMs: 400_000 });
    expect(end.kind).toBe('failed');
    expect(await fleet.heketi.get('/volumes')).toEqual({ volumes: [] });
    await expect.poll(() => fleet.open().length, PATIENCE).toBeGreaterThan(0);

    await lab('power-on', second.name);
    await expect.poll(() => fleet.open(), PATIENCE).toEqual([]);
    await expectNothingLeft();
    const again = await fleet.createVolume('cut');
    await expectHealthy(again);
    await fleet.deleteVolume(again);
    await expectNothingLeft();
  });

  it('takes devices apart to the last physical volume, and the pool to the last node', async () => {
    for (const guest of guests) for (const { id } of await fleet.devicesOf(guest)) await fleet.removeDevice(id);
    for (const guest of guests) {
      expect(await findPhysicalVolumes(guest)).toEqual([]);
      expect(await on(guest, 'vgs', '--noheadings')).toBe('');
      expect(await on(guest, 'ls', '-A', '/var/lib/heketi/mounts')).toBe('');
      expect(await on(guest, 'ls', '-A', FILE_DEVICE)).toBe('');
    }
    for (const guest of guests) await fleet.heketi.carryOut('DELETE', `/nodes/${(await fleet.nodeOf(guest)).id}`);
    expect((await onAll('gluster', '--mode=script', 'pool', 'list')).map((pool) => pool.split('\n').length)).toEqual([
      2, 2, 2,
    ]);
    expect(fleet.open()).toEqual([]);
  });
});

describeMove(first, [mainDisk, spareDisk]);
