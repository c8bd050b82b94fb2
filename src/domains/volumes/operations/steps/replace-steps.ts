import type { ForwardOnlyStep, ReversibleStep, StepContext } from '../../../../kernel/operations/index.ts';
import { type Durability, quorumOf } from '../../durability.ts';
import { errors } from '../../errors.ts';
import { type GlusterDriver, glusterOn } from '../../gluster/gluster-driver.ts';
import type { BrickHealth } from '../../gluster/programs/volume-heal-info.ts';
import type { GlusterVolume } from '../../gluster/programs/volume-info.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';
import { lookForVolume } from './look-for-volume.ts';
import { orNotDone } from './or-not-done.ts';

export const REPLACE_KEY = 'replace';

export interface Replacement {
  readonly volume: string;
  readonly durability: Durability;
  /** Our ids, for messages, and `host:path`. */
  readonly old: { readonly id: string; readonly name: string };
  readonly new: { readonly id: string; readonly name: string };
  /** `host:path` of the other bricks of the set. */
  readonly peers: readonly string[];
}

/** Whether the rest of the set can do without the old brick (contract heketi-engine §2.7 step 4). */
export function requireExpendable(place: GlusterPlace, replacement: Replacement): ReversibleStep {
  const { volume, old } = replacement;
  const whyNeeded = async (context: StepContext): Promise<Needed | undefined> => {
    const driver = gluster(context, place);
    if (await isReplaced(context, place, replacement)) return undefined;
    return whyBrickIsNeeded(await driver.health(volume), replacement);
  };
  return {
    key: 'expendable',
    title: `check that the volume ${volume} can do without brick ${old.id}`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () => {
        const needed = await whyNeeded(context);
        return needed === undefined ? { kind: 'done', result: null } : { kind: 'not-done', found: needed.reason };
      }),
    run: async (context) => {
      const needed = await whyNeeded(context);
      if (needed !== undefined) throw errors.BRICK_NEEDED({ brick: old.id, volume, ...needed });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

export function replaceBrick(place: GlusterPlace, replacement: Replacement): ForwardOnlyStep {
  const { volume, old } = replacement;
  return {
    key: REPLACE_KEY,
    title: `replace brick ${old.id} of the volume ${volume} by ${replacement.new.id}`,
    ...onGluster(place),
    forwardOnly: 'Gluster has begun to fill the new brick, and writes nothing to the old one any more',
    observe: (context) =>
      orNotDone(async () =>
        (await isReplaced(context, place, replacement))
          ? { kind: 'done', result: null }
          : { kind: 'not-done', found: 'the old brick is in the volume' },
      ),
    run: async (context) => {
      if (!(await isReplaced(context, place, replacement)))
        await gluster(context, place).replaceBrick(volume, old.name, replacement.new.name);
      return null;
    },
  };
}

/** Also where nobody waits for it. A step of its own, so that it is done though nobody saw the replacing end. */
export function beginHeal(place: GlusterPlace, { volume, new: next }: Replacement): ForwardOnlyStep {
  return {
    key: 'begin-heal',
    title: `have brick ${next.id} filled`,
    ...onGluster(place),
    forwardOnly: 'Gluster fills the new brick by itself, sooner or later',
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      await askToHeal(context, place, volume);
      return null;
    },
  };
}

/** The old brick is the last resort until the new one has everything. */
export function requireHealed(place: GlusterPlace, replacement: Replacement, key = 'healed'): ForwardOnlyStep {
  const { volume } = replacement;
  const whyOpen = async (context: StepContext): Promise<string | undefined> =>
    whyNotHealed(await gluster(context, place).health(volume), replacement);
  return {
    key,
    title: `wait until brick ${replacement.new.id} has all its data`,
    ...onGluster(place),
    forwardOnly: 'the old brick is out of the volume',
    observe: async (context) => {
      const reason = await whyOpen(context);
      return reason === undefined ? { kind: 'done', result: null } : { kind: 'not-done', found: reason };
    },
    run: async (context) => {
      const reason = await whyOpen(context);
      if (reason === undefined) return null;
      await askToHeal(context, place, volume);
      throw errors.BRICK_NOT_HEALED({ brick: replacement.new.id, volume, reason });
    },
  };
}

/**
 * A self-heal daemon that looks before all of what a new brick lacks is on its list finds the rest ten minutes later, if
 * nobody sends it [seen on a real host].
 */
export async function askToHeal(context: StepContext, place: GlusterPlace, volume: string): Promise<void> {
  try {
    await gluster(context, place).heal(volume);
  } catch (error) {
    // For some seconds after a start it has no daemon to send. The next try asks anew.
    if (!errors.GLUSTER_REFUSED.is(error)) throw error;
  }
}

/**
 * @throws GLUSTER_VOLUME_FOREIGN when the volume has neither brick, or is not there; GLUSTER_NOT_IN_POOL
 */
export async function isReplaced(
  context: StepContext,
  place: GlusterPlace,
  replacement: Replacement,
): Promise<boolean> {
  const { volume, old, new: next, peers } = replacement;
  const has = ({ bricks }: GlusterVolume, wanted: string): boolean => bricks.some(({ name }) => name === wanted);
  const found = await lookForVolume(context, place, {
    name: volume,
    bricks: [old.name, ...peers],
    isIt: (each) => has(each, old.name) || has(each, next.name),
  });
  if (found !== undefined) return has(found, next.name);
  throw errors.GLUSTER_VOLUME_FOREIGN({ volume, reason: `it has neither ${old.name} nor ${next.name}` });
}

/** `up` of the `needed` other bricks are online, where too few are. */
type Needed = { readonly reason: string; readonly up?: number; readonly needed?: number };

export function whyBrickIsNeeded(
  health: readonly BrickHealth[],
  { durability, old, peers }: Pick<Replacement, 'durability' | 'old' | 'peers'>,
): Needed | undefined {
  const entries = health.find(({ name }) => name === old.name)?.entries ?? 0;
  if (entries > 0) return { reason: `${entries} entries have to be healed from it` };
  const up = health.filter(({ name, isConnected }) => isConnected && peers.includes(name)).length;
  const needed = quorumOf(durability);
  const reason = `only ${up} of the ${needed} other bricks that its set needs are online`;
  return up < needed ? { reason, up, needed } : undefined;
}

/** A number that nobody knows counts as open. */
export function whyNotHealed(
  health: readonly BrickHealth[],
  { new: next, peers }: Pick<Replacement, 'new' | 'peers'>,
): string | undefined {
  for (const name of [next.name, ...peers]) {
    const brick = health.find((each) => each.name === name);
    if (brick?.entries === undefined) return `nobody knows what ${name} still has to give`;
    if (brick.entries > 0) return `${brick.entries} entries have to be healed from ${name}`;
  }
  return undefined;
}

function gluster({ host }: StepContext, place: GlusterPlace): GlusterDriver {
  return glusterOn(host, place);
}
