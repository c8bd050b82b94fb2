import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../test/simulation/world.ts';
import { hostId, type SimulatedHost } from '../../../kernel/remote/index.ts';
import { recordedProgram } from '../testing/recordings.ts';
import { runSimulated } from '../testing/run-simulated.ts';
import { brickTraces } from './programs/brick-traces.ts';
import { createPhysicalVolume } from './programs/create-physical-volume.ts';
import { createThinVolume } from './programs/create-thin-volume.ts';
import { createVolumeGroup } from './programs/create-volume-group.ts';
import { deviceLinks } from './programs/device-links.ts';
import { fileFacts } from './programs/file-facts.ts';
import { fileSystemSize } from './programs/file-system-size.ts';
import { findMount } from './programs/find-mount.ts';
import { findPhysicalVolume } from './programs/find-physical-volume.ts';
import { groupExtents } from './programs/group-extents.ts';
import { listAllocated } from './programs/list-allocated.ts';
import { listDirectory } from './programs/list-directory.ts';
import { listHostVolumes } from './programs/list-host-volumes.ts';
import { listPhysicalVolumes } from './programs/list-physical-volumes.ts';
import { listSignatures } from './programs/list-signatures.ts';
import { listVolumeGroups } from './programs/list-volume-groups.ts';
import { makeXfs } from './programs/make-xfs.ts';
import { measurePhysicalVolume } from './programs/measure-physical-volume.ts';
import { listUsers } from './programs/list-users.ts';
import { mount } from './programs/mount.ts';
import { pathKind } from './programs/path-kind.ts';
import { removeDirectory } from './programs/remove-directory.ts';
import { removeFile } from './programs/remove-file.ts';
import { removeLogicalVolume } from './programs/remove-logical-volume.ts';
import { removePhysicalVolume } from './programs/remove-physical-volume.ts';
import { removeVolumeGroup } from './programs/remove-volume-group.ts';
import { reserveFile } from './programs/reserve-file.ts';
import { resizePhysicalVolume } from './programs/resize-physical-volume.ts';
import { sizeFile } from './programs/size-file.ts';
import { umount } from './programs/umount.ts';
import { wipeSignatures } from './programs/wipe-signatures.ts';
import { simulatedBricks } from './simulated.ts';
import { attach } from './simulated-mounts.ts';
import { growDisk, setSignature } from './simulated-disks.ts';
import { addVolumeGroup, formatSource, lvmOf } from './simulated-storage.ts';

/** Makes a host what the real one was; `words` are the arguments of the recorded command. */
type Scene = (host: SimulatedHost, words: readonly string[]) => void;

const folder = (name: string): string => join(import.meta.dirname, 'programs', '__recorded__', name);
const last = (words: readonly string[]): string => words.at(-1) ?? '';
const nothing: Scene = () => undefined;
const directory: Scene = (host, words) => host.files.makeDirectory(last(words), { parents: true });

const image: Scene = (host, words) => {
  const path = words.find((word) => word.endsWith('.img')) ?? '';
  host.files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { parents: true });
  host.files.write(path, `image ${320 * 1024 * 1024}`);
};
const xfsImage: Scene = (host, words) => {
  image(host, words);
  formatSource(host, words.find((word) => word.endsWith('.img')) ?? '');
};
const mounted: Scene = (host, words) => {
  directory(host, words);
  host.mount({ source: '/dev/loop4', target: last(words), type: 'xfs', options: 'rw', fileSystem: 'f' });
};
const group =
  (totalKib = 3_010_560): Scene =>
  (host, words) => {
    const name = /vg_[0-9a-f]+/.exec(words.join(' '))?.[0] ?? '';
    addVolumeGroup(host, name, { device: '/dev/vdb', extentKib: 4096, totalKib });
  };
