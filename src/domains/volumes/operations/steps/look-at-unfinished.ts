import type { Json, ReversibleStep, StepContext } from '../../../../kernel/operations/index.ts';
import { blockSizeGib } from '../../block/block-size.ts';
import { errors } from '../../errors.ts';
import type { GlusterVolume } from '../../gluster/programs/volume-info.ts';
import { glusterBrick, type PlacedBrick } from '../../placed-brick.ts';
import { type BlockPlace, lookForBlock, onHosting } from './block-place.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';
import { askThePool } from './look-for-volume.ts';

export const LOOK_KEY = 'look';

/** Type aliases, so that they count as JSON. */
export type VolumeLook = {
  /** What Gluster has under the name of the volume; null for nothing. Names of bricks are `host:path`. */
  readonly found: {
    readonly glusterId: string;
    readonly status: GlusterVolume['status'];
    readonly bricks: readonly string[];
  } | null;
  /** Ours that are in volumes of other names. */
  readonly elsewhere: readonly { readonly brick: string; readonly volume: string }[];
};

export type BlockLook = { readonly sizeGib: number; readonly usableGib: number };

interface Unfinished {
  readonly volume: { readonly name: string };
  /** What is held. */
  readonly bricks: readonly PlacedBrick[];
  readonly rest?: readonly PlacedBrick[];
}

/** Asks Gluster how far work came that nobody has followed. */
export function lookAtUnfinished(place: GlusterPlace, { volume, bricks, rest = [] }: Unfinished): ReversibleStep {
  const ids = new Map(bricks.filter(({ path }) => path !== '').map((brick) => [glusterBrick(brick), brick.id]));
  // A volume without bricks may be anywhere in the pool.
  const known = [...bricks, ...rest].map(({ storageHostname }) => storageHostname);
  const hosts = known.length > 0 ? [...new Set(known)] : Object.keys(place.members);
  const look = async (context: StepContext): Promise<VolumeLook> => {
    const names = hosts.map((host) => `${host}:/`);
    const all = await askThePool(context, place, names, (driver) => driver.all());
    const found = all.find(({ name }) => name === volume.name);
    return {
      found:
        found === undefined
          ? null
          : { glusterId: found.glusterId, status: found.status, bricks: found.bricks.map(({ name }) => name) },
      elsewhere: all
        .filter((other) => other !== found)
        .flatMap((other) =>
          other.bricks.flatMap(({ name }) => {
            const brick = ids.get(name);
            return brick === undefined ? [] : [{ brick, volume: other.name }];
          }),
        ),
    };
  };
  return {
    key: LOOK_KEY,
    title: `look how far the work on the volume ${volume.name} came`,
    ...onGluster(place),
    ...onlyLooking(look),
  };
}

/** Asks gluster-block how large a block volume is whose expansion nobody has followed. */
export function lookAtBlock({
  place,
  sizeGib,
}: {
  readonly place: BlockPlace;
  readonly sizeGib: number;
}): ReversibleStep {
  const look = async (context: StepContext): Promise<BlockLook> => {
    const found = await lookForBlock(context, place);
    if (found === undefined)
      throw errors.GLUSTER_BLOCK_REFUSED({
        program: 'gluster-block info',
        block: `${place.hosting.name}/${place.name}`,
        reason: 'there is no such block volume',
      });
    const size = blockSizeGib(found.size, [sizeGib]);
    const others = Object.values(found.otherSizes).map((text) => blockSizeGib(text, [sizeGib]));
    return { sizeGib: size, usableGib: Math.min(size, ...others) };
  };
  return {
    key: LOOK_KEY,
    title: `look how large the block volume ${place.name} in ${place.hosting.name} is`,
    ...onHosting(place),
    ...onlyLooking(look),
  };
}

function onlyLooking(look: (context: StepContext) => Promise<Json>): Pick<ReversibleStep, 'observe' | 'run' | 'undo'> {
  return {
    // Only a look can tell, and it is the work itself.
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: look,
    undo: () => Promise.resolve(),
  };
}
