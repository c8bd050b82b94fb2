import {
  type RunResult,
  type SimulatedHost,
  type SimulatedProgram,
  type SimulatedRun,
  simulate,
} from '../../../kernel/remote/index.ts';
import { createPhysicalVolume } from './programs/create-physical-volume.ts';
import { createVolumeGroup } from './programs/create-volume-group.ts';
import { deviceLinks } from './programs/device-links.ts';
import { fileSystemSize } from './programs/file-system-size.ts';
import { findPhysicalVolume } from './programs/find-physical-volume.ts';
import { groupExtents } from './programs/group-extents.ts';
import { listAllocated } from './programs/list-allocated.ts';
import { listDirectory } from './programs/list-directory.ts';
import { listPhysicalVolumes } from './programs/list-physical-volumes.ts';
import { listSignatures } from './programs/list-signatures.ts';
import { listVolumeGroups } from './programs/list-volume-groups.ts';
import { measurePhysicalVolume } from './programs/measure-physical-volume.ts';
import { pathKind } from './programs/path-kind.ts';
import { removePhysicalVolume } from './programs/remove-physical-volume.ts';
import { removeVolumeGroup } from './programs/remove-volume-group.ts';
import { resizePhysicalVolume } from './programs/resize-physical-volume.ts';
import { wipeSignatures } from './programs/wipe-signatures.ts';
import {
  type DiskOptions,
  findDisk,
  groupOn,
  PV_OVERHEAD_KIB,
  setSignature,
  type SimulatedDisk,
} from './simulated-disks.ts';
import { fileFolders } from './simulated-folders.ts';
import { imageBytes, lvmOf, usedKib } from './simulated-storage.ts';

type Answer = Partial<RunResult>;
type Run = Exclude<SimulatedRun, Answer>;

const refuse = (code: number, stderr: string): Answer => ({ code, stderr: `${stderr}\n` });
const NOT_BACKED_UP = '  WARNING: This metadata update is NOT backed up.\n';
const BLOCK_BYTES = 4096;
/** Of folders that nobody gave a size. */
const FOLDER_BYTES = 2 ** 40;

