import type { ClusterInfo, DeviceInfo, NodeInfo, VolumeInfo } from '../../domains/volumes/index.ts';
import type { Reach } from '../../kernel/identity/index.ts';
import { type AnyAsk, reachOf } from './route.ts';

/** What who asks may see inside of a thing that they may see. */
export interface Sight {
  /** Whether the devices of nodes of this project. */
  readonly seesDevices: (project: string) => boolean;
  /** Whether the id of this volume, or block volume: clusters and hosting volumes hold those of any project. */
  readonly seesVolume: (volume: string) => boolean;
}

/** Looks up what who asks may see inside of clusters, nodes or devices. */
export async function sightOf(
  ask: AnyAsk,
  things: readonly (ClusterInfo | NodeInfo | DeviceInfo | VolumeInfo)[],
): Promise<Sight> {
  const [ofDevices, ofVolumes] = await Promise.all([reachOf(ask, 'device.read'), reachOf(ask, 'volume.read')]);
  const seesDevices = (project: string): boolean => isIn(ofDevices, project);
  if (ofVolumes === 'everywhere') return { seesDevices, seesVolume: () => true };
  if (ofVolumes.length === 0) return { seesDevices, seesVolume: () => false };
  const ids = [...new Set(things.flatMap(volumesIn))];
  const projects = await ask.parts.volumes.volumes.projectsOf(ids);
  const seesVolume = (volume: string): boolean => isIn(ofVolumes, projects.get(volume));
  return { seesDevices, seesVolume };
}

function isIn(reach: Reach, project: string | undefined): boolean {
  return reach === 'everywhere' || (project !== undefined && reach.includes(project));
}

function volumesIn(thing: ClusterInfo | NodeInfo | DeviceInfo | VolumeInfo): readonly string[] {
  if ('volumes' in thing) return [...thing.volumes, ...thing.blockVolumes];
  if ('storageHosts' in thing) return thing.hosting?.blockVolumes ?? [];
  if ('devices' in thing) return thing.devices.flatMap(volumesIn);
  return thing.bricks.flatMap(({ volume }) => (volume === '' ? [] : [volume]));
}
