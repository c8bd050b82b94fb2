import type { StepContext } from '../../../../kernel/operations/index.ts';
import { type BlockDriver, blockOn } from '../../block/block-driver.ts';
import type { BlockKnown } from '../../block/programs/block-info.ts';
import { errors } from '../../errors.ts';
import { hostingLock } from '../../lock-names.ts';
import type { GlusterPlace } from './gluster-place.ts';
import { lookForVolume } from './look-for-volume.ts';

/** Where a block volume is, or is to be. A type alias, so that it counts as JSON in a stage's data. */
export type BlockPlace = {
  readonly gluster: GlusterPlace;
  readonly hosting: {
    readonly id: string;
    readonly name: string;
    /** Null when it was never recorded, or is not made yet. */
    readonly glusterId: string | null;
    /** `host:path`. */
    readonly bricks: readonly string[];
  };
  /** In the hosting volume. */
  readonly name: string;
};

/** Filling a large block volume takes as long as its disks are slow, and others of its hosting volume wait. */
const BLOCK_DEADLINE_MS = 60 * 60_000;

export function onHosting({ gluster, hosting }: Pick<BlockPlace, 'gluster' | 'hosting'>) {
  return { host: gluster.hosts, locks: [hostingLock(hosting.id)], deadlineMs: BLOCK_DEADLINE_MS };
}

export function pathOf({ hosting, name }: BlockPlace): { readonly volume: string; readonly name: string } {
  return { volume: hosting.name, name };
}

export function blocks({ host }: StepContext): BlockDriver {
  return blockOn(host);
}

/**
 * The block volume, as the step's host knows it. That its hosting volume is not there counts only from the pool of its
 * bricks.
 *
 * @throws GLUSTER_NOT_IN_POOL
 */
export async function lookForBlock(context: StepContext, place: BlockPlace): Promise<BlockKnown | undefined> {
  const found = await blocks(context).find(pathOf(place));
  if (found.kind === 'block') return found;
  if (found.kind === 'no-block') return undefined;
  const { gluster, hosting, name } = place;
  const { glusterId, bricks } = hosting;
  const isIt = (volume: { readonly glusterId: string }): boolean =>
    glusterId === null || volume.glusterId === glusterId;
  const volume = await lookForVolume(context, gluster, { name: hosting.name, bricks, isIt });
  if (volume === undefined) return undefined;
  throw errors.GLUSTER_BLOCK_REFUSED({
    program: 'gluster-block info',
    block: `${hosting.name}/${name}`,
    reason: 'it knows no such hosting volume, and Gluster has it',
  });
}
