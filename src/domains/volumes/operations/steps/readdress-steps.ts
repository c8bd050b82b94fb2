import type { ForwardOnlyStep, ReversibleStep, StepContext } from '../../../../kernel/operations/index.ts';
import { ACCOUNT_LASTS_MS } from '../../../../kernel/hosts/index.ts';
import { howMany } from '../../../../kernel/how-many.ts';
import type { HostId } from '../../../../kernel/remote/index.ts';
import { errors } from '../../errors.ts';
import { type GlusterDriver, glusterOn } from '../../gluster/gluster-driver.ts';
import { isNamed } from '../../gluster/programs/pool-list.ts';
import type { GlusterVolume } from '../../gluster/programs/volume-info.ts';
import { findPeer, learntUuid } from './find-peer.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';
import { orNotDone } from './or-not-done.ts';
import { askToHeal, isReplaced, type Replacement, whyBrickIsNeeded, whyNotHealed } from './replace-steps.ts';

const KNOWN_KEY = 'known-glusterd';
const REACH_DEADLINE_MS = 2 * 60_000;

/** A node that gets other names, and what the pool calls it by now. */
export interface Readdressed {
  readonly node: string;
  readonly host: HostId;
  readonly oldName: string;
}

interface VolumeToRename {
  readonly id: string;
  readonly name: string;
}

/** Which glusterd the node has, before anything is changed: as the others of its pool know it. */
export function learnGlusterd(place: GlusterPlace, { node, host, oldName }: Readdressed): ReversibleStep {
  return {
    key: KNOWN_KEY,
    title: `learn which glusterd the node ${node} has`,
    ...onGluster(place),
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const member = await findPeer(context, place, { name: oldName, host });
      if (member === undefined) throw errors.NODE_NOT_IN_POOL({ node, name: oldName, host: context.host.id });
      return { uuid: member.uuid };
    },
    undo: () => Promise.resolve(),
  };
}

/**
 * That the node is the same machine where it is reached now. Without another node in its pool to say which one it was, that
 * glusterd answers; the keys of hosts are compared at each connection.
 */
