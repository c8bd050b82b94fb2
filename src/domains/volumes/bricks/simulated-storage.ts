import type { SimulatedFleet, SimulatedHost } from '../../../kernel/remote/index.ts';

/**
 * What the brick programs keep on a simulated host beside its files and mounts: volume groups, and which device or image
 * holds which file system. An image is a file with the text `image <bytes>`.
 */
export interface LvmState {
  readonly groups: Record<string, VolumeGroup>;
  /** Uuids of physical volumes, by the kernel's names of their devices. */
  readonly physical: Record<string, string>;
}

export interface VolumeGroup {
  readonly device: string;
  readonly extentKib: number;
  readonly totalKib: number;
  readonly volumes: Record<string, SimulatedVolume>;
}

export interface SimulatedVolume {
  readonly sizeKib: number;
  /** Of a pool. */
  readonly metadataKib?: number;
  /** Of a thin volume. */
  readonly pool?: string;
  /** How full a pool is, in percent; nearly empty without it. For tests. */
  readonly fill?: { readonly data: number; readonly metadata: number };
}

export function lvmOf(host: SimulatedHost): LvmState {
  return host.state<LvmState>('lvm', { groups: {}, physical: {} });
}

/** What pools take; thin volumes take nothing of their own. */
export function usedKib({ volumes, extentKib }: VolumeGroup): number {
  const whole = (kib: number): number => Math.ceil(kib / extentKib) * extentKib;
  return Object.values(volumes)
    .filter(({ pool }) => pool === undefined)
    .reduce((sum, { sizeKib, metadataKib = 0 }) => sum + whole(sizeKib) + whole(metadataKib), 0);
}

/** The logical volume behind `/dev/mapper/<group>-<name>`; names of ours have no dashes. */
export function findVolumeByPath(host: SimulatedHost, path: string): SimulatedVolume | undefined {
  const [group = '', name = ''] = path.replace('/dev/mapper/', '').split('-');
  return lvmOf(host).groups[group]?.volumes[name];
}

/** Bytes of the image file; undefined when there is none. */
export function imageBytes(host: SimulatedHost, path: string): number | undefined {
  const digits = /^image (?<bytes>\d+)$/.exec(host.files.read(path) ?? '')?.groups?.['bytes'];
  return digits === undefined ? undefined : Number(digits);
}

/** Size of what could be formatted: a thin volume or an image. */
export function sourceBytes(host: SimulatedHost, source: string): number | undefined {
  const volume = findVolumeByPath(host, source);
  return volume === undefined ? imageBytes(host, source) : volume.sizeKib * 1024;
}

interface FormatState {
  readonly of: Record<string, string>;
  made: number;
}

function formats(host: SimulatedHost): FormatState {
  return host.state<FormatState>('xfs', { of: {}, made: 0 });
}

/** The file system on a device or image; another one after each mkfs. */
export function fileSystemOn(host: SimulatedHost, source: string): string | undefined {
  return formats(host).of[source];
}

export function formatSource(host: SimulatedHost, source: string): void {
  const state = formats(host);
  state.made += 1;
  state.of[source] = `${host.id}:${source}#${state.made}`;
}

/** The device or image is gone, and what was on it. */
export function forgetSource(host: SimulatedHost, fleet: SimulatedFleet, source: string): void {
  const { of } = formats(host);
  const fileSystem = of[source];
  if (fileSystem !== undefined) fleet.wipeFileSystem(fileSystem);
  delete of[source];
}

/** Which image stands behind a loop device; gone with the power. */
export function loopsOf(host: SimulatedHost): Record<string, string> {
  return host.memory<Record<string, string>>('loops', {});
}

/** Makes an empty volume group, as adding a device does. */
export function addVolumeGroup(
  host: SimulatedHost,
  name: string,
  { pvUuid = `uuid-${name}`, ...group }: Omit<VolumeGroup, 'volumes'> & { readonly pvUuid?: string },
): void {
  const { groups, physical } = lvmOf(host);
  groups[name] = { ...group, volumes: {} };
  physical[group.device] = pvUuid;
}
