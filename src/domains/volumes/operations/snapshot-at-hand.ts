import type { CodedError } from '../../../kernel/errors.ts';
import type { Reader } from '../../../kernel/operations/index.ts';
import { errors } from '../errors.ts';
import { findSnapshot, type SnapshotFound } from '../inventory/read-snapshot.ts';
import { glusterBrick } from '../placed-brick.ts';
import type { KnownSnapshot } from './steps/snapshot-steps.ts';
import { readVolumeView, type VolumeAtHand, type VolumeView, volumeAtHand } from './volume-at-hand.ts';

/** A snapshot that an operation is about, with its volume. */
export interface SnapshotView extends VolumeView {
  readonly snapshot: SnapshotFound | undefined;
}

export interface SnapshotAtHand extends VolumeAtHand {
  readonly snapshot: SnapshotFound;
  readonly known: KnownSnapshot;
}

export async function readSnapshotView(reader: Reader, id: string): Promise<SnapshotView> {
  const snapshot = await findSnapshot(reader, id);
  return { snapshot, ...(await readVolumeView(reader, snapshot?.volume ?? '')) };
}

/** The snapshot, or why an operation cannot have it: SNAPSHOT_NOT_FOUND, SNAPSHOT_BUSY, VOLUME_BUSY. */
export function snapshotAtHand(view: SnapshotView, id: string): SnapshotAtHand | CodedError {
  const { snapshot } = view;
  if (snapshot === undefined) return errors.SNAPSHOT_NOT_FOUND({ snapshot: id });
  const { state, operation, glusterId, stem } = snapshot;
  if (state !== 'ready' || operation !== null || glusterId === null || stem === null)
    return errors.SNAPSHOT_BUSY({ snapshot: id, state: state === 'ready' ? 'busy' : state, operation });
  const found = volumeAtHand(view, snapshot.volume);
  if (found instanceof Error) return found;
  const known = {
    id,
    name: snapshot.name,
    glusterId,
    stem,
    volume: found.volume.name,
    volumeBricks: found.bricks.map(({ brick }) => glusterBrick(brick)),
  };
  return { ...found, snapshot, known };
}
