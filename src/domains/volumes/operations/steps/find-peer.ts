import { CodedError } from '../../../../kernel/errors.ts';
import type { Json, StepContext } from '../../../../kernel/operations/index.ts';
import type { HostId } from '../../../../kernel/remote/index.ts';
import { errors } from '../../errors.ts';
import { glusterOn } from '../../gluster/gluster-driver.ts';
import { isNamed, type PoolMember } from '../../gluster/programs/pool-list.ts';
import type { GlusterPlace } from './gluster-place.ts';

/** A node as its pool may know it. */
export interface Peer {
  /** The one that its bricks have. */
  readonly name: string;
  /** To ask it which one it is; absent in records of older releases. */
  readonly host?: HostId;
}

/**
 * The member of the step's host's pool that a node is: by its name, or else by its glusterd, for whoever probed the others
 * may be known to them by another name [recorded].
 *
 * @param place the other nodes of its cluster
 * @returns undefined where it is not in the pool for sure
 * @throws PEER_NAME_UNKNOWN when the pool has a member that no node of the cluster explains, and who answers for the node is
 *   nobody or none of the pool, which may be another machine in its place
 */
export async function findPeer(
  context: Pick<StepContext, 'host' | 'on'>,
  place: GlusterPlace,
  { name, host }: Peer,
): Promise<PoolMember | undefined> {
  const members = await glusterOn(context.host, place).members();
  const named = members.find((member) => isNamed(member, name));
  const strangers = members.filter((member) => isStranger(member, place));
  if (named !== undefined || strangers.length === 0 || host === undefined) return named;
  const uuid = await uuidOf(context, place, host);
  const own = strangers.find((member) => member.uuid === uuid);
  if (own !== undefined) return own;
  const silent = Object.entries(place.members).filter(
    ([other, id]) => id !== context.host.id && !members.some((member) => isNamed(member, other)),
  );
  const known = await Promise.all(silent.map(([, id]) => uuidOf(context, place, id)));
  const [stranger] = strangers.filter((member) => !known.includes(member.uuid));
  if (stranger === undefined) return undefined;
  throw errors.PEER_NAME_UNKNOWN({ host: context.host.id, peer: name, member: stranger.name });
}

/** From the result of a step that learnt which member a node is; undefined where it was none, or was not learnt. */
export function learntUuid(result: Json | undefined): string | undefined {
  const uuid = typeof result === 'object' && result !== null && 'uuid' in result ? result['uuid'] : undefined;
  return typeof uuid === 'string' ? uuid : undefined;
}

function isStranger(member: PoolMember, { members }: GlusterPlace): boolean {
  return member.name !== 'localhost' && !Object.keys(members).some((name) => isNamed(member, name));
}

/** Undefined where it does not say, whatever the reason. */
async function uuidOf(
  context: Pick<StepContext, 'on'>,
  place: GlusterPlace,
  host: HostId,
): Promise<string | undefined> {
  try {
    return await glusterOn(context.on(host), place).ownUuid();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return undefined;
  }
}