/** What the programs that make devices of disks and folders, and disks and folders of devices, do to a simulated host. */
export function simulatedDevices(options: DiskOptions): readonly SimulatedProgram[] {
  const diskOf = (host: SimulatedHost, path: string) => findDisk(host, path, options);

  return [
    simulate(pathKind, { changes: false }, (host, { path }): Answer => {
      const kind = host.files.kindOf(path);
      if (kind === 'directory') return { stdout: `directory|4096|0|0|${path}\n` };
      if (kind === 'file') return { stdout: `regular file|${host.files.read(path)?.length ?? 0}|0|0|${path}\n` };
      return diskOf(host, path) === undefined
        ? refuse(1, `stat: cannot statx '${path}': No such file or directory`)
        : { stdout: `block special file|0|fd|10|${path}\n` };
    }),

    simulate(findPhysicalVolume, { changes: false }, (host, { device }): Answer => {
      if (diskOf(host, device) === undefined)
        return { ...refuse(5, `  Cannot use ${device}: device not found`), stdout: physicalReport(host, []) };
      return lvmOf(host).physical[device] === undefined
        ? { ...refuse(5, `  Failed to find physical volume "${device}".`), stdout: physicalReport(host, []) }
        : { stdout: physicalReport(host, [device]) };
    }),

    simulate(listPhysicalVolumes, { changes: false }, (host): Answer => {
      const devices = Object.keys(lvmOf(host).physical).toSorted();
      return { stdout: physicalReport(host, devices, (device) => spaceOn(host, device, diskOf(host, device)?.bytes)) };
    }),

    simulate(listVolumeGroups, { changes: false }, (host): Answer => {
      const groups = Object.entries(lvmOf(host).groups).toSorted(([a], [b]) => (a < b ? -1 : 1));
      const rows = groups.map(([name, group]) => ({
        vg_name: name,
        pv_count: '1',
        lv_count: `${Object.keys(group.volumes).length}`,
        snap_count: '0',
        vg_attr: 'wz--n-',
        vg_size: `${group.totalKib}.00`,
        vg_free: `${group.totalKib - usedKib(group)}.00`,
      }));
      return { stdout: `  ${JSON.stringify({ report: [{ vg: rows }] }, null, 4)}\n` };
    }),

    simulate(createPhysicalVolume, { changes: true }, (host, { device }, { random }): Answer => {
      const disk = diskOf(host, device);
      if (disk === undefined) return refuse(5, `  No device found for ${device}.`);
      const group = groupOn(host, device);
      if (group !== undefined)
        return refuse(
          5,
          `  Can't initialize physical volume "${device}" of volume group "${group}" without -ff\n  ${device}: physical volume not initialized.`,
        );
      if (disk.isBusy)
        return refuse(
          5,
          `  Can't open ${device} exclusively.  Mounted filesystem?\n  Cannot use ${device}: device has a signature`,
        );
      const refusal = whyNotPlain(device, disk.signature);
      if (refusal !== undefined) return refusal;
      lvmOf(host).physical[device] = newLvmUuid(random);
      return {};
    }),

    simulate(createVolumeGroup, { changes: true }, (host, { group, device, extentSize }, { random }): Answer => {
      const { groups, physical } = lvmOf(host);
      const disk = diskOf(host, device);
      if (groups[group] !== undefined) return refuse(5, `  A volume group called ${group} already exists.`);
      if (disk === undefined) return refuse(5, `  No device found for ${device}.`);
      const other = groupOn(host, device);
      if (other !== undefined)
        return refuse(
          5,
          `  Physical volume '${device}' is already in volume group '${other}'\n  Unable to add physical volume '${device}' to volume group '${other}'\n  ${device}: physical volume not initialized.`,
        );
      const refusal = physical[device] === undefined ? whyNotPlain(device, disk.signature) : undefined;
      if (refusal !== undefined) return refusal;
      const extentKib = kibOf(extentSize);
      const extents = Math.floor((disk.bytes / 1024 - PV_OVERHEAD_KIB) / extentKib);
      physical[device] ??= newLvmUuid(random);
      groups[group] = { device, extentKib, totalKib: extents * extentKib, volumes: {} };
      return { stderr: NOT_BACKED_UP };
    }),

    simulate(removeVolumeGroup, { changes: true }, (host, { group }): Answer => {
      const { groups } = lvmOf(host);
      const found = groups[group];
      if (found === undefined)
        return refuse(5, `  Volume group "${group}" not found\n  Cannot process volume group ${group}`);
      const count = Object.keys(found.volumes).length;
      if (count > 0)
        return refuse(
          5,
          `Do you really want to remove volume group "${group}" containing ${count} logical volumes? [y/n]: [n]\n  Volume group "${group}" not removed`,
        );
      delete groups[group];
      return {};
    }),

    simulate(removePhysicalVolume, { changes: true }, (host, { device }): Answer => {
      if (diskOf(host, device) === undefined) return refuse(5, `  No device found for ${device}.`);
      if (lvmOf(host).physical[device] === undefined) return refuse(5, `  No PV found on device ${device}.`);
      const group = groupOn(host, device);
      if (group !== undefined)
        return refuse(
          5,
          `  PV ${device} is used by VG ${group} so please use vgreduce first.\n  (If you are certain you need pvremove, then confirm by using --force twice.)\n  ${device}: physical volume label not removed.`,
        );
      delete lvmOf(host).physical[device];
      return {};
    }),

    simulate(groupExtents, { changes: false }, (host, { group: name }): Answer => {
      const group = lvmOf(host).groups[name];
      if (group === undefined)
        return refuse(5, `  Volume group "${name}" not found\n  Cannot process volume group ${name}`);
      const { extentKib, totalKib } = group;
      const total = totalKib / extentKib;
      const used = usedKib(group) / extentKib;
      const volumes = Object.keys(group.volumes).length;
      const fields = ['r/w', 772, -1, 0, volumes, 0, -1, 0, 1, 1, totalKib, extentKib, total, used, total - used];
      return { stdout: `  ${[name, ...fields, 'ApdtVY-YUHm-d7Bq-4v9Q-pgzM-wdec-PrQuUt'].join(':')}\n` };
    }),

    simulate(measurePhysicalVolume, { changes: false }, (host, { device }): Answer => {
      const disk = diskOf(host, device);
      const missing = whyNoPhysicalVolume(host, device, disk);
      if (missing !== undefined || disk === undefined) return { ...missing, stdout: physicalReport(host, []) };
      const deviceKib = Math.floor(disk.bytes / 1024);
      const name = groupOn(host, device);
      const group = name === undefined ? undefined : lvmOf(host).groups[name];
      const sizeKib = group?.totalKib ?? deviceKib;
      const row = {
        vg_name: name ?? '',
        pe_start: `${PV_OVERHEAD_KIB}.00`,
        pv_size: `${sizeKib}.00`,
        dev_size: `${deviceKib}.00`,
        vg_extent_size: group === undefined ? '0' : `${group.extentKib}.00`,
      };
      return { stdout: reportOf([row]), stderr: smallerThanBefore(device, deviceKib, sizeKib) };
    }),

    simulate(resizePhysicalVolume, { changes: true }, (host, { device }): Answer => {
      const disk = diskOf(host, device);
      const missing = whyNoPhysicalVolume(host, device, disk);
      if (missing !== undefined || disk === undefined) return missing ?? {};
      const name = groupOn(host, device);
      const group = name === undefined ? undefined : lvmOf(host).groups[name];
      if (name === undefined || group === undefined) return { stderr: NOT_BACKED_UP };
      const { extentKib } = group;
      const extents = Math.floor((disk.bytes / 1024 - PV_OVERHEAD_KIB) / extentKib);
      const used = Math.ceil(usedKib(group) / extentKib);
      if (extents < used)
        return refuse(5, `  ${device}: cannot resize to ${extents} extents as ${used} are allocated.`);
      lvmOf(host).groups[name] = { ...group, totalKib: extents * extentKib };
      return { stderr: NOT_BACKED_UP };
    }),

    simulate(deviceLinks, { changes: false }, (host, { device }): Answer => {
      if (diskOf(host, device) === undefined) return refuse(1, `Unknown device "${device}": No such device`);
      const uuid = lvmOf(host).physical[device];
      const own = `disk/by-path/virtual${device.replaceAll('/', '-')}`;
      return { stdout: `${own}${uuid === undefined ? '' : ` disk/by-id/lvm-pv-uuid-${uuid}`}\n` };
    }),

    simulate(listSignatures, { changes: false }, (host, { device }): Answer => {
      const disk = diskOf(host, device);
      if (disk === undefined)
        return refuse(1, `wipefs: error: ${device}: probing initialization failed: No such file or directory`);
      const uuid = lvmOf(host).physical[device] ?? null;
      const type = uuid === null ? disk.signature : 'LVM2_member';
      const name = device.slice(device.lastIndexOf('/') + 1);
      const signatures = type === undefined ? [] : [{ device: name, offset: '0x218', type, uuid, label: null }];
      return { stdout: `${JSON.stringify({ signatures }, null, 3)}\n` };
    }),

    simulate(wipeSignatures, { changes: true }, function* (host, { device }): Run {
      const disk = diskOf(host, device);
      const fail = (why: string) => refuse(1, `wipefs: error: ${device}: probing initialization failed: ${why}`);
      if (disk === undefined) return fail('No such file or directory');
      const group = groupOn(host, device);
      const { groups, physical } = lvmOf(host);
      const hasVolumes = group !== undefined && Object.keys(groups[group]?.volumes ?? {}).length > 0;
      if (disk.isBusy || hasVolumes) return fail('Device or resource busy');
      yield;
      setSignature(host, device, undefined);
      delete physical[device];
      if (group !== undefined) delete groups[group];
      return {};
    }),

    simulate(fileSystemSize, { changes: false }, (host, { path }): Answer => {
      if (host.files.kindOf(path) === 'absent')
        return refuse(1, `stat: cannot read file system information for '${path}': No such file or directory`);
      const total = fileFolders(host)[path] ?? FOLDER_BYTES;
      const used = host.files.list(path).reduce((sum, name) => sum + (imageBytes(host, `${path}/${name}`) ?? 0), 0);
      const [blocks, free] = [total, total - used].map((bytes) => Math.floor(bytes / BLOCK_BYTES));
      return { stdout: `ext2/ext3|${BLOCK_BYTES}|${blocks}|${free}|${free}|${path}\n` };
    }),

    simulate(listAllocated, { changes: false }, (host, { path }): Answer => {
      if (host.files.kindOf(path) !== 'directory')
        return refuse(2, `ls: cannot access '${path}': No such file or directory`);
      const rows = host.files.list(path).map((name) => {
        const bytes = imageBytes(host, `${path}/${name}`);
        return { name, kib: bytes === undefined ? 4 : Math.ceil(bytes / 1024) };
      });
      const total = rows.reduce((sum, { kib }) => sum + kib, 0);
      return { stdout: [`total ${total}\n`, ...rows.map(({ name, kib }) => `${kib} ${name}\n`)].join('') };
    }),

    simulate(listDirectory, { changes: false }, (host, { path }): Answer => {
      if (host.files.kindOf(path) !== 'directory')
        return refuse(2, `ls: cannot access '${path}': No such file or directory`);
      return {
        stdout: host.files
          .list(path)
          .map((name) => `${name}\n`)
          .join(''),
      };
    }),
  ];
}

