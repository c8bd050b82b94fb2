import { blockDevice, logicalVolume, mountPoint, poolOf, volumeGroup } from '../brick-paths.ts';
import type { BrickFound } from '../inventory/read-volume.ts';
import { compareDevice } from './compare-device.ts';
import type { DeviceFill, Thresholds } from './comparison.ts';
import type { HostRead } from './facts.ts';
import { type Finding, finding } from './finding.ts';
import { indexHost } from './host-index.ts';
import { liesAsOurs } from './our-brick.ts';
import { settledIn } from './settled.ts';
import type { StoredDevice, StoredNode, StoreView } from './store-view.ts';
import { unknownBricks, unknownGroups } from './unknown-storage.ts';
import { indexView } from './view-index.ts';

export interface HostComparison {
  readonly findings: readonly Finding[];
  readonly fills: readonly DeviceFill[];
  /** Present when all bricks of the host are mounted. */
  readonly wholeEra?: { readonly node: string; readonly era: string } | undefined;
}

/** The bricks and devices of one host that could be read. */
export function compareHost(view: StoreView, node: StoredNode, host: HostRead, thresholds: Thresholds): HostComparison {
  const devices = view.devices.filter((device) => device.node === node.id);
  const bricks = settledIn(view).bricks.filter((brick) => brick.node === node.id && liesAsOurs(brick.brick));
  const ofBricks = bricks.flatMap((brick) => compareBrick(view, brick, host));
  const unknown = unknownBricks(view, node, host);
  const isOn = (device: StoredDevice, { code, objects }: Finding): boolean =>
    objects.device === device.id && ['storage-missing', 'brick-unknown'].includes(code);
  const ofDevices = devices.map((device) => {
    const isClear = ![...ofBricks, ...unknown].some((each) => isOn(device, each));
    return compareDevice(view, device, host, { ...thresholds, isClear });
  });
  const isGone = new Set(
    ofDevices.flatMap(({ findings }) =>
      findings.filter(({ code }) => code === 'device-missing').map(({ objects }) => objects.device),
    ),
  );
  const unmounted = ofBricks.filter(({ code }) => code === 'brick-not-mounted');
  return {
    findings: [
      // With its device, a brick is gone too: that is said once.
      ...ofBricks.filter(({ code, objects }) => code !== 'storage-missing' || !isGone.has(objects.device)),
      ...lostAtBoot(view, node, host, unmounted),
      ...unknown,
      ...unknownGroups(view, node, host),
      ...ofDevices.flatMap(({ findings }) => findings),
    ],
    fills: ofDevices.flatMap(({ fill }) => (fill === undefined ? [] : [fill])),
    wholeEra: unmounted.length === 0 ? { node: node.id, era: host.era } : undefined,
  };
}

function compareBrick(view: StoreView, { brick, node, volume }: BrickFound, host: HostRead): readonly Finding[] {
  const { id, device, storageHostname } = brick;
  const owner = indexView(view).volumes.get(volume);
  const { mounted, inFstab } = indexHost(host);
  const target = mountPoint(device, id);
  const about = {
    project: owner?.project ?? 'default',
    objects: { host: brick.host, node, device, brick: id, ...(volume === null ? {} : { volume }) },
  };
  const words = `brick ${id} of the volume ${owner?.name ?? 'unknown'} on ${storageHostname}`;
  if (!hasStorage(brick, host)) {
    const gone = brick.kind === 'file' ? `${brick.deviceName}/${id}.img` : blockDevice(brick);
    return [finding('storage-missing', id, { ...about, found: `${words} has lost its data: ${gone} is not there` })];
  }
  return [
    ...(mounted.has(target)
      ? []
      : [finding('brick-not-mounted', id, { ...about, found: `${words} is not mounted on ${target}` })]),
    ...(inFstab.has(target)
      ? []
      : [finding('brick-not-in-fstab', id, { ...about, found: `${words} has no line in the table of file systems` })]),
  ];
}

function hasStorage(brick: BrickFound['brick'], host: HostRead): boolean {
  const { id, device, kind } = brick;
  if (kind === 'file') {
    const folder = host.folderDevices.get(device);
    return folder !== undefined && folder !== 'absent' && folder.entries.includes(`${id}.img`);
  }
  const group = volumeGroup(device);
  const { volumes } = indexHost(host);
  return volumes.has(`${group}/${logicalVolume(id)}`) && volumes.has(`${group}/${poolOf(brick)}`);
}

/** An era is remembered until all bricks are mounted in the next one. */
function lostAtBoot(
  { project }: StoreView,
  { id, era, host: nodeHost, storageHostname }: StoredNode,
  host: HostRead,
  unmounted: readonly Finding[],
): readonly Finding[] {
  if (era === null || era === host.era || unmounted.length === 0) return [];
  const bricks = unmounted.flatMap(({ objects }) => objects.brick ?? []);
  return [
    finding('bricks-lost-at-boot', id, {
      project,
      objects: { node: id, host: nodeHost },
      found: `${storageHostname} has started anew, and ${bricks.length} of its bricks are not mounted`,
      details: { bricks },
    }),
  ];
}