const thinVolume: Scene = (host, words) => {
  group()(host, words);
  const [name = ''] = Object.keys(lvmOf(host).groups);
  const brick = /(?:tp|brick)_(?<id>[0-9a-f]+)/.exec(words.join(' '))?.groups?.['id'] ?? '';
  const volumes = lvmOf(host).groups[name]?.volumes ?? {};
  volumes[`tp_${brick}`] = { sizeKib: 524_288, metadataKib: 4096 };
  volumes[`brick_${brick}`] = { sizeKib: 524_288, pool: `tp_${brick}` };
};
const both =
  (...scenes: readonly Scene[]): Scene =>
  (host, words) => {
    for (const scene of scenes) scene(host, words);
  };
const attached: Scene = (host, words) => {
  xfsImage(host, words);
  directory(host, words);
  attach(host, words[2] ?? '', words[3] ?? '', last(words));
};

/** A disk of 3 GiB, as the lab's; the last argument names it. */
const disk =
  (signature?: string, isBusy = false): Scene =>
  (host, words) =>
    setSignature(host, last(words), signature, isBusy);
const physical: Scene = (host, words) => {
  lvmOf(host).physical[last(words).replace('--name=', '')] = 'KssxWS-lKrh-tLzy-ZJRb-z1BW-4KBe-YT65X8';
};
const groupNamed =
  (name: string, device = '/dev/vdb', totalKib = 3_010_560): Scene =>
  (host) =>
    addVolumeGroup(host, name, {
      device,
      extentKib: 4096,
      totalKib,
      pvUuid: 'KssxWS-lKrh-tLzy-ZJRb-z1BW-4KBe-YT65X8',
    });
const labGroup = groupNamed('vg_2f2bfd59a7dd4b0175d35a9a25b4b16b');
const loopGroup = (totalKib = 3_010_560) => groupNamed('vg_2f2bfd59a7dd4b0175d35a9a25b4b16b', '/dev/loop8', totalKib);
const grown =
  (gib: number): Scene =>
  (host) =>
    growDisk(host, '/dev/loop8', gib * 1024 ** 3);
const volumesInGroup =
  (...sizes: readonly number[]): Scene =>
  (host) => {
    const volumes = lvmOf(host).groups['vg_2f2bfd59a7dd4b0175d35a9a25b4b16b']?.volumes ?? {};
    for (const [index, sizeKib] of sizes.entries()) volumes[`lv-${index}`] = { sizeKib };
  };
/** Two folders, and lines for one of them and for none. */
const tracesOfBricks: Scene = (host) => {
  const device = '/var/lib/heketi/mounts/vg_441c7484918e58768789dff5c1fb2142';
  const [one, other] = ['f973955105aa6994d18768e4997e4b75', '93d8a1b474baa938f3e26b58cb8587a3'];
  for (const brick of [one, other]) host.files.makeDirectory(`${device}/brick_${brick}`, { parents: true });
  host.files.makeDirectory('/etc', { parents: true });
  const options = 'loop,nofail,rw,inode64,noatime,nouuid';
  const lines = [
    '/dev/vda1 / ext4 rw 0 1',
    `/srv/disk1/device/${one}.img ${device}/brick_${one} xfs ${options} 0 0`,
    '# /srv/x.img /var/lib/heketi/mounts/vg_x/brick_y xfs loop 0 0',
  ];
  host.files.write('/etc/fstab', lines.map((line) => `${line}\n`).join(''));
};
/** `lsblk` of the lab: two disks; and what loop devices stood for. */
const disks = Object.fromEntries(
  ['/dev/vdb', '/dev/vdc', '/dev/loop8', '/dev/loop9'].map((name) => [name, { bytes: 3 * 1024 ** 3 }]),
);

