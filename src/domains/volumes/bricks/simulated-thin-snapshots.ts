import type { SimulatedFleet, SimulatedHost } from '../../../kernel/remote/index.ts';
import { attach } from './simulated-mounts.ts';
import { forgetSource, formatSource, lvmOf } from './simulated-storage.ts';

/** A thin volume of a simulated host, by the names that LVM and the mount table have for it. */
export interface ThinVolume {
  readonly group: string;
  readonly name: string;
  readonly pool: string;
  readonly sizeKib: number;
  /** Where it is mounted. */
  readonly target: string;
}

/** The thin volume whose file system shows this path; undefined where it is anything else. */
export function thinVolumeUnder(host: SimulatedHost, path: string): ThinVolume | undefined {
  const mount = host.mountOver(path);
  const { group = '', name = '' } =
    /^\/dev\/mapper\/(?<group>[^-]+)-(?<name>.+)$/.exec(mount?.source ?? '')?.groups ?? {};
  const { pool, sizeKib = 0 } = lvmOf(host).groups[group]?.volumes[name] ?? {};
  return mount === undefined || pool === undefined ? undefined : { group, name, pool, sizeKib, target: mount.target };
}

/**
 * A thin snapshot of a mounted volume, in its pool, mounted on a directory that is made for it.
 *
 * @returns the device that it is mounted from
 */
export function snapThinVolume(
  host: SimulatedHost,
  { group, pool, sizeKib, target: from }: ThinVolume,
  name: string,
  target: string,
): string {
  const source = `/dev/mapper/${group}-${name}`;
  const volumes = lvmOf(host).groups[group]?.volumes ?? {};
  volumes[name] = { sizeKib, pool };
  formatSource(host, source);
  mountMade(host, source, target);
  copyTree(host, from, target);
  return source;
}

/** As glusterd mounts what it made: not by fstab. Nothing is done where it is mounted already, or is not there. */
export function mountMade(host: SimulatedHost, source: string, target: string): void {
  host.files.makeDirectory(target, { parents: true });
  attach(host, 'rw,nouuid', source, target);
}

/** Unmounts and removes a thin volume that glusterd made. */
export function dropThinVolume(host: SimulatedHost, fleet: SimulatedFleet, source: string, target: string): void {
  if (host.mountsOn(target).length > 0) host.unmount(target);
  host.files.removeDirectory(target);
  host.files.removeDirectory(target.slice(0, target.lastIndexOf('/')));
  const [group = '', name = ''] = source.replace('/dev/mapper/', '').split('-');
  delete lvmOf(host).groups[group]?.volumes[name];
  forgetSource(host, fleet, source);
}

function copyTree({ files }: Pick<SimulatedHost, 'files'>, from: string, to: string): void {
  for (const name of files.list(from)) {
    const [source, target] = [`${from}/${name}`, `${to}/${name}`];
    if (files.kindOf(source) === 'directory') {
      files.makeDirectory(target);
      copyTree({ files }, source, target);
    } else {
      files.write(target, files.read(source) ?? '');
    }
    files.change(target, { mode: files.modeOf(source) ?? '755', owner: files.ownerOf(source) ?? '0:0' });
  }
}
