import type { CodedError } from '../../../kernel/errors.ts';
import type { Reader } from '../../../kernel/operations/index.ts';
import { errors } from '../errors.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import { type BlockVolumeFound, findBlockVolume } from '../inventory/read-block-volume.ts';
import { readClusterViews } from '../inventory/read-cluster-views.ts';
import type { VolumeSettings } from '../settings.ts';
import { brickNamesOf } from './read-hostings.ts';
import type { BlockPlace } from './steps/block-place.ts';
import { glusterPlaceOf } from './steps/gluster-place.ts';

/** What is known of a block volume that is to be worked on. */
export interface BlockVolumeAtHand {
  readonly found: BlockVolumeFound | undefined;
  readonly cluster: ClusterView | undefined;
  /** `host:path` of its hosting volume's. */
  readonly bricks: readonly string[];
}

export async function readBlockVolumeAtHand(reader: Reader, id: string): Promise<BlockVolumeAtHand> {
  const found = await findBlockVolume(reader, id);
  if (found === undefined) return { found, cluster: undefined, bricks: [] };
  const [[cluster], bricks] = await Promise.all([
    readClusterViews(reader, found.cluster),
    brickNamesOf(reader, [found.hosting]),
  ]);
  return { found, cluster, bricks: bricks.get(found.hosting) ?? [] };
}

export type Held =
  | { readonly kind: 'free'; readonly found: BlockVolumeFound; readonly place: BlockPlace }
  | { readonly kind: 'refused'; readonly error: CodedError };

/** Whether nobody else works on it, and where it is. */
export function takeBlockVolume(
  { found, cluster, bricks }: BlockVolumeAtHand,
  id: string,
  settings: VolumeSettings,
  avoid: readonly string[],
): Held {
  if (found === undefined || cluster === undefined)
    return { kind: 'refused', error: errors.BLOCK_VOLUME_NOT_FOUND({ blockVolume: id }) };
  const { state, operation, hostingState, hostingOperation } = found;
  if (state !== 'ready' || operation !== null) {
    const how = state === 'ready' ? 'busy' : state;
    return { kind: 'refused', error: errors.BLOCK_VOLUME_BUSY({ blockVolume: id, state: how, operation }) };
  }
  if (hostingState !== 'ready')
    return {
      kind: 'refused',
      error: errors.BLOCK_VOLUME_BUSY({
        blockVolume: id,
        state: `in a volume that is ${hostingState}`,
        operation: hostingOperation,
      }),
    };
  const place: BlockPlace = {
    gluster: glusterPlaceOf(cluster, settings, avoid),
    hosting: { id: found.hosting, name: found.hostingName, glusterId: found.hostingGlusterId, bricks },
    name: found.name,
  };
  return { kind: 'free', found, place };
}
