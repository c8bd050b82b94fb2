import { MOUNT_ROOT, volumeGroup } from '../brick-paths.ts';
import type { HostRead } from './facts.ts';
import { type Finding, finding } from './finding.ts';
import { fstabTargets } from './fstab-targets.ts';
import { ourBrick } from './our-brick.ts';
import type { StoredNode, StoreView } from './store-view.ts';
import { indexView } from './view-index.ts';

const VOLUME = /^(?:brick|tp)_(?<brick>[0-9a-f]{32})$/;
const GROUP = /^vg_(?<device>[0-9a-f]{32})$/;
const FOLDER = 'a folder';
const IMAGE = /^(?<brick>[0-9a-f]{32})\.img$/;

/** What is on a host under our names, of a brick that no row has: all of its traces in one finding. */
export function unknownBricks(view: StoreView, node: StoredNode, host: HostRead): readonly Finding[] {
  const { bricks: known, pools } = indexView(view);
  const traces = new Map<string, { readonly device: string; readonly brick: string; readonly what: string[] }>();
  const note = (device: string, brick: string, what: string): void => {
    if (known.has(brick)) return;
    const key = `${device}/${brick}`;
    const found = traces.get(key) ?? { device, brick, what: [] };
    found.what.push(what);
    traces.set(key, found);
  };
  const noteAt = (path: string, what: string): void => {
    const ours = path.startsWith(`${MOUNT_ROOT}/`) ? ourBrick(path) : undefined;
    if (ours !== undefined) note(ours.device, ours.brick, what);
  };
  for (const { group, name } of host.lvm?.volumes ?? []) {
    const { brick } = VOLUME.exec(name)?.groups ?? {};
    const { device } = GROUP.exec(group)?.groups ?? {};
    if (brick !== undefined && device !== undefined && !pools.has(`${group}/${name}`))
      note(device, brick, `the logical volume ${name}`);
  }
  for (const [device, folder] of host.folderDevices) {
    if (folder === 'absent') continue;
    for (const entry of folder.entries) {
      const { brick } = IMAGE.exec(entry)?.groups ?? {};
      if (brick !== undefined) note(device, brick, `the image ${entry}`);
    }
  }
  for (const { target } of host.mounts) noteAt(target, 'a mount');
  for (const target of fstabTargets(host)) noteAt(target, 'a line in fstab');
  for (const path of host.folders) noteAt(path, FOLDER);
  return [...traces.values()].flatMap(({ device, brick, what }) => unknownBrick(view, node, device, brick, what));
}

function unknownBrick(
  view: StoreView,
  { id: node, host, storageHostname }: StoredNode,
  device: string,
  brick: string,
  what: readonly string[],
): readonly Finding[] {
  const row = view.devices.find(({ id }) => id === device);
  if (row?.isHeld === true) return [];
  const isLvm = row?.kind === 'lvm-thin' || what.some((each) => each.startsWith('the logical volume'));
  const kind = isLvm ? 'lvm-thin' : row?.kind;
  return [
    finding('brick-unknown', `${host}/${device}/${brick}`, {
      project: view.project,
      objects: { host, node, ...(row === undefined ? {} : { device }), name: brick },
      found: `${storageHostname} has ${what.join(', ')} of a brick ${brick} that is not recorded`,
      details: { brick, device, deviceName: row?.name ?? '', kind: kind ?? null },
      // An empty mount point holds nothing: a removal that was cut off before its last command leaves one.
      ...(what.join() === FOLDER ? { severity: 'info' } : {}),
      // Without its device nobody can tell where its data would be.
      isRepairable: kind !== undefined,
    }),
  ];
}

/** Volume groups under our names that are no device's. */
export function unknownGroups(
  view: StoreView,
  { id: node, host, storageHostname }: StoredNode,
  read: HostRead,
): readonly Finding[] {
  const known = new Set(view.devices.map(({ id }) => volumeGroup(id)));
  const groups = (read.lvm?.physical ?? []).flatMap(({ group = '', device }) =>
    GROUP.test(group) && !known.has(group) ? [{ group, device }] : [],
  );
  return groups.map(({ group, device }) =>
    finding('group-unknown', `${host}/${group}`, {
      project: view.project,
      objects: { host, node, name: group },
      found: `${device} on ${storageHostname} has the volume group ${group} of a device that is not recorded`,
    }),
  );
}