function whyNoPhysicalVolume(host: SimulatedHost, device: string, disk: SimulatedDisk | undefined): Answer | undefined {
  if (disk === undefined) return refuse(5, `  Cannot use ${device}: device not found`);
  return lvmOf(host).physical[device] === undefined
    ? refuse(5, `  Failed to find physical volume "${device}".`)
    : undefined;
}

/** In sectors, of which a KiB has two. */
function smallerThanBefore(device: string, deviceKib: number, sizeKib: number): string {
  return sizeKib > deviceKib
    ? `  WARNING: Device ${device} has size of ${deviceKib * 2} sectors which is smaller than corresponding PV size of ${sizeKib * 2} sectors. Was device resized?\n`
    : '';
}

function whyNotPlain(device: string, signature: string | undefined): Answer | undefined {
  if (signature === undefined) return undefined;
  return signature === 'gpt'
    ? refuse(5, `  Cannot use ${device}: device is partitioned`)
    : refuse(
        5,
        `WARNING: ${signature} signature detected on ${device} at offset 0. Wipe it? [y/n]: [n]\n  Aborted wiping of ${signature}.\n  1 existing signature left on the device.`,
      );
}

function physicalReport(
  host: SimulatedHost,
  devices: readonly string[],
  more: (device: string) => object = () => ({}),
): string {
  const rows = devices.map((device) => ({
    pv_name: device,
    pv_uuid: lvmOf(host).physical[device] ?? '',
    vg_name: groupOn(host, device) ?? '',
    ...more(device),
  }));
  return reportOf(rows);
}

function reportOf(rows: readonly object[]): string {
  return `  ${JSON.stringify({ report: [{ pv: rows }] }, null, 4)}\n`;
}

function spaceOn(host: SimulatedHost, device: string, bytes = 0): object {
  const group = lvmOf(host).groups[groupOn(host, device) ?? ''];
  const total = group?.totalKib ?? Math.floor(bytes / 1024);
  const used = group === undefined ? 0 : usedKib(group);
  return { pv_size: `${total}.00`, pv_free: `${total - used}.00`, pv_used: `${used}.00` };
}

/** `4M` and the like. */
function kibOf(size: string): number {
  const units: Readonly<Record<string, number>> = { K: 1, M: 1024, G: 1024 ** 2 };
  return Number.parseInt(size, 10) * (units[size.slice(-1).toUpperCase()] ?? 1024);
}

function newLvmUuid(random: () => number): string {
  const letters = Array.from({ length: 32 }, () => Math.floor(random() * 36).toString(36)).join('');
  return letters.replace(/^(.{6})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})$/, '$1-$2-$3-$4-$5-$6-$7');
}
