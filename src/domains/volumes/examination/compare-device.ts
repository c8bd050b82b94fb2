import { howMany } from '../../../kernel/how-many.ts';
import { poolOf, volumeGroup } from '../brick-paths.ts';
import { MARKER } from '../bricks/file-device.ts';
import type { BrickFound } from '../inventory/read-volume.ts';
import { inGib } from '../sizes.ts';
import type { DeviceFill, Thresholds } from './comparison.ts';
import type { HostRead } from './facts.ts';
import { type Finding, finding, type Severity } from './finding.ts';
import type { StoredDevice, StoreView } from './store-view.ts';
import { indexView } from './view-index.ts';

export interface DeviceComparison {
  readonly findings: readonly Finding[];
  /** Absent without thin pools. */
  readonly fill?: DeviceFill;
}

interface How extends Thresholds {
  /** Nothing is missing on it, and nothing unknown is: only then is its space compared. */
  readonly isClear: boolean;
}

/** From here on a full pool is not only a warning. */
const CRITICAL_PERCENT = 95;
/** Of a file device: what the file system keeps for itself moves by so much. */
const FILE_SLACK = 0.02;

/** The size, the free space and the thin pools of one device. */
export function compareDevice(view: StoreView, device: StoredDevice, host: HostRead, how: How): DeviceComparison {
  if (device.isHeld || device.isHalfDeleted) return { findings: [] };
  return device.kind === 'file' ? folderDevice(view, device, host, how) : lvmDevice(view, device, host, how);
}

function lvmDevice(view: StoreView, device: StoredDevice, { lvm }: HostRead, how: How): DeviceComparison {
  const group = volumeGroup(device.id);
  const physical = lvm?.physical.find((each) => each.group === group);
  if (physical === undefined) return { findings: [missing(view, device, `there is no volume group ${group}`)] };
  const { pools, findings } = poolsOf(view, device, lvm?.volumes.filter((each) => each.group === group) ?? [], how);
  const worst = (of: (pool: PoolFill) => number): number => Math.max(...pools.map(of));
  return {
    findings: [
      ...sizeOf(view, device, physical.totalKib),
      ...(physical.totalKib === device.totalKib && how.isClear && isQuiet(view, device)
        ? groupSpace(view, device, physical.totalKib - physical.freeKib)
        : []),
      ...findings,
    ],
    ...(pools.length === 0
      ? {}
      : {
          fill: {
            device: device.id,
            dataPercent: worst(({ dataPercent }) => dataPercent),
            metadataPercent: worst(({ metadataPercent }) => metadataPercent),
          },
        }),
  };
}

function folderDevice(view: StoreView, device: StoredDevice, { folderDevices }: HostRead, how: How): DeviceComparison {
  const folder = folderDevices.get(device.id);
  if (folder === undefined || folder === 'absent')
    return { findings: [missing(view, device, 'the folder is not there')] };
  if (!folder.entries.includes(MARKER))
    return { findings: [missing(view, device, `the folder has no ${MARKER}: its file system may not be mounted`)] };
  if (!how.isClear || !isQuiet(view, device)) return { findings: [] };
  const ours = device.totalKib - device.usedKib;
  const { freeKib, totalKib } = folder.size;
  // Sparse images leave more free than is recorded; only less is wrong.
  if (freeKib >= ours - totalKib * FILE_SLACK) return { findings: [] };
  return { findings: [space(view, device, `${inGib(freeKib)} are free, and ${inGib(ours)} by what is recorded`)] };
}

function sizeOf(view: StoreView, device: StoredDevice, totalKib: number): readonly Finding[] {
  if (totalKib === device.totalKib) return [];
  const found = `${where(view, device)} has ${inGib(totalKib)}, and ${inGib(device.totalKib)} are recorded`;
  return [
    finding('device-size-differs', device.id, {
      project: view.project,
      objects: objectsOf(device),
      found,
      details: { totalKib },
    }),
  ];
}

/** LVM keeps a spare for the largest metadata of a group, which nobody is charged with, and rounds each brick up. */
function groupSpace(view: StoreView, device: StoredDevice, usedKib: number): readonly Finding[] {
  const bricks = bricksOn(view, device);
  const spareKib = Math.max(0, ...bricks.map(({ brick }) => brick.metadataKib));
  const slackKib = spareKib + device.extentKib * (2 * bricks.length + 1);
  if (Math.abs(usedKib - device.usedKib) <= slackKib) return [];
  return [
    space(view, device, `LVM has given away ${inGib(usedKib)}, and bricks are charged with ${inGib(device.usedKib)}`),
  ];
}

interface PoolFill {
  readonly dataPercent: number;
  readonly metadataPercent: number;
}

function poolsOf(
  view: StoreView,
  device: StoredDevice,
  volumes: readonly { readonly name: string; readonly dataPercent?: number; readonly metadataPercent?: number }[],
  { poolAlarmPercent }: Thresholds,
): { readonly pools: readonly PoolFill[]; readonly findings: readonly Finding[] } {
  const byName = new Map(volumes.map((volume) => [volume.name, volume]));
  const findings: Finding[] = [];
  const pools = bricksOn(view, device).flatMap(({ brick, volume }) => {
    const { id } = brick;
    const pool = byName.get(poolOf(brick));
    if (pool === undefined) return [];
    const fill = { dataPercent: pool.dataPercent ?? 0, metadataPercent: pool.metadataPercent ?? 0 };
    const project = indexView(view).volumes.get(volume)?.project ?? view.project;
    const tell = (code: 'pool-data-full' | 'pool-metadata-full', percent: number, what: string): void => {
      if (percent < poolAlarmPercent) return;
      const severity: Severity = percent >= CRITICAL_PERCENT ? 'critical' : 'warning';
      findings.push(
        finding(code, id, {
          project,
          objects: { ...objectsOf(device), brick: id, ...(volume === null ? {} : { volume }) },
          // In whole percent: a text that changes with each look is no news.
          found: `${what} of the thin pool ${pool.name} on ${where(view, device)} are ${Math.floor(percent)} % full`,
          severity,
        }),
      );
    };
    tell('pool-data-full', fill.dataPercent, 'the data');
    tell('pool-metadata-full', fill.metadataPercent, 'the metadata');
    return [fill];
  });
  return { pools, findings };
}

/** No operation is making or removing a brick on it. */
function isQuiet(view: StoreView, device: StoredDevice): boolean {
  const { volumes } = indexView(view);
  const isHeld = (volume: string | null): boolean => (volumes.get(volume)?.operation ?? null) !== null;
  return bricksOn(view, device).every(
    ({ operation, state, volume }) => operation === null && state === 'ready' && !isHeld(volume),
  );
}

function bricksOn(view: StoreView, { id }: StoredDevice): readonly BrickFound[] {
  return indexView(view).bricksOn.get(id) ?? [];
}

function missing(view: StoreView, device: StoredDevice, why: string): Finding {
  const count = bricksOn(view, device).length;
  return finding('device-missing', device.id, {
    project: view.project,
    objects: objectsOf(device),
    found: `${where(view, device)} is gone, with ${howMany(count, 'brick')}: ${why}`,
  });
}

function space(view: StoreView, device: StoredDevice, why: string): Finding {
  return finding('device-space-differs', device.id, {
    project: view.project,
    objects: objectsOf(device),
    found: `${where(view, device)}: ${why}`,
  });
}

function objectsOf({ id, node, host }: StoredDevice) {
  return { host, node, device: id };
}

function where({ nodes }: StoreView, { node, name }: StoredDevice): string {
  return `device ${name} of ${nodes.find(({ id }) => id === node)?.storageHostname ?? node}`;
}
