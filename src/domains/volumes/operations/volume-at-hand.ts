import type { CodedError } from '../../../kernel/errors.ts';
import type { Reader } from '../../../kernel/operations/index.ts';
import { errors } from '../errors.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import { type BrickFound, bricksOfVolume, findVolume, type VolumeFound } from '../inventory/read-volume.ts';

/** A volume that an operation is about. */
export interface VolumeView {
  readonly volume: VolumeFound | undefined;
  readonly bricks: readonly BrickFound[];
  readonly cluster: ClusterView | undefined;
}

/** One that nobody else works on. */
export interface VolumeAtHand {
  readonly volume: VolumeFound;
  readonly bricks: readonly BrickFound[];
  readonly cluster: ClusterView;
}

export async function readVolumeView(reader: Reader, id: string): Promise<VolumeView> {
  const volume = await findVolume(reader, id);
  const [bricks, [cluster]] = await Promise.all([
    bricksOfVolume(reader, id),
    volume === undefined ? [] : readClusterViews(reader, volume.cluster),
  ]);
  return { volume, bricks, cluster };
}

/** The volume, or why an operation cannot have it: VOLUME_NOT_FOUND, VOLUME_BUSY. */
export function volumeAtHand({ volume, bricks, cluster }: VolumeView, id: string): VolumeAtHand | CodedError {
  if (volume === undefined || cluster === undefined) return errors.VOLUME_NOT_FOUND({ volume: id });
  const held = bricks.find(({ state, operation }) => state !== 'ready' || operation !== null);
  if (volume.state === 'ready' && volume.operation === null && held === undefined) return { volume, bricks, cluster };
  const state = volume.state === 'ready' ? 'busy' : volume.state;
  return errors.VOLUME_BUSY({ volume: volume.id, state, operation: volume.operation ?? held?.operation ?? null });
}

/** Gluster takes snapshots of thin volumes of LVM alone, and names what it makes by the places of bricks. */
export function whyNoSnapshots({ volume, bricks }: VolumeAtHand): CodedError | undefined {
  if (volume.block) return errors.VOLUME_HOSTS_BLOCKS({ volume: volume.name });
  if (!volume.bricksOrdered) return errors.VOLUME_ORDER_UNKNOWN({ volume: volume.name, cluster: volume.cluster });
  const inFile = bricks.find(({ brick }) => brick.kind === 'file');
  if (inFile === undefined) return undefined;
  const { id, storageHostname, deviceName } = inFile.brick;
  const reason = `brick ${id} lies in a file, in ${deviceName} of ${storageHostname}`;
  return errors.SNAPSHOT_IMPOSSIBLE({ volume: volume.name, reason });
}
