import { call, findLinesCall, type HostSession, keepOneLine, type LineKey } from '../../../kernel/remote/index.ts';
import { isMadeByGluster, mountOf, snapshotBrick } from '../brick-paths.ts';
import { errors } from '../errors.ts';
import { requireDone } from '../require-done.ts';
import type { VolumeSettings } from '../settings.ts';
import type { Backing } from './backing.ts';
import { fileBacking } from './file.ts';
import { fstabLock } from '../lock-names.ts';
import { lvmThin } from './lvm-thin.ts';
import { changeGroup } from './programs/change-group.ts';
import { changeMode } from './programs/change-mode.ts';
import { fileFacts } from './programs/file-facts.ts';
import { findMount } from './programs/find-mount.ts';
import { listUsers } from './programs/list-users.ts';
import { makeDirectory } from './programs/make-directory.ts';
import { makeXfs } from './programs/make-xfs.ts';
import { mount } from './programs/mount.ts';
import { removeDirectory } from './programs/remove-directory.ts';
import { umount } from './programs/umount.ts';
import { type BrickProvisioner, type BrickSpec, type BrickState, type IsPoolShared, notShared } from './provisioner.ts';

/** The group may write, and what is made below belongs to the group. */
const GROUP_MODE = '2775';

/** Of the processes that use a brick. */
const MOST_NAMED = 10;

/** Bricks of both kinds (contract heketi-engine §4.5); what differs is in their backings. */
export function brickProvisioner(settings: VolumeSettings): BrickProvisioner {
  return {
    observe: (host, brick) => observe(host, brick, settings),
    prepare: (host, brick) => prepare(host, brick, settings),
    attach: (host, brick) => attach(host, brick, settings),
    isMounted,
    enter: (host, brick) => enter(host, brick, settings),
    isEntered: (host, brick) => isEntered(host, brick, settings),
    remove: (host, brick, isPoolShared = notShared) => remove(host, brick, settings, isPoolShared),
  };
}

async function isMounted(host: HostSession, brick: BrickSpec): Promise<boolean> {
  return (await host.read(call(findMount, { path: mountOf(brick) }))) !== 'not-mounted';
}

async function isEntered(host: HostSession, brick: BrickSpec, { fstab }: VolumeSettings): Promise<boolean> {
  return (await host.read(findLinesCall(fstab, mountedOn(mountOf(brick))))).length > 0;
}

async function enter(host: HostSession, brick: BrickSpec, settings: VolumeSettings): Promise<void> {
  const target = mountOf(brick);
  await keepInFstab(host, settings, target, backingOf(brick, settings).fstabLine(brick, target, settings));
}

async function attach(host: HostSession, brick: BrickSpec, settings: VolumeSettings): Promise<void> {
  if (await isMounted(host, brick)) return;
  const backing = backingOf(brick, settings);
  const target = mountOf(brick);
  await makePath(host, target);
  const mounting = call(mount, { options: backing.mountOptions(settings), source: backing.source(brick), target });
  requireDone(host, mounting, await host.change(mounting));
  if (!(await isMounted(host, brick))) throw errors.BRICK_NOT_MOUNTED({ host: host.id, brick: brick.id, target });
}

async function observe(host: HostSession, brick: BrickSpec, settings: VolumeSettings): Promise<BrickState> {
  if (brick.isForeign === true || isNowhere(brick)) return { kind: 'absent' };
  const storage = await backingOf(brick, settings).observe(host, brick);
  const hasMount = await isMounted(host, brick);
  const isInFstab = await isEntered(host, brick, settings);
  const folder = hasMount ? await folderState(host, brick) : 'absent';
  if (storage === 'whole' && hasMount && isInFstab !== isMadeByGluster(brick) && folder === 'ready')
    return { kind: 'ready' };
  if (storage === 'absent' && !hasMount && !isInFstab) return { kind: 'absent' };
  const words = [
    `storage ${storage}`,
    hasMount ? 'mounted' : 'not mounted',
    isInFstab ? 'in fstab' : 'not in fstab',
    `folder ${folder}`,
  ];
  return { kind: 'partial', found: words.join(', ') };
}

async function folderState(host: HostSession, brick: BrickSpec): Promise<'ready' | 'not ready' | 'absent'> {
  const facts = await host.read(call(fileFacts, { path: brick.path }));
  if (facts === 'absent') return 'absent';
  const isOwned = brick.gid === 0 || (facts.gid === brick.gid && facts.mode === GROUP_MODE);
  return facts.type === 'directory' && isOwned ? 'ready' : 'not ready';
}

