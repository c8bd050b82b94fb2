import { howMany } from '../../../../kernel/how-many.ts';
import type { ForwardOnlyStep, ReversibleStep, StepContext } from '../../../../kernel/operations/index.ts';
import type { Durability } from '../../durability.ts';
import { errors } from '../../errors.ts';
import { type GlusterDriver, glusterOn } from '../../gluster/gluster-driver.ts';
import type { GlusterVolume } from '../../gluster/programs/volume-info.ts';
import type { VolumeOption } from '../../settings.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';
import { knowsHostsOf, lookForVolume, notInPool, type VolumeSought } from './look-for-volume.ts';
import { orNotDone } from './or-not-done.ts';

export const CREATE_KEY = 'gluster-volume';

/** `Host g4 is not in 'Peer in Cluster' state` [recorded]. */
const NO_PEER = /not in 'Peer in Cluster' state/;

export interface VolumeToCreate {
  readonly name: string;
  readonly durability: Durability;
  /** `host:path`, in Gluster's order. */
  readonly bricks: readonly string[];
}

/** Makes the volume of its bricks; neither started nor with options. */
export function createGlusterVolume(place: GlusterPlace, volume: VolumeToCreate): ReversibleStep {
  const { name, durability, bricks } = volume;
  return {
    key: CREATE_KEY,
    title: `create the Gluster volume ${name} of ${howMany(bricks.length, 'brick')}`,
    ...onGluster(place),
    observe: async (context) => {
      const found = await gluster(context, place).find(name);
      if (found === undefined) return { kind: 'not-done', found: 'no such volume' };
      if (isOurs(found, bricks) && found.bricks.length === bricks.length)
        return { kind: 'done', result: { glusterId: found.glusterId } };
      return { kind: 'not-done', found: `a volume of ${howMany(found.bricks.length, 'brick')}` };
    },
    run: async (context) => {
      const { host } = context;
      const driver = glusterOn(host, place);
      const before = await driver.find(name);
      if (before !== undefined && !isOurs(before, bricks))
        throw errors.GLUSTER_VOLUME_FOREIGN({ volume: name, reason: 'its bricks are not those of this operation' });
      try {
        return { glusterId: await driver.create(name, durability, bricks, before) };
      } catch (error) {
        if (!errors.GLUSTER_REFUSED.is(error) || !NO_PEER.test(error.message)) throw error;
        const members = await driver.members();
        if (knowsHostsOf(bricks, place)(host.id, members)) throw error;
        // It blames the host of a brick, and is itself the one to keep away from.
        throw notInPool(host.id, bricks, error.message);
      }
    },
    // A volume with other bricks was there before us, and stays.
    undo: (context) => removeIfThere(context, place, { name, bricks, isIt: (found) => isOurs(found, bricks) }),
  };
}

