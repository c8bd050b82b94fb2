import type { SimulatedFleet, SimulatedHost } from '../../../kernel/remote/index.ts';
import { hostOf, isBrickOfPool, type Pool, type SimulatedBrick } from './simulated-pool.ts';

/** `trusted.glusterfs.volume-id` of brick folders. It stays when the volume is deleted, and goes with the file system. */
function volumeIds(fleet: SimulatedFleet): Record<string, string> {
  return fleet.state<Record<string, string>>('gluster-volume-ids', {});
}

/** Undefined when nothing is mounted above the path. */
function placeOf(host: SimulatedHost, path: string): string | undefined {
  const mount = host.mountOver(path);
  return mount === undefined ? undefined : `${mount.fileSystem}${path.slice(mount.target.length)}`;
}

export function volumeIdOf(fleet: SimulatedFleet, brick: SimulatedBrick): string | undefined {
  const place = placeOf(hostOf(fleet, brick), brick.path);
  return place === undefined ? undefined : volumeIds(fleet)[place];
}

/** Marks a brick's folder as one of a volume; makes it when it is missing. */
export function takeFolder(fleet: SimulatedFleet, brick: SimulatedBrick, volumeId: string): void {
  const host = hostOf(fleet, brick);
  host.files.makeDirectory(brick.path);
  const place = placeOf(host, brick.path);
  if (place !== undefined) volumeIds(fleet)[place] = volumeId;
}

/** Why a volume cannot have a brick, as the glusterd of its host says it; undefined when it can. */
export function whyNotABrick(
  fleet: SimulatedFleet,
  pool: Pool,
  brick: SimulatedBrick,
  { force }: { readonly force: boolean },
): string | undefined {
  const { name, path } = brick;
  const host = hostOf(fleet, brick);
  if (isBrickOfPool(pool, name))
    return `Brick: ${name} not available. Brick may be containing or be contained by an existing brick.`;
  if (host.files.kindOf(path.slice(0, path.lastIndexOf('/'))) !== 'directory')
    return `Failed to create brick directory for brick ${name}. Reason : No such file or directory `;
  const orForce = `Or use 'force' at the end of the command if you want to override this behavior.`;
  if (host.mountsOn(path).length > 0)
    return `The brick ${name} is a mount point. Please create a sub-directory under the mount point and use that as the brick directory. ${orForce}`;
  if (placeOf(host, path) === undefined)
    return `The brick ${name} is being created in the root partition. It is recommended that you don't use the system's root partition for storage backend. ${orForce}`;
  if (!force && volumeIdOf(fleet, brick) !== undefined) return `${path} is already part of a volume`;
  return undefined;
}
