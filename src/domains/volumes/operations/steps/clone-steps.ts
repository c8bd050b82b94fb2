import type { ForwardOnlyStep, ReversibleStep, StepContext } from '../../../../kernel/operations/index.ts';
import { poolOf, snapshotBrick, snapshotVolume } from '../../brick-paths.ts';
import type { BrickProvisioner } from '../../bricks/provisioner.ts';
import { errors } from '../../errors.ts';
import { glusterOn } from '../../gluster/gluster-driver.ts';
import type { GlusterVolume } from '../../gluster/programs/volume-info.ts';
import { snapshotsOn } from '../../gluster/snapshots-on.ts';
import { brickNameParts, type PlacedBrick } from '../../placed-brick.ts';
import { noteSnapshotBrick } from '../../tables/brick-table.ts';
import { asItIs, placeOf, takeAway } from './brick-steps.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';
import { lookForVolume, type VolumeSought } from './look-for-volume.ts';
import { removeIfThere } from './volume-steps.ts';

export const CLONE_KEY = 'clone';

export const cloneBrickKey = (brick: string): string => `room-${brick}`;

/** A volume that Gluster makes of a snapshot. A type alias, so that it counts as JSON in a stage's data. */
export type CloneToMake = {
  readonly name: string;
  readonly snapshot: string;
  /** In Gluster's order, which is that of the volume that is cloned: their paths are Gluster's to choose. */
  readonly bricks: readonly PlacedBrick[];
  /** `host:path` of the volume that is cloned: its pool is asked whether there is a clone. */
  readonly origin: readonly string[];
};

/** Before anything is made: Gluster must not have a volume of the name. From then on one that it has is ours. */
export function requireNoVolume(place: GlusterPlace, { name }: CloneToMake): ReversibleStep {
  const found = (context: StepContext) => glusterOn(context.host, place).find(name);
  return {
    key: 'name-free',
    title: `check that Gluster has no volume ${name}`,
    ...onGluster(place),
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      if ((await found(context)) !== undefined)
        throw errors.GLUSTER_VOLUME_FOREIGN({ volume: name, reason: 'it was there before' });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

/**
 * Looks at the pool that a brick of the clone comes into. What is more: when the clone is given up, Gluster leaves the
 * logical volume and its mount behind [recorded], and this takes them away, behind the undoing of the clone itself.
 */
export function makeRoomForClone(
  provisioner: BrickProvisioner,
  brick: PlacedBrick,
  origin: PlacedBrick,
): ReversibleStep {
  return {
    key: cloneBrickKey(brick.id),
    title: `check brick ${origin.id} on ${brick.storageHostname}, whose pool brick ${brick.id} is to share`,
    ...placeOf(brick),
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async ({ host }) => {
      const state = await provisioner.observe(host, origin);
      if (state.kind === 'ready') return null;
      const found = state.kind === 'absent' ? 'nothing of it is there' : state.found;
      throw errors.BRICK_NOT_WHOLE({ brick: origin.id, host: host.id, found });
    },
    undo: async (context) => takeAway(context, provisioner, await asItIs(context, brick)),
  };
}

/** Makes the volume, not started, and notes where Gluster has put its bricks. */
export function cloneVolume(place: GlusterPlace, clone: CloneToMake): ReversibleStep {
  const { name, snapshot, bricks } = clone;
  return {
    key: CLONE_KEY,
    title: `clone the volume ${name} from the snapshot ${snapshot}`,
    ...onGluster(place),
    // Where its bricks are has to be noted, too.
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const before = await lookForVolume(context, place, soughtClone(clone));
      if (before === undefined) await snapshotsOn(context.host, place).clone(snapshot, name);
      const made = before ?? (await glusterOn(context.host, place).find(name));
      if (made === undefined) throw errors.GLUSTER_VOLUME_FOREIGN({ volume: name, reason: 'it is not there any more' });
      await noteBricks(context, made, bricks);
      return { glusterId: made.glusterId };
    },
    undo: (context) => giveUpClone(context, place, clone),
  };
}

/** The same as the undoing of a clone, for a clean-up. */
export function removeClone(place: GlusterPlace, clone: Omit<CloneToMake, 'snapshot'>): ForwardOnlyStep {
  return {
    key: 'delete-clone',
    title: `delete the Gluster volume ${clone.name}, which is half made`,
    ...onGluster(place),
    forwardOnly: 'a clean-up is not taken back',
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      await giveUpClone(context, place, clone);
      return null;
    },
  };
}

/** What its bricks are called has to be noted first: with the volume the last word on it goes. */
async function giveUpClone(
  context: StepContext,
  place: GlusterPlace,
  clone: Omit<CloneToMake, 'snapshot'>,
): Promise<void> {
  const found = await lookForVolume(context, place, soughtClone(clone));
  if (found === undefined) return;
  await noteBricks(context, found, clone.bricks);
  await removeIfThere(context, place, soughtClone(clone));
}

function soughtClone({ name, bricks, origin }: Omit<CloneToMake, 'snapshot'>): VolumeSought {
  return { name, bricks: origin, isIt: (found) => isMadeOf(found, bricks) };
}

/** Made of a snapshot, on the hosts of these bricks. */
function isMadeOf({ bricks: found }: GlusterVolume, bricks: readonly PlacedBrick[]): boolean {
  const hosts = bricks.map(({ storageHostname }) => storageHostname);
  return (
    found.length === hosts.length &&
    found.every(({ name }, index) => {
      const { member: host, path } = brickNameParts(name);
      return host === hosts[index] && snapshotBrick(path) !== undefined;
    })
  );
}

/** @throws GLUSTER_VOLUME_FOREIGN where its bricks are not those that a snapshot has */
export async function noteBricks(
  context: StepContext,
  volume: GlusterVolume,
  bricks: readonly PlacedBrick[],
): Promise<void> {
  const made = madeBricks(volume, bricks);
  if (made === undefined)
    throw errors.GLUSTER_VOLUME_FOREIGN({ volume: volume.name, reason: 'its bricks were not made of a snapshot' });
  const noted = await context.write(made.map(({ id, ...names }) => noteSnapshotBrick(id, names, context.operation)));
  // They are this operation's for as long as it has the stage.
  if (noted.kind === 'refused') throw new TypeError('the rows of its bricks are not there');
}

/** What Gluster has made of a snapshot for these bricks, which are in its order; undefined where it has not. */
export function madeBricks(
  volume: GlusterVolume,
  bricks: readonly PlacedBrick[],
): readonly { readonly id: string; readonly path: string; readonly pool: string; readonly lv: string }[] | undefined {
  if (!isMadeOf(volume, bricks)) return undefined;
  const counts = new Map<string, number>();
  return bricks.map((brick, index) => {
    const { member: host, path } = brickNameParts(volume.bricks[index]?.name ?? '');
    const number = counts.get(host) ?? 0;
    counts.set(host, number + 1);
    return {
      id: brick.id,
      path,
      pool: poolOf(brick),
      lv: snapshotVolume(snapshotBrick(path)?.stem ?? '', number),
    };
  });
}
