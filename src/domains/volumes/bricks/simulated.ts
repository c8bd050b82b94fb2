import { type RunResult, type SimulatedHost, type SimulatedProgram, simulate } from '../../../kernel/remote/index.ts';
import { brickTraces } from './programs/brick-traces.ts';
import { changeGroup } from './programs/change-group.ts';
import { changeMode } from './programs/change-mode.ts';
import { fileFacts } from './programs/file-facts.ts';
import { findMount } from './programs/find-mount.ts';
import { hostEra } from './programs/host-era.ts';
import { listMounts } from './programs/list-mounts.ts';
import { makeDirectory } from './programs/make-directory.ts';
import { removeDirectory } from './programs/remove-directory.ts';
import { removeFile } from './programs/remove-file.ts';
import { reserveFile } from './programs/reserve-file.ts';
import { sizeFile } from './programs/size-file.ts';
import { simulatedDevices } from './simulated-devices.ts';
import type { DiskOptions } from './simulated-disks.ts';
import { fileFolders } from './simulated-folders.ts';
import { simulatedLvm } from './simulated-lvm.ts';
import { simulatedMounts } from './simulated-mounts.ts';
import { forgetSource, imageBytes } from './simulated-storage.ts';

type Answer = Partial<RunResult>;

const refuse = (code: number, stderr: string): Answer => ({ code, stderr: `${stderr}\n` });

/** What the programs of this folder do to a simulated host. */
export function simulatedBricks(options: DiskOptions = {}): readonly SimulatedProgram[] {
  return [...simulatedDevices(options), ...simulatedLvm, ...simulatedMounts, ...simulatedFiles];
}

const simulatedFiles: readonly SimulatedProgram[] = [
  simulate(findMount, { changes: false }, (host, { path }): Answer => {
    const found = host.mountsOn(path);
    if (found.length === 0) return { code: 1 };
    const filesystems = found.map(({ target, source, type, options }) => ({ target, source, fstype: type, options }));
    return { stdout: `${JSON.stringify({ filesystems }, null, 3)}\n` };
  }),

  simulate(listMounts, { changes: false }, (host): Answer => {
    const filesystems = host
      .mounts()
      .map(({ target, source, type, options }) => ({ target, source, fstype: type, options }));
    return filesystems.length === 0 ? { code: 1 } : { stdout: `${JSON.stringify({ filesystems }, null, 3)}\n` };
  }),

  simulate(hostEra, { changes: false }, (host): Answer => {
    const start = 11;
    return { stdout: `${host.bootId()}\n1 (init) S ${'0 '.repeat(18)}${start} 0\n` };
  }),

  simulate(brickTraces, { changes: false }, (host, { root, fstab }): Answer => {
    const lines = (host.files.read(fstab) ?? '')
      .split('\n')
      .filter((line) => line.includes(`${root}/`) && !/^\s*#/.test(line));
    const folders = host.files
      .list(root)
      .filter((name) => name.startsWith('vg_'))
      .flatMap((name) => host.files.list(`${root}/${name}`).map((brick) => `${root}/${name}/${brick}`))
      .filter((path) => path.includes('/brick_') && host.files.kindOf(path) === 'directory');
    const said = [...lines.map((line) => `fstab ${line}`), ...folders.map((path) => `folder ${path}`)];
    return { stdout: said.map((line) => `${line}\n`).join('') };
  }),

  simulate(makeDirectory, { changes: true }, (host, { path }): Answer => {
    if (host.files.kindOf(path) === 'file') return refuse(1, `mkdir: cannot create directory '${path}': File exists`);
    host.files.makeDirectory(path, { parents: true });
    return {};
  }),

  simulate(removeDirectory, { changes: true }, (host, { path }): Answer => {
    const why = { absent: 'No such file or directory', 'not-empty': 'Directory not empty' } as const;
    const more = { 'not-directory': 'Not a directory', busy: 'Device or resource busy' } as const;
    const outcome = host.files.removeDirectory(path);
    return outcome === 'removed' ? {} : refuse(1, `rmdir: failed to remove '${path}': ${{ ...why, ...more }[outcome]}`);
  }),

  simulate(removeFile, { changes: true }, (host, { path }, { fleet }): Answer => {
    if (host.files.kindOf(path) === 'directory') return refuse(1, `rm: cannot remove '${path}': Is a directory`);
    host.files.remove(path);
    forgetSource(host, fleet, path);
    return {};
  }),

  simulate(reserveFile, { changes: true }, (host, { bytes, path }): Answer => {
    const before = imageBytes(host, path) ?? 0;
    const free = freeBytes(host, path) + before;
    const write = (size: number) => host.files.write(path, `image ${size}`);
    // Refused, it leaves what it could get.
    if (bytes > free) {
      return write(free) === 'written'
        ? refuse(1, 'fallocate: fallocate failed: No space left on device')
        : refuse(1, `fallocate: cannot open ${path}: No such file or directory`);
    }
    return write(Math.max(before, bytes)) === 'written'
      ? {}
      : refuse(1, `fallocate: cannot open ${path}: No such file or directory`);
  }),

  simulate(
    sizeFile,
    { changes: true },
    (host, { bytes, path }): Answer =>
      host.files.write(path, `image ${Math.max(imageBytes(host, path) ?? 0, bytes)}`) === 'written'
        ? {}
        : refuse(1, `truncate: cannot open '${path}' for writing: No such file or directory`),
  ),

  simulate(changeGroup, { changes: true }, (host, { gid, path }): Answer => {
    const [user = '0'] = (host.files.ownerOf(path) ?? '').split(':');
    return host.files.change(path, { owner: `${user}:${gid}` }) === 'changed'
      ? {}
      : refuse(1, `chown: cannot access '${path}': No such file or directory`);
  }),

  simulate(
    changeMode,
    { changes: true },
    (host, { mode, path }): Answer =>
      host.files.change(path, { mode }) === 'changed'
        ? {}
        : refuse(1, `chmod: cannot access '${path}': No such file or directory`),
  ),

  simulate(fileFacts, { changes: false }, (host, { path }): Answer => {
    const kind = host.files.kindOf(path);
    if (kind === 'absent') return refuse(1, `stat: cannot statx '${path}': No such file or directory`);
    const bytes = kind === 'directory' ? 4096 : (imageBytes(host, path) ?? host.files.read(path)?.length ?? 0);
    const [uid = '0', gid = '0'] = (host.files.ownerOf(path) ?? '').split(':');
    const words = [
      kind === 'directory' ? 'directory' : bytes === 0 ? 'regular empty file' : 'regular file',
      bytes,
      Math.ceil(bytes / 512),
      512,
      1792,
      12,
      uid,
      gid,
      host.files.modeOf(path),
      path,
    ];
    return { stdout: `${words.join('|')}\n` };
  }),
];

/** Of the folder that an image lies in; folders that nobody gave a size have no end. */
function freeBytes(host: SimulatedHost, path: string): number {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const total = fileFolders(host)[folder];
  if (total === undefined) return Number.MAX_SAFE_INTEGER;
  const used = host.files.list(folder).reduce((sum, name) => sum + (imageBytes(host, `${folder}/${name}`) ?? 0), 0);
  return total - used;
}
