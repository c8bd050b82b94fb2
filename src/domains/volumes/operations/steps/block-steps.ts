import { CodedError } from '../../../../kernel/errors.ts';
import { howMany } from '../../../../kernel/how-many.ts';
import type { ForwardOnlyStep, Json, ReversibleStep, StepContext } from '../../../../kernel/operations/index.ts';
import type { HostId } from '../../../../kernel/remote/index.ts';
import type { Secret } from '../../../../kernel/secrets/index.ts';
import { blockSizeGib, blockSizeText } from '../../block/block-size.ts';
import type { BlockKnown } from '../../block/programs/block-info.ts';
import { type CredentialKeeper, credentialId } from '../../credentials.ts';
import { errors } from '../../errors.ts';
import { glusterOn } from '../../gluster/gluster-driver.ts';
import { type BlockPlace, blocks, lookForBlock, onHosting, pathOf } from './block-place.ts';
import type { GlusterPlace } from './gluster-place.ts';
import { NOT_ANSWERING } from './not-answering.ts';
import { orNotDone } from './or-not-done.ts';

const HOSTS_KEY = 'block-hosts';
export const BLOCK_KEY = 'block-volume';
export const RESIZE_KEY = 'resize';

const CHOOSE_DEADLINE_MS = 10 * 60_000;

/** A host, with the name that clients reach it by. A type alias, so that it counts as JSON in a stage's data. */
export type BlockHost = { readonly host: HostId; readonly storageHostname: string };