const cases = [
  [recordedProgram(folder('findmnt-json'), findMount), { 'not-mounted': directory, mounted: both(mounted) }],
  [
    recordedProgram(folder('umount'), umount),
    {
      ok: mounted,
      missing: nothing,
      'not-mounted': directory,
      busy: both(mounted, (host, words) => host.startProcess('sleep', `${last(words)}/brick`)),
    },
  ],
  // Ids of processes are another host's own.
  [recordedProgram(folder('lsof'), listUsers), { unused: mounted, missing: nothing }],
  [
    recordedProgram(folder('mount'), mount),
    {
      ok: both(xfsImage, directory),
      'missing-image': directory,
      'missing-directory': xfsImage,
      'unformatted-image': both(image, directory),
      'lv-missing-device': directory,
      twice: attached,
    },
  ],
  [
    recordedProgram(folder('mkfs-xfs'), makeXfs),
    {
      'image-ok': image,
      'already-formatted': xfsImage,
      'missing-file': nothing,
      'lv-missing': nothing,
      'lv-ok': thinVolume,
      'arbiter-maxpct': image,
    },
  ],
  [
    recordedProgram(folder('rmdir'), removeDirectory),
    {
      ok: directory,
      missing: nothing,
      'non-empty': both(directory, (host, words) => host.files.makeDirectory(`${last(words)}/x`)),
      'still-mounted': mounted,
    },
  ],
  [recordedProgram(folder('rm-f-image'), removeFile), { ok: image, missing: nothing }],
  [
    recordedProgram(folder('fallocate'), reserveFile),
    { ok: (host) => host.files.makeDirectory('/srv/data', { parents: true }), 'missing-directory': nothing },
  ],
  [
    recordedProgram(folder('truncate'), sizeFile),
    { ok: (host) => host.files.makeDirectory('/srv/data', { parents: true }), 'missing-directory': nothing },
  ],
  [recordedProgram(folder('stat'), fileFacts), { directory, missing: nothing, 'image-file-allocated': image }],
  [
    recordedProgram(folder('lvm-lvcreate'), createThinVolume),
    { ok: group(), 'missing-vg': nothing, 'name-exists': thinVolume, 'no-space': group(346 * 4096) },
  ],
  [
    recordedProgram(folder('lvm-lvremove'), removeLogicalVolume),
    {
      'ok-thin-volume': thinVolume,
      'ok-pool-with-its-volume': thinVolume,
      'missing-volume': group(),
      'missing-pool': group(),
      'missing-vg': nothing,
    },
  ],
  [
    recordedProgram(folder('stat-L-kind'), pathKind),
    {
      directory,
      missing: nothing,
      file: (host) => {
        host.files.makeDirectory('/srv/disk-1', { parents: true });
        host.files.write('/srv/disk-1/file', 'x');
      },
    },
  ],
  [
    recordedProgram(folder('lvm-pvcreate'), createPhysicalVolume),
    {
      ok: disk(),
      'already-pv-is-accepted': physical,
      'already-pv-in-vg': labGroup,
      'has-xfs': disk('xfs'),
      'has-partition-table': disk('gpt'),
      'missing-device': nothing,
    },
  ],
  [
    recordedProgram(folder('lvm-vgcreate'), createVolumeGroup),
    {
      ok: physical,
      'ok-device-not-yet-a-pv': disk(),
      'device-in-other-vg': labGroup,
      'exists-same-device': labGroup,
      'name-exists-other-device': labGroup,
      'has-xfs': disk('xfs'),
      'missing-device': nothing,
    },
  ],
  [
    recordedProgram(folder('lvm-vgremove'), removeVolumeGroup),
    { ok: labGroup, missing: nothing, 'not-empty': both(labGroup, volumesInGroup(4096)) },
  ],
  [
    recordedProgram(folder('lvm-pvremove'), removePhysicalVolume),
    { ok: physical, 'in-a-vg': labGroup, 'not-a-pv': disk(), 'missing-device': nothing },
  ],
  [
    recordedProgram(folder('lvm-pvs'), findPhysicalVolume),
    { ok: labGroup, 'not-a-pv': disk(), 'missing-device': nothing },
  ],
  [recordedProgram(folder('lvm-pvs'), listPhysicalVolumes), { full: labGroup }],
  [
    recordedProgram(folder('lvm-pvs-sizes'), measurePhysicalVolume),
    {
      ok: loopGroup(),
      'disk-grew': both(loopGroup(), grown(2)),
      'after-pvresize': both(loopGroup(5_107_712), grown(2)),
      'disk-shrank': loopGroup(5_107_712),
      'without-a-group': physical,
      'not-a-pv': disk(),
      'missing-device': nothing,
    },
  ],
  [
    recordedProgram(folder('lvm-pvresize'), resizePhysicalVolume),
    {
      'ok-same-size': loopGroup(),
      'ok-grown': both(loopGroup(), grown(2)),
      'disk-shrank-and-nothing-is-on-it': loopGroup(5_107_712),
      'not-a-pv': disk(),
      'missing-device': nothing,
    },
  ],
  [
    recordedProgram(folder('lvm-vgs'), listVolumeGroups),
    {
      none: nothing,
      'empty-vg': (host) =>
        addVolumeGroup(host, 'vg_2f2bfd59a7dd4b0175d35a9a25b4b16b', {
          device: '/dev/vdb',
          extentKib: 4096,
          totalKib: 303_104,
        }),
    },
  ],
  [recordedProgram(folder('lvm-lvs'), listHostVolumes), { none: nothing }],
  [
    recordedProgram(folder('brick-traces'), brickTraces),
    { none: nothing, 'no-such-file': nothing, bricks: tracesOfBricks },
  ],
  [
    recordedProgram(folder('lvm-vgdisplay-c'), groupExtents),
    {
      'ok-empty': labGroup,
      'ok-in-use': both(labGroup, volumesInGroup(732 * 4096)),
      missing: nothing,
    },
  ],
  [
    recordedProgram(folder('wipefs-json'), listSignatures),
    { 'empty-disk': disk(), 'disk-with-xfs': disk('xfs'), pv: physical, 'missing-device': nothing },
  ],
  [
    recordedProgram(folder('wipefs-all'), wipeSignatures),
    {
      'empty-disk': disk(),
      'disk-with-xfs': disk('xfs'),
      mounted: disk('xfs', true),
      'pv-in-vg-without-active-lv-is-wiped': labGroup,
      'pv-with-active-lvs': both(labGroup, volumesInGroup(4096)),
      'missing-device': nothing,
    },
  ],
  [recordedProgram(folder('udevadm-symlink'), deviceLinks), { 'missing-device': nothing }],
  [recordedProgram(folder('stat-f'), fileSystemSize), { missing: nothing }],
  [
    recordedProgram(folder('ls-Ask'), listAllocated),
    {
      missing: nothing,
      empty: directory,
    },
  ],
  [
    recordedProgram(folder('ls-A'), listDirectory),
    {
      missing: nothing,
      empty: directory,
      entries: both(directory, (host) => {
        for (const name of ['.hidden', 'file']) host.files.write(`/srv/disk-1/${name}`, 'x');
        host.files.makeDirectory('/srv/disk-1/folder');
      }),
    },
  ],
] as const satisfies readonly (readonly [unknown, Readonly<Record<string, Scene>>])[];

describe.each(cases)('a simulated $name', (program, scenes) => {
  it.each(Object.entries<Scene>(scenes))('answers as a real one did: %s', async (name, scene) => {
    const recording = program.recordings.find((each) => each.name === name);
    if (recording === undefined) throw new TypeError(`there is no recording ${name}`);
    const kind = { migrations: [], definitions: [], programs: [], rows: [], problems: () => Promise.resolve([]) };
    const { fleet } = await createWorld({ ...kind, hosts: { g1: { disks } } }, '1');
    const host = fleet.host(hostId('g1'));
    scene(host, recording.argv);
    const result = runSimulated(simulatedBricks(), fleet, host, recording.argv);
    expect(result.code).toBe(recording.result.code);
    expect(comparable(program.meaning(recording.argv, result))).toEqual(
      comparable(program.meaning(recording.argv, recording.result)),
    );
  });
});

/** The text of a usage is not printed again, and loop devices have numbers of their own. */
function comparable(meaning: unknown): unknown {
  return JSON.parse(
    JSON.stringify(meaning)
      .replace(/\\nUsage: .*?"/, '"')
      .replaceAll(/\/dev\/loop\d+/g, 'loop'),
  );
}
