import type { ClusterInfo, DeviceInfo, NodeInfo } from '../../domains/volumes/index.ts';
import type { Reach } from '../../kernel/identity/index.ts';
import { type AnyAsk, reachOf } from './route.ts';

/** What who asks may see inside of a thing that they may see. */
export interface Sight {
  /** Whether the devices of nodes of this project. */
  readonly seesDevices: (project: string) => boolean;
  /** Whether the id of this volume: a cluster holds volumes of any project. */
  readonly seesVolume: (volume: string) => boolean;
}

/** Looks up what who asks may see inside of clusters, nodes or devices. */
export async function sightOf(ask: AnyAsk, things: readonly (ClusterInfo | NodeInfo | DeviceInfo)[]): Promise<Sight> {
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

function volumesIn(thing: ClusterInfo | NodeInfo | DeviceInfo): readonly string[] {
  if ('volumes' in thing) return thing.volumes;
  if ('devices' in thing) return thing.devices.flatMap(volumesIn);
  return thing.bricks.flatMap(({ volume }) => (volume === '' ? [] : [volume]));
}
