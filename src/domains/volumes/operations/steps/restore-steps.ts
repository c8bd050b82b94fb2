import type { ForwardOnlyStep, StepContext } from '../../../../kernel/operations/index.ts';
import { snapshotBrick } from '../../brick-paths.ts';
import type { BrickProvisioner } from '../../bricks/provisioner.ts';
import { errors } from '../../errors.ts';
import { glusterOn } from '../../gluster/gluster-driver.ts';
import type { GlusterVolume } from '../../gluster/programs/volume-info.ts';
import { snapshotsOn } from '../../gluster/snapshots-on.ts';
import type { PlacedBrick } from '../../placed-brick.ts';
import { placeOf } from './brick-steps.ts';
import { noteBricks } from './clone-steps.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';
import { lookForVolume, notInPool } from './look-for-volume.ts';
import type { KnownSnapshot } from './snapshot-steps.ts';

/**
 * Stops a volume, puts it back to a snapshot, and notes where its bricks are now. Where Gluster refuses, the volume runs
 * again until the next try.
 *
 * @param bricks as they were, in Gluster's order
 */
export function restoreVolume(
  place: GlusterPlace,
  snapshot: KnownSnapshot,
  bricks: readonly PlacedBrick[],
): ForwardOnlyStep {
  const { name, volume } = snapshot;
  return {
    key: 'restore',
    title: `stop the Gluster volume ${volume} and put it back to the snapshot ${name}`,
    ...onGluster(place),
    forwardOnly: 'what was written since the snapshot is lost',
    // Where its bricks are has to be noted, too.
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const { host } = context;
      const driver = glusterOn(host, place);
      const before = await find(context, place, snapshot);
      if (!isRestored(before, snapshot)) {
        if (before.status === 'started') await driver.stop(volume);
        try {
          await snapshotsOn(host, place).restore(name, volume);
        } catch (error) {
          if (errors.GLUSTER_REFUSED.is(error)) await driver.start(volume);
          throw error;
        }
      }
      await noteBricks(context, await find(context, place, snapshot), bricks);
      return null;
    },
  };
}

async function find(context: StepContext, place: GlusterPlace, { volume, volumeBricks }: KnownSnapshot) {
  const found = await lookForVolume(context, place, { name: volume, bricks: volumeBricks, isIt: () => true });
  if (found === undefined) throw notInPool(context.host.id, volumeBricks, `it has no volume ${volume}`);
  return found;
}

function isRestored({ bricks }: GlusterVolume, { stem }: KnownSnapshot): boolean {
  return bricks.every(({ name }) => snapshotBrick(name.replace(/^[^/]*:/, ''))?.stem === stem);
}

/** What a restored brick was before: Gluster leaves it, and its line in fstab would mount it at each start. */
export function removeOldBrick(provisioner: BrickProvisioner, brick: PlacedBrick): ForwardOnlyStep {
  return {
    key: `remove-old-${brick.id}`,
    title: `remove what brick ${brick.id} was before, from ${brick.storageHostname}, device ${brick.deviceName}`,
    ...placeOf(brick),
    forwardOnly: 'the volume does not have it any more',
    observe: async ({ host }) => {
      const state = await provisioner.observe(host, brick);
      if (state.kind === 'absent') return { kind: 'done', result: null };
      return { kind: 'not-done', found: state.kind === 'ready' ? 'the whole old brick' : state.found };
    },
    run: async ({ host }) => {
      // What it is now lies in the same pool.
      await provisioner.remove(host, brick, () => Promise.resolve(true));
      return null;
    },
  };
}
