import {
  type RunResult,
  type SimulatedHost,
  type SimulatedProgram,
  type SimulatedRun,
  simulate,
} from '../../../kernel/remote/index.ts';
import { listUsers } from './programs/list-users.ts';
import { makeXfs } from './programs/make-xfs.ts';
import { mount } from './programs/mount.ts';
import { umount } from './programs/umount.ts';
import { fileSystemOn, formatSource, loopsOf, sourceBytes } from './simulated-storage.ts';

const LEAST_XFS_BYTES = 300 * 1024 * 1024;
const MKFS_MS = 300;
const DMESG = '       dmesg(1) may have more information after failed mount system call.\n';

const refuse = (code: number, stderr: string): Partial<RunResult> => ({ code, stderr });

export const simulatedMounts: readonly SimulatedProgram[] = [
  simulate(makeXfs, { changes: true }, function* (host, { device }): Exclude<SimulatedRun, Partial<RunResult>> {
    const bytes = sourceBytes(host, device);
    if (bytes === undefined)
      return refuse(1, `Error accessing specified device ${device}: No such file or directory\nUsage: mkfs.xfs\n`);
    // An image that is mounted through a loop device is not noticed.
    if (host.mountsFrom(device).length > 0)
      return refuse(1, `mkfs.xfs: ${device} contains a mounted filesystem\nUsage: mkfs.xfs\n`);
    if (fileSystemOn(host, device) !== undefined)
      return refuse(
        1,
        `mkfs.xfs: ${device} appears to contain an existing filesystem (xfs).\n` +
          'mkfs.xfs: Use the -f option to force overwrite.\n',
      );
    if (bytes < LEAST_XFS_BYTES) return refuse(1, 'Filesystem must be larger than 300MB.\nUsage: mkfs.xfs\n');
    yield MKFS_MS;
    formatSource(host, device);
    return { stdout: `meta-data=${device} isize=512    agcount=4, agsize=20480 blks\n` };
  }),

  simulate(mount, { changes: true }, (host, { options, source, target }) => attach(host, options, source, target)),

  simulate(listUsers, { changes: false }, (host, { path }): Partial<RunResult> => {
    if (host.files.kindOf(path) === 'absent')
      return refuse(1, `lsof: status error on ${path}: No such file or directory\n`);
    const users = host.processes().filter(({ about }) => about === path || about.startsWith(`${path}/`));
    return users.length === 0 ? { code: 1 } : { stdout: users.map(({ pid, name }) => `p${pid}\nc${name}\n`).join('') };
  }),

  simulate(umount, { changes: true }, (host, { path }): Partial<RunResult> => {
    if (host.files.kindOf(path) === 'absent') return refuse(32, `umount: ${path}: no mount point specified.\n`);
    const top = host.mountsOn(path).at(-1);
    if (top === undefined) return refuse(32, `umount: ${path}: not mounted.\n`);
    if (host.isInUse(path)) return refuse(32, `umount: ${path}: target is busy.\n`);
    host.unmount(path);
    delete loopsOf(host)[top.source];
    return {};
  }),
];

/** What `mount` does: also for a host that starts and mounts what its fstab says. */
export function attach(host: SimulatedHost, options: string, source: string, target: string): Partial<RunResult> {
  const isLoop = options.split(',').includes('loop');
  const loops = loopsOf(host);
  const bytes = sourceBytes(host, source);
  const say = (text: string): string => `mount: ${target}: ${text}\n`;
  if (bytes === undefined) {
    return isLoop
      ? refuse(32, say(`failed to setup loop device for ${source}.`))
      : refuse(32, say(`special device ${source} does not exist.`) + DMESG);
  }
  if (host.files.kindOf(target) !== 'directory') return refuse(32, say('mount point does not exist.') + DMESG);
  const isThere = host.mountsOn(target).some((other) => other.source === source || loops[other.source] === source);
  if (isThere) {
    return isLoop
      ? refuse(1, say(`${source} is already mounted.`))
      : refuse(32, say(`${source} already mounted on ${target}.`) + DMESG);
  }
  const device = isLoop ? nextLoop(loops) : source;
  const fileSystem = fileSystemOn(host, source);
  if (fileSystem === undefined)
    return refuse(
      32,
      say(
        `wrong fs type, bad option, bad superblock on ${device}, missing codepage or helper program, or other error.`,
      ) + DMESG,
    );
  if (isLoop) loops[device] = source;
  host.mount({ source: device, target, type: 'xfs', options: 'rw,noatime,nouuid,inode64,noquota', fileSystem });
  return {};
}

function nextLoop(loops: Readonly<Record<string, string>>): string {
  for (let number = 0; ; number += 1) if (loops[`/dev/loop${number}`] === undefined) return `/dev/loop${number}`;
}
