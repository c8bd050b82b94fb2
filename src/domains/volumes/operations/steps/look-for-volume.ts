import { CodedError } from '../../../../kernel/errors.ts';
import type { StepContext } from '../../../../kernel/operations/index.ts';
import type { HostId } from '../../../../kernel/remote/index.ts';
import { errors } from '../../errors.ts';
import { type GlusterDriver, glusterOn } from '../../gluster/gluster-driver.ts';
import { isNamed, type PoolMember } from '../../gluster/programs/pool-list.ts';
import type { GlusterVolume } from '../../gluster/programs/volume-info.ts';
import { brickNameParts } from '../../placed-brick.ts';
import type { GlusterPlace } from './gluster-place.ts';
import { NOT_ANSWERING } from './not-answering.ts';

export interface VolumeSought {
  readonly name: string;
  /** `host:path`; its own, or those that it was to have. */
  readonly bricks: readonly string[];
  /** Another volume of the name is not the one. */
  readonly isIt: (volume: GlusterVolume) => boolean;
}

/**
 * The volume, as the step's host knows it. That it is not there counts only from the pool of its bricks: a host that has
 * lost its pool, or was taken out of it, knows no volumes at all.
 *
 * @throws GLUSTER_NOT_IN_POOL
 */
export async function lookForVolume(
  context: Pick<StepContext, 'host' | 'on'>,
  place: GlusterPlace,
  { name, bricks, isIt }: VolumeSought,
): Promise<GlusterVolume | undefined> {
  const { host } = context;
  const own = await glusterOn(host, place).find(name);
  if (own !== undefined && isIt(own)) return own;
  await askThePool({ host, on: (each) => context.on(each) }, place, bricks, async (driver) => {
    const found = await driver.find(name);
    if (found === undefined || !isIt(found)) return;
    throw notInPool(host.id, bricks, 'another host of its cluster has the volume');
  });
  return undefined;
}

/**
 * Asks the step's host, where it knows a host of the bricks, or else one of these hosts itself.
 *
 * @throws GLUSTER_NOT_IN_POOL when none of them answers, or all have lost their pool
 */
export async function askThePool<Answer>(
  { host: own, on }: Pick<StepContext, 'host' | 'on'>,
  place: GlusterPlace,
  bricks: readonly string[],
  ask: (driver: GlusterDriver) => Promise<Answer>,
): Promise<Answer> {
  const knowsThem = knowsHostsOf(bricks, place);
  const reasons: string[] = [];
  for (const session of [own, ...hostsOf(bricks, place).map(on)]) {
    if (session !== own && session.id === own.id) continue;
    try {
      const members = await glusterOn(session, place).members();
      // The one that has answered, and no other that could be elected after it.
      if (knowsThem(session.id, members)) return await ask(glusterOn(on(session.id), place));
      reasons.push(`${session.id} knows none of them`);
    } catch (error) {
      if (!(error instanceof CodedError) || !NOT_ANSWERING.includes(error.code)) throw error;
      reasons.push(error.message);
    }
  }
  throw notInPool(own.id, bricks, reasons.join('; '));
}

/**
 * Whether a host with these members of its pool is in that of the bricks: it has one of them, or knows a host that has. A
 * host that is alone in its pool has forgotten those that its cluster has besides.
 */
export function knowsHostsOf(
  bricks: readonly string[],
  place: GlusterPlace,
): (host: HostId, members: readonly PoolMember[]) => boolean {
  const names = hostNames(bricks);
  const hosts = hostsOf(bricks, place);
  return (host, members) =>
    members.some((member) => names.some((name) => isNamed(member, name))) ||
    (hosts.includes(host) && (members.length > 1 || place.hosts.length === 1));
}

/**
 * That what the step's host does not know is not there: it knows the pool of the bricks.
 *
 * @throws GLUSTER_NOT_IN_POOL
 */
export async function requirePool(
  { host }: Pick<StepContext, 'host'>,
  place: GlusterPlace,
  bricks: readonly string[],
): Promise<void> {
  if (!knowsHostsOf(bricks, place)(host.id, await glusterOn(host, place).members()))
    throw notInPool(host.id, bricks, 'it knows none of them');
}

export function notInPool(host: HostId, bricks: readonly string[], reason: string): CodedError {
  return errors.GLUSTER_NOT_IN_POOL({ host, bricks: hostNames(bricks), reason });
}

function hostsOf(bricks: readonly string[], { members }: GlusterPlace): readonly HostId[] {
  return hostNames(bricks).flatMap((name) => members[name] ?? []);
}

/** The hosts in `host:path` names, each once. */
function hostNames(bricks: readonly string[]): readonly string[] {
  return [...new Set(bricks.map((brick) => brickNameParts(brick).member))];
}