export function requireSameMachine({ node, host }: Readdressed, name: string): ReversibleStep {
  return {
    key: 'same-machine',
    title: `reach the node ${node} as ${name}`,
    host,
    deadlineMs: REACH_DEADLINE_MS,
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      // Until then the old address may be used.
      await context.timer.sleep(ACCOUNT_LASTS_MS, context.signal);
      const found = await glusterOn(context.host).ownUuid();
      const wanted = learntUuid(context.results[KNOWN_KEY]);
      if (wanted !== undefined && found !== wanted)
        throw errors.NODE_OTHER_MACHINE({ node, name, found: found ?? 'that says no id', wanted });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

/** That a name leads to the node's glusterd, on each of these hosts. */
export function requireNameLeadsThere(
  place: GlusterPlace,
  hosts: readonly HostId[],
  { node, oldName }: Readdressed,
  name: string,
): ReversibleStep {
  return {
    key: 'name-leads-there',
    title: `check on ${howMany(hosts.length, 'host')} that ${name} leads to the node`,
    ...onGluster(place),
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const wanted = learntUuid(context.results[KNOWN_KEY]);
      // Where a person skipped the step that learns it.
      if (wanted === undefined) throw errors.NODE_NOT_IN_POOL({ node, name: oldName, host: context.host.id });
      const found = await Promise.all(hosts.map((host) => glusterOn(context.on(host), place).uuidBehind(name)));
      for (const [index, host] of hosts.entries())
        if (found[index] !== wanted)
          throw errors.NODE_NAME_ASTRAY({
            name,
            host,
            ...(found[index] === undefined ? {} : { found: found[index] }),
            wanted,
          });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

/** That every set can do without its brick on the node for a while, before the first of them does. */
export function requireExpendables(place: GlusterPlace, replacements: readonly Replacement[]): ReversibleStep {
  return {
    key: 'expendable',
    title: `check that the sets of ${replacements.length} bricks are whole`,
    ...onGluster(place),
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      for (const replacement of replacements) await requireWhole(context, place, replacement);
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

async function requireWhole(context: StepContext, place: GlusterPlace, replacement: Replacement): Promise<void> {
  const { volume, durability, old, peers } = replacement;
  const no = (reason: string) => errors.BRICK_NOT_EXPENDABLE({ brick: old.id, volume, reason });
  const isDone = await isReplaced(context, place, replacement);
  const driver = glusterOn(context.host, place);
  const found = await driver.find(volume);
  if (found?.status !== 'started') throw no(`its volume is ${found?.status ?? 'not there'}`);
  if (durability.kind === 'none') return;
  const reason = whyNotHealed(await driver.health(volume), { new: isDone ? replacement.new : old, peers });
  if (reason !== undefined) throw no(reason);
}

/** From the answer of Gluster on until all bricks and clients have it: they are told one after the other. */
const READ_ONLY_AFTER_MS = 3_000;
/** A minute. */
const MOST_LOOKS = 20;
const BETWEEN_LOOKS_MS = 3_000;
const READ_ONLY = 'features.read-only';
/** Beside it where we made the volume read-only: what an administrator made so stays so, whoever comes to it later. */
const OURS = 'user.hostreeve.read-only';

/**
 * Nobody writes to a volume while a brick of it gets another name: what is deleted or renamed meanwhile comes back when
 * the brick does, on all bricks, since the self-heal daemon does not know then who is right [seen on a real host].
 */
export function keepStill(place: GlusterPlace, volume: VolumeToRename): ReversibleStep {
  return { ...stillStep(place, volume), undo: (context) => letWrite(context, place, volume.name) };
}

/** The same of a volume that is not the first one. */
export function keepNextStill(place: GlusterPlace, volume: VolumeToRename): ForwardOnlyStep {
  return { ...stillStep(place, volume), forwardOnly: 'bricks of other volumes have the new name already' };
}

function stillStep(place: GlusterPlace, { id, name }: VolumeToRename): Omit<ReversibleStep, 'undo'> {
  return {
    key: `still-${id}`,
    title: `make the volume ${name} read-only for a while`,
    ...onGluster(place),
    // Those that were told a moment ago may not have heard it yet.
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const driver = glusterOn(context.host, place);
      if (!isOn(await optionsOf(driver, name), READ_ONLY)) await setStill(driver, name, 'on');
      await context.timer.sleep(READ_ONLY_AFTER_MS, context.signal);
      return null;
    },
  };
}

export function goOnWriting(place: GlusterPlace, volume: VolumeToRename): ForwardOnlyStep {
  const { name } = volume;
  return {
    key: `on-${volume.id}`,
    title: `let clients write to the volume ${name} again`,
    ...onGluster(place),
    forwardOnly: 'its bricks have their new name',
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      await letWrite(context, place, name);
      return null;
    },
  };
}

async function letWrite(context: StepContext, place: GlusterPlace, name: string): Promise<void> {
  const driver = glusterOn(context.host, place);
  if (isOn(await optionsOf(driver, name), OURS)) await setStill(driver, name, 'off');
}

/** Both or neither. */
function setStill(driver: GlusterDriver, volume: string, value: 'on' | 'off'): Promise<void> {
  return driver.set(
    volume,
    [READ_ONLY, OURS].map((key) => ({ key, value })),
  );
}

async function optionsOf(driver: GlusterDriver, volume: string): Promise<GlusterVolume['options']> {
  return (await driver.find(volume))?.options ?? {};
}

function isOn(options: GlusterVolume['options'], key: string): boolean {
  return ['on', 'enable', 'true', 'yes', '1'].includes(options[key] ?? 'off');
}

/** The pool knows the node by the name, too. It keeps it, which does no harm. */
export function givePeerName(place: GlusterPlace, name: string): ReversibleStep {
  const isKnown = async ({ host }: StepContext): Promise<boolean> =>
    (await glusterOn(host, place).members()).some((member) => isNamed(member, name));
  return {
    key: 'name-peer',
    title: `have the pool know the node as ${name}`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () =>
        (await isKnown(context)) ? { kind: 'done', result: null } : { kind: 'not-done', found: 'not known by it' },
      ),
    run: async (context) => {
      if (!(await isKnown(context))) await glusterOn(context.host, place).probe(name);
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

export function renameKey(brick: string): string {
  return `rename-${brick}`;
}

/** The brick goes on at its path under the new name of its host. Between the two halves of it, it is down. */
export function renameBrick(place: GlusterPlace, replacement: Replacement): ForwardOnlyStep {
  const { volume, durability, old } = replacement;
  return {
    key: renameKey(old.id),
    title: `have brick ${old.id} of the volume ${volume} go on as ${replacement.new.name}`,
    ...onGluster(place),
    forwardOnly: 'until all bricks of the node have the new name, some have one and some the other',
    observe: (context) =>
      orNotDone(async () =>
        (await isReplaced(context, place, replacement))
          ? { kind: 'done', result: null }
          : { kind: 'not-done', found: 'it has the old name' },
      ),
    run: async (context) => {
      if (await isReplaced(context, place, replacement)) return null;
      const driver = glusterOn(context.host, place);
      // It may be down already, by a run that came half way: then nobody knows what it would have to give.
      const needed = durability.kind === 'none' ? undefined : await whyNeededWhenStill(context, place, replacement);
      if (needed !== undefined) throw errors.BRICK_NOT_EXPENDABLE({ brick: old.id, volume, reason: needed.reason });
      await driver.renameBrick(volume, old.name, replacement.new.name);
      return null;
    },
  };
}

/**
 * A write that some bricks took before they were read-only, and others refused, has to be healed; nobody does so within the
 * next ten minutes unless the daemon is sent [seen on a real host].
 */
async function whyNeededWhenStill(
  context: StepContext,
  place: GlusterPlace,
  replacement: Replacement,
): Promise<ReturnType<typeof whyBrickIsNeeded>> {
  const { volume } = replacement;
  for (let left = MOST_LOOKS; ; left -= 1) {
    const needed = whyBrickIsNeeded(await glusterOn(context.host, place).health(volume), replacement);
    const isTooFew = needed?.up !== undefined;
    if (needed === undefined || isTooFew || left === 0) return needed;
    await askToHeal(context, place, volume);
    await context.timer.sleep(BETWEEN_LOOKS_MS, context.signal);
  }
}