async function prepare(host: HostSession, brick: BrickSpec, settings: VolumeSettings): Promise<void> {
  const backing = backingOf(brick, settings);
  const target = mountOf(brick);
  // What is mounted has been formatted whole, and must never be formatted again.
  if (!(await isMounted(host, brick))) {
    await backing.make(host, brick, settings);
    await format(host, brick, settings);
    await makePath(host, target);
    await enter(host, brick, settings);
    const mounting = call(mount, { options: backing.mountOptions(settings), source: backing.source(brick), target });
    requireDone(host, mounting, await host.change(mounting));
    if (!(await isMounted(host, brick))) throw errors.BRICK_NOT_MOUNTED({ host: host.id, brick: brick.id, target });
  } else {
    await enter(host, brick, settings);
  }
  await makeFolder(host, brick);
}

async function format(host: HostSession, brick: BrickSpec, settings: VolumeSettings): Promise<void> {
  const { xfsStripe } = settings;
  const backing = backingOf(brick, settings);
  const make = call(makeXfs, {
    device: backing.source(brick),
    ...(brick.role === 'arbiter' ? { arbiter: { maxPercent: 100 } } : {}),
    ...(xfsStripe === undefined || brick.role === 'arbiter'
      ? {}
      : { stripe: { geometry: `su=${xfsStripe.unit},sw=${xfsStripe.width}` } }),
  });
  let outcome = await host.change(make);
  if (outcome.kind === 'holds-file-system') {
    // An earlier run was cut off before its mount, perhaps within mkfs. What is used after all is not destroyed by this.
    await backing.destroy(host, brick, notShared);
    await backing.make(host, brick, settings);
    outcome = await host.change(make);
  }
  requireDone(host, make, outcome);
}

async function makeFolder(host: HostSession, brick: BrickSpec): Promise<void> {
  const { path } = brick;
  await makePath(host, path);
  if (brick.gid === 0) return;
  const own = call(changeGroup, { gid: brick.gid, path });
  requireDone(host, own, await host.change(own));
  const open = call(changeMode, { mode: GROUP_MODE, path });
  requireDone(host, open, await host.change(open));
}

/** One line of the directory, or none. */
async function keepInFstab(
  host: HostSession,
  { fstab }: VolumeSettings,
  target: string,
  line: string | undefined,
): Promise<void> {
  await keepOneLine(host, fstab, mountedOn(target), line, { locks: [fstabLock(host.id)] });
}

/** Lines of fstab are known by where they mount something. */
function mountedOn(target: string): LineKey {
  return { number: 2, key: target };
}

async function makePath(host: HostSession, path: string): Promise<void> {
  const make = call(makeDirectory, { path });
  requireDone(host, make, await host.change(make));
}

async function remove(
  host: HostSession,
  brick: BrickSpec,
  settings: VolumeSettings,
  isPoolShared: IsPoolShared,
): Promise<void> {
  // Whoever made a foreign one has its data still.
  if (brick.isForeign === true || isNowhere(brick)) return;
  const target = mountOf(brick);
  if (await isMounted(host, brick)) {
    const detach = call(umount, { path: target });
    const outcome = await host.change(detach);
    if (outcome.kind === 'busy') throw await busy(host, brick, target, settings);
    if (outcome.kind !== 'not-mounted') requireDone(host, detach, outcome);
  }
  // Before the storage: a line whose device is gone keeps the host from starting.
  await keepInFstab(host, settings, target, undefined);
  await backingOf(brick, settings).destroy(host, brick, isPoolShared);
  await removeEmpty(host, target);
  // The bricks of a volume on one host share it.
  const { folder } = snapshotBrick(brick.path) ?? {};
  if (folder !== undefined) await removeEmpty(host, folder);
}

async function busy(
  host: HostSession,
  brick: BrickSpec,
  target: string,
  { namesBrickUsers }: VolumeSettings,
): Promise<Error> {
  const found = namesBrickUsers ? await host.read(call(listUsers, { path: target })) : 'unknown';
  // Nobody: it has ended in the meantime.
  if (found === 'unknown' || found.length === 0) return errors.BRICK_BUSY({ host: host.id, brick: brick.id, target });
  const named = found.slice(0, MOST_NAMED).map(({ pid, command }) => `${command} (${pid})`);
  const more = found.length > MOST_NAMED ? [`${found.length - MOST_NAMED} more`] : [];
  return errors.BRICK_BUSY({ host: host.id, brick: brick.id, target, users: [...named, ...more].join(', ') });
}

async function removeEmpty(host: HostSession, path: string): Promise<void> {
  const clear = call(removeDirectory, { path });
  const outcome = await host.change(clear);
  // Somebody wrote into it while nothing was mounted. It is not ours to delete, and takes no space of the device.
  if (outcome.kind !== 'absent' && outcome.kind !== 'not-empty') requireDone(host, clear, outcome);
}

/** Gluster is to make it, and nobody knows of anything that it made. */
function isNowhere({ pool, lv }: BrickSpec): boolean {
  return pool !== undefined && lv === undefined;
}

function backingOf({ kind }: BrickSpec, settings: VolumeSettings): Backing {
  switch (kind) {
    case 'lvm-thin':
      return lvmThin(settings);
    case 'file':
      return fileBacking;
  }
}