/** All or nothing of them; none has to be taken back, since the volume goes with them. */
export function setVolumeOptions(place: GlusterPlace, name: string, options: readonly VolumeOption[]): ReversibleStep {
  return {
    key: 'options',
    title: `set ${options.length === 1 ? 'one option' : `${options.length} options`} of the Gluster volume ${name}`,
    ...onGluster(place),
    observe: async (context) => {
      const found = await gluster(context, place).find(name);
      // A group of options becomes others in the volume: nobody can tell whether it was set.
      const open = options.filter(({ key, value }) => key === 'group' || found?.options[key] !== value);
      if (open.length === 0) return { kind: 'done', result: null };
      return { kind: 'not-done', found: `without ${open.map(({ key }) => key).join(', ')}` };
    },
    run: async (context) => {
      await gluster(context, place).set(name, options);
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

export function startGlusterVolume(place: GlusterPlace, name: string): ReversibleStep {
  return {
    key: 'start',
    title: `start the Gluster volume ${name}`,
    ...onGluster(place),
    observe: async (context) => {
      const found = await gluster(context, place).find(name);
      if (found?.status === 'started') return { kind: 'done', result: null };
      return { kind: 'not-done', found: found === undefined ? 'no such volume' : `it is ${found.status}` };
    },
    run: async (context) => {
      await gluster(context, place).start(name);
      return null;
    },
    undo: (context) => gluster(context, place).stop(name),
  };
}

/** Looks before anything is stopped: a volume with snapshots cannot be deleted, and must go on as before. */
export function requireNoSnapshots(place: GlusterPlace, volume: VolumeSought): ReversibleStep {
  const { name } = volume;
  const count = async (context: StepContext): Promise<number> => {
    const known = await gluster(context, place).snapshots(name);
    return known ?? (await lookForVolume(context, place, volume))?.snapshots ?? 0;
  };
  return {
    key: 'snapshots',
    title: `check that the Gluster volume ${name} has no snapshots`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () => {
        const snapshots = await count(context);
        return snapshots === 0
          ? { kind: 'done', result: null }
          : { kind: 'not-done', found: howMany(snapshots, 'snapshot') };
      }),
    run: async (context) => {
      const snapshots = await count(context);
      if (snapshots > 0) throw errors.VOLUME_HAS_SNAPSHOTS({ volume: name, snapshots });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

/**
 * Gluster deletes no volume while a member of the pool is down, not even one without a brick of it [recorded], and no
 * snapshot whole. A host that is not in the pool is found here too, before anything is stopped.
 */
export function requireAllPeers(
  place: GlusterPlace,
  volume: VolumeSought,
  /** What is to become of it, for the error. */
  verb = 'deleted',
): ReversibleStep {
  const { name } = volume;
  const down = async (context: StepContext): Promise<readonly string[]> => {
    const { host } = context;
    const members = await glusterOn(host, place).members();
    if (!knowsHostsOf(volume.bricks, place)(host.id, members)) await lookForVolume(context, place, volume);
    return members.filter(({ isConnected }) => !isConnected).map((member) => member.name);
  };
  return {
    key: 'peers',
    title: `check that no host of the pool is down`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () => {
        const peers = await down(context);
        return peers.length === 0
          ? { kind: 'done', result: null }
          : { kind: 'not-done', found: `${peers.join(', ')} down` };
      }),
    run: async (context) => {
      const peers = await down(context);
      if (peers.length > 0) throw errors.GLUSTER_PEERS_DOWN({ volume: name, peers, verb });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

/** Another volume of the name, made since, is left alone. */
export function stopGlusterVolume(place: GlusterPlace, volume: VolumeSought): ForwardOnlyStep {
  const { name } = volume;
  return {
    key: 'stop',
    title: `stop the Gluster volume ${name}`,
    ...onGluster(place),
    forwardOnly: 'clients have lost the volume, and it is to be deleted',
    observe: (context) =>
      orNotDone(async () => {
        const found = await lookForVolume(context, place, volume);
        return found?.status === 'started' ? { kind: 'not-done', found: 'it runs' } : { kind: 'done', result: null };
      }),
    run: async (context) => {
      const found = await lookForVolume(context, place, volume);
      if (found?.status === 'started') await gluster(context, place).stop(name);
      return null;
    },
  };
}

/** Another volume of the name, made since, is left alone. */
export function deleteGlusterVolume(place: GlusterPlace, volume: VolumeSought): ForwardOnlyStep {
  return {
    key: 'delete',
    title: `delete the Gluster volume ${volume.name}`,
    ...onGluster(place),
    forwardOnly: 'Gluster does not take the bricks of a deleted volume back',
    observe: (context) =>
      orNotDone(async () => {
        const found = await lookForVolume(context, place, volume);
        return found === undefined
          ? { kind: 'done', result: null }
          : { kind: 'not-done', found: `it is ${found.status}` };
      }),
    run: async (context) => {
      await removeIfThere(context, place, volume);
      return null;
    },
  };
}

export async function removeIfThere(context: StepContext, place: GlusterPlace, volume: VolumeSought): Promise<void> {
  const found = await lookForVolume(context, place, volume);
  if (found === undefined) return;
  const driver = gluster(context, place);
  if (found.status === 'started') await driver.stop(volume.name);
  await driver.remove(volume.name);
}

/** Whether a volume has these bricks, or the first of them. */
export function isOurs({ bricks }: GlusterVolume, wanted: readonly string[]): boolean {
  return bricks.length <= wanted.length && bricks.every(({ name }, index) => name === wanted[index]);
}

function gluster({ host }: StepContext, place: GlusterPlace): GlusterDriver {
  return glusterOn(host, place);
}

/** Before a volume is taken over: it is the one that was examined, with the same bricks. */
export function requireAsExamined(
  place: GlusterPlace,
  {
    name,
    glusterId,
    bricks,
  }: { readonly name: string; readonly glusterId: string; readonly bricks: readonly string[] },
): ReversibleStep {
  const whyNot = async (context: StepContext): Promise<string | undefined> => {
    const isIt = (found: GlusterVolume): boolean => found.glusterId === glusterId;
    const found = await lookForVolume(context, place, { name, bricks, isIt });
    if (found === undefined) return `there is no volume ${name} with the id ${glusterId}`;
    const isSame = isOurs(found, bricks) && found.bricks.length === bricks.length;
    return isSame ? undefined : `the volume ${name} has other bricks`;
  };
  return {
    key: 'as-examined',
    title: `check that the Gluster volume ${name} is as it was examined`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () => {
        const found = await whyNot(context);
        return found === undefined ? { kind: 'done', result: null } : { kind: 'not-done', found };
      }),
    run: async (context) => {
      const found = await whyNot(context);
      if (found !== undefined) throw errors.DRIFT_MOVED({ host: context.host.id, found });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}
