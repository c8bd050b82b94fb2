/** Volumes on Gluster: clusters, nodes, devices, bricks, volumes. */
import type { AnyOperation } from '../../kernel/operations/index.ts';
import { cleanBricks } from './operations/clean-bricks.ts';
import { createVolume } from './operations/create-volume.ts';
import { deleteVolume } from './operations/delete-volume.ts';
import { removeDevice } from './operations/remove-device.ts';
import { DEFAULT_SETTINGS, type VolumeSettings } from './settings.ts';

export type { Durability } from './durability.ts';
export { volumeMigrations } from './migrations.ts';
export type { CreateVolumeInput } from './operations/create-volume-input.ts';
export { DEFAULT_SETTINGS, type VolumeOption, type VolumeSettings } from './settings.ts';

/**
 * The operations of this domain: volume.create, volume.delete, device.remove, brick.clean.
 *
 * @example
 * const definitions = createDefinitions([...volumeOperations({ ...DEFAULT_SETTINGS, zoneChecking: 'strict' })]);
 */
export function volumeOperations(settings: VolumeSettings = DEFAULT_SETTINGS): readonly AnyOperation[] {
  return [createVolume(settings), deleteVolume(settings), removeDevice(settings), cleanBricks(settings)];
}