/** Before it is made: whatever has the name afterwards is ours, and may be taken back. */
export function requireNoBlock(place: BlockPlace): ReversibleStep {
  return {
    key: 'block-name',
    title: `check that ${place.hosting.name} has no block volume ${place.name}`,
    ...onHosting(place),
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      if ((await lookForBlock(context, place)) !== undefined)
        throw errors.BLOCK_VOLUME_FOREIGN({ block: `${place.hosting.name}/${place.name}` });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

/**
 * Those of the hosts, in their order, whose glusterd answers, until there are enough (contract heketi-engine §3.4). All of
 * them are not asked: they are what was wanted.
 */
export function chooseBlockHosts(hosts: readonly BlockHost[], count: number): ReversibleStep {
  return {
    key: HOSTS_KEY,
    title:
      count === hosts.length
        ? `take all ${howMany(count, 'host')}`
        : `find ${count} of ${howMany(hosts.length, 'host')} with glusterd`,
    host: hosts.map(({ host }) => host),
    deadlineMs: CHOOSE_DEADLINE_MS,
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const chosen: string[] = [];
      for (const { host, storageHostname } of hosts) {
        if (chosen.length === count) break;
        if (count === hosts.length || (await doesAnswer(context, host))) chosen.push(storageHostname);
      }
      if (chosen.length < count) throw errors.BLOCK_HOSTS_MISSING({ wanted: count, answering: chosen });
      return { hosts: chosen };
    },
    undo: () => Promise.resolve(),
  };
}

async function doesAnswer(context: StepContext, host: HostId): Promise<boolean> {
  try {
    await glusterOn(context.on(host)).members();
    return true;
  } catch (error) {
    if (error instanceof CodedError && NOT_ANSWERING.includes(error.code)) return false;
    throw error;
  }
}

export interface BlockToCreate {
  readonly id: string;
  readonly sizeGib: number;
  readonly auth: boolean;
  readonly prealloc: string;
}

/** On the hosts that were chosen before. Its password goes into the vault, and into no record. */
export function createBlock(place: BlockPlace, wish: BlockToCreate, keeper: CredentialKeeper): ReversibleStep {
  const { id, sizeGib, auth, prealloc } = wish;
  const isWhole = (found: BlockKnown, { results }: StepContext): boolean =>
    found.size === blockSizeText(sizeGib * 1024 ** 3) &&
    chosenIn(results).every((host) => found.hosts.includes(host)) &&
    (found.password !== undefined || !auth);
  const keep = async (
    context: StepContext,
    made: { readonly gbid: string; readonly password?: Secret },
  ): Promise<Json> => {
    if (auth) {
      if (made.password === undefined)
        throw errors.GLUSTER_BLOCK_REFUSED({
          program: 'gluster-block create',
          block: `${place.hosting.name}/${place.name}`,
          reason: 'it told no password',
        });
      await context.write([keeper.sealing(credentialId(id), made.password)]);
    }
    return { gbid: made.gbid, hosts: chosenIn(context.results) };
  };
  return {
    key: BLOCK_KEY,
    title: `create the block volume ${place.name} of ${sizeGib} GiB in ${place.hosting.name}`,
    ...onHosting(place),
    observe: (context) =>
      orNotDone(async () => {
        const found = await lookForBlock(context, place);
        if (found !== undefined && isWhole(found, context)) return { kind: 'done', result: await keep(context, found) };
        return { kind: 'not-done', found: found === undefined ? 'no such block volume' : 'a part of it' };
      }),
    run: async (context) => {
      const found = await lookForBlock(context, place);
      if (found !== undefined && isWhole(found, context)) return keep(context, found);
      const driver = blocks(context);
      if (found !== undefined) await driver.remove(pathOf(place));
      const hosts = chosenIn(context.results);
      return keep(context, await driver.create(pathOf(place), { ha: hosts.length, auth, prealloc, hosts, sizeGib }));
    },
    undo: (context) => removeIfThere(context, place),
  };
}

/** With all that is on it; one that is not there, or whose hosting volume is gone, counts as deleted. */
export function deleteBlock(place: BlockPlace): ForwardOnlyStep {
  return {
    key: 'delete',
    title: `delete the block volume ${place.name} in ${place.hosting.name}`,
    ...onHosting(place),
    forwardOnly: 'the data of a deleted block volume are gone',
    observe: (context) =>
      orNotDone(async () => {
        const found = await lookForBlock(context, place);
        return found === undefined
          ? { kind: 'done', result: null }
          : { kind: 'not-done', found: `it is on ${howMany(found.hosts.length, 'host')}` };
      }),
    run: async (context) => {
      await removeIfThere(context, place);
      return null;
    },
  };
}

/** While there is still a way back: where gluster-block does not answer, or has lost it, nothing was begun. */
export function requireBlock(place: BlockPlace): ReversibleStep {
  return {
    key: 'find',
    title: `look for the block volume ${place.name} in ${place.hosting.name}`,
    ...onHosting(place),
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      await blockThere(context, place);
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

/** How far an expansion came. A type alias, so that it counts as JSON in a result. */
export type Growth = { readonly sizeGib: number; readonly usableGib: number; readonly reason: string | null };

/**
 * Makes a block volume larger, and tells how far it came: hosts that did not follow keep the smaller size for all clients
 * (contract heketi-engine §4.7). That is an end, and no failure: what is there has to be recorded.
 */
export function resizeBlock(place: BlockPlace, fromGib: number, toGib: number): ForwardOnlyStep {
  const growthOf = ({ size, otherSizes }: BlockKnown, reason: string | null): Growth => {
    const sizeGib = blockSizeGib(size, [toGib, fromGib]);
    const others = Object.values(otherSizes).map((text) => blockSizeGib(text, [fromGib]));
    return { sizeGib, usableGib: Math.min(sizeGib, ...others), reason };
  };
  const isWhole = ({ sizeGib, usableGib }: Growth): boolean => sizeGib === toGib && usableGib === toGib;
  return {
    key: RESIZE_KEY,
    title: `expand the block volume ${place.name} in ${place.hosting.name} to ${toGib} GiB`,
    ...onHosting(place),
    forwardOnly: 'clients may use what a block volume was expanded by',
    observe: (context) =>
      orNotDone(async () => {
        const growth = growthOf(await blockThere(context, place), null);
        return isWhole(growth)
          ? { kind: 'done', result: growth }
          : { kind: 'not-done', found: `${growth.sizeGib} GiB, ${growth.usableGib} of them on all hosts` };
      }),
    run: async (context) => {
      const before = growthOf(await blockThere(context, place), null);
      if (isWhole(before)) return before;
      const reason = await blocks(context).resize(pathOf(place), toGib);
      return growthOf(await blockThere(context, place), reason ?? null);
    },
  };
}

/** What a hosting volume must not have when it is deleted, though nobody recorded it. */
export function requireNoBlocks(place: Pick<BlockPlace, 'gluster' | 'hosting'>): ReversibleStep {
  const { hosting } = place;
  const names = async (context: StepContext): Promise<readonly string[]> => {
    try {
      const found = await blocks(context).names(hosting.name);
      return 'kind' in found ? [] : found;
    } catch (error) {
      // Who has no gluster-block has made nothing with it, and in a volume that does not run it cannot look.
      if (errors.GLUSTER_BLOCK_DOWN.is(error)) return [];
      if (errors.GLUSTER_BLOCK_REFUSED.is(error) && !(await isStarted(context, place.gluster, hosting.name))) return [];
      throw error;
    }
  };
  return {
    key: 'blocks',
    title: `check that ${hosting.name} holds no block volumes`,
    ...onHosting(place),
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const blockVolumes = await names(context);
      if (blockVolumes.length > 0) throw errors.VOLUME_HAS_BLOCK_VOLUMES({ volume: hosting.name, blockVolumes });
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

async function isStarted({ host }: StepContext, gluster: GlusterPlace, volume: string): Promise<boolean> {
  return (await glusterOn(host, gluster).find(volume))?.status === 'started';
}

async function blockThere(context: StepContext, place: BlockPlace): Promise<BlockKnown> {
  const found = await lookForBlock(context, place);
  if (found !== undefined) return found;
  throw errors.GLUSTER_BLOCK_REFUSED({
    program: 'gluster-block info',
    block: `${place.hosting.name}/${place.name}`,
    reason: 'there is no such block volume',
  });
}

async function removeIfThere(context: StepContext, place: BlockPlace): Promise<void> {
  if ((await lookForBlock(context, place)) !== undefined) await blocks(context).remove(pathOf(place));
}

/** What `chooseBlockHosts` found. */
function chosenIn(results: Readonly<Record<string, Json>>): readonly string[] {
  const found = results[HOSTS_KEY];
  return typeof found === 'object' && found !== null && 'hosts' in found ? (found['hosts'] as readonly string[]) : [];
}
