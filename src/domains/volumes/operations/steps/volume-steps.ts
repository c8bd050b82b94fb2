import type { ForwardOnlyStep, ReversibleStep, StepContext } from '../../../../kernel/operations/index.ts';
import type { Durability } from '../../durability.ts';
import { errors } from '../../errors.ts';
import { type GlusterDriver, glusterOn } from '../../gluster/gluster-driver.ts';
import type { GlusterVolume } from '../../gluster/programs/volume-info.ts';
import type { VolumeOption } from '../../settings.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';

export const CREATE_KEY = 'gluster-volume';

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
    title: `create the Gluster volume ${name} of ${bricks.length} bricks`,
    ...onGluster(place),
    observe: async (context) => {
      const found = await gluster(context, place).find(name);
      if (found === undefined) return { kind: 'not-done', found: 'no such volume' };
      if (isOurs(found, bricks) && found.bricks.length === bricks.length)
        return { kind: 'done', result: { glusterId: found.glusterId } };
      return { kind: 'not-done', found: `a volume of ${found.bricks.length} bricks` };
    },
    run: async (context) => {
      const driver = gluster(context, place);
      const before = await driver.find(name);
      if (before !== undefined && !isOurs(before, bricks))
        throw errors.GLUSTER_VOLUME_FOREIGN({ volume: name, reason: 'its bricks are not those of this operation' });
      return { glusterId: await driver.create(name, durability, bricks, before) };
    },
    // A volume with other bricks was there before us, and stays.
    undo: (context) => removeIfIt(gluster(context, place), name, (found) => isOurs(found, bricks)),
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
export function requireNoSnapshots(place: GlusterPlace, name: string): ReversibleStep {
  return {
    key: 'snapshots',
    title: `check that the Gluster volume ${name} has no snapshots`,
    ...onGluster(place),
    observe: async (context) => {
      const snapshots = await gluster(context, place).snapshots(name);
      return snapshots === 0 ? { kind: 'done', result: null } : { kind: 'not-done', found: `${snapshots} snapshots` };
    },
    run: async (context) => {
      const snapshots = await gluster(context, place).snapshots(name);
      if (snapshots > 0) throw errors.VOLUME_HAS_SNAPSHOTS({ volume: name, snapshots });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

/** Gluster deletes no volume while a member of the pool is down, not even one without a brick of it [recorded]. */
export function requireAllPeers(place: GlusterPlace, name: string): ReversibleStep {
  const down = async (context: StepContext): Promise<readonly string[]> =>
    (await gluster(context, place).members()).filter(({ isConnected }) => !isConnected).map((member) => member.name);
  return {
    key: 'peers',
    title: `check that no host of the pool is down`,
    ...onGluster(place),
    observe: async (context) => {
      const peers = await down(context);
      return peers.length === 0
        ? { kind: 'done', result: null }
        : { kind: 'not-done', found: `${peers.join(', ')} down` };
    },
    run: async (context) => {
      const peers = await down(context);
      if (peers.length > 0) throw errors.GLUSTER_PEERS_DOWN({ volume: name, peers });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

/** @param isIt another volume of the name, made since, is left alone */
export function stopGlusterVolume(
  place: GlusterPlace,
  name: string,
  isIt: (volume: GlusterVolume) => boolean,
): ForwardOnlyStep {
  return {
    key: 'stop',
    title: `stop the Gluster volume ${name}`,
    ...onGluster(place),
    forwardOnly: 'clients have lost the volume, and it is to be deleted',
    observe: async (context) => {
      const found = await gluster(context, place).find(name);
      return found?.status === 'started' && isIt(found)
        ? { kind: 'not-done', found: 'it runs' }
        : { kind: 'done', result: null };
    },
    run: async (context) => {
      const driver = gluster(context, place);
      const found = await driver.find(name);
      if (found?.status === 'started' && isIt(found)) await driver.stop(name);
      return null;
    },
  };
}

/** @param isIt another volume of the name, made since, is left alone */
export function deleteGlusterVolume(
  place: GlusterPlace,
  name: string,
  isIt: (volume: GlusterVolume) => boolean,
): ForwardOnlyStep {
  return {
    key: 'delete',
    title: `delete the Gluster volume ${name}`,
    ...onGluster(place),
    forwardOnly: 'Gluster does not take the bricks of a deleted volume back',
    observe: async (context) => {
      const found = await gluster(context, place).find(name);
      return found === undefined || !isIt(found)
        ? { kind: 'done', result: null }
        : { kind: 'not-done', found: `it is ${found.status}` };
    },
    run: async (context) => {
      await removeIfIt(gluster(context, place), name, isIt);
      return null;
    },
  };
}

async function removeIfIt(
  driver: GlusterDriver,
  name: string,
  isIt: (volume: GlusterVolume) => boolean,
): Promise<void> {
  const found = await driver.find(name);
  if (found === undefined || !isIt(found)) return;
  if (found.status === 'started') await driver.stop(name);
  await driver.remove(name);
}

/** Whether a volume has these bricks, or the first of them. */
export function isOurs({ bricks }: GlusterVolume, wanted: readonly string[]): boolean {
  return bricks.length <= wanted.length && bricks.every(({ name }, index) => name === wanted[index]);
}

function gluster({ host }: StepContext, { members }: GlusterPlace): GlusterDriver {
  return glusterOn(host, members);
}
