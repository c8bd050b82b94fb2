import { CodedError } from '../../../../kernel/errors.ts';
import { howMany } from '../../../../kernel/how-many.ts';
import type { Json, Observation, ReversibleStep, StepContext } from '../../../../kernel/operations/index.ts';
import type { HostId } from '../../../../kernel/remote/index.ts';
import { errors } from '../../errors.ts';
import { type GlusterDriver, glusterOn } from '../../gluster/gluster-driver.ts';
import { isNamed, type PoolMember } from '../../gluster/programs/pool-list.ts';
import { findPeer, learntUuid, type Peer } from './find-peer.ts';
import { type GlusterPlace, onGluster } from './gluster-place.ts';
import { NOT_ANSWERING } from './not-answering.ts';
import { orNotDone } from './or-not-done.ts';

const CHECK_DEADLINE_MS = 2 * 60_000;
/** A peer is connected within a second or two where nothing is wrong. */
const CONNECTED_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 500;

/** Nothing of the probe is under way then. */
const SURELY_NOT_NAMED: readonly string[] = ['HOST_UNREACHABLE', 'GLUSTER_DOWN', 'GLUSTER_REFUSED'];

export const CHECK_KEY = 'check-glusterd';
const MEMBER_KEY = 'learn-member';

/**
 * Whether glusterd answers: on the new node when it is the first one, else on one of those that are there (contract
 * heketi-api §9.2). It also learns whether the new one is in the pool already, so that undoing does not take it out.
 *
 * @param hosts the new one, or online ones of the cluster
 */
export function checkGlusterd(hosts: readonly HostId[], node: 'new' | 'cluster', peer: string): ReversibleStep {
  return {
    key: CHECK_KEY,
    title: node === 'new' ? 'check that glusterd runs on the new node' : 'find a node of the cluster with glusterd',
    host: hosts,
    deadlineMs: CHECK_DEADLINE_MS,
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      let refusal: CodedError | undefined;
      for (const host of hosts) {
        try {
          const members = await glusterOn(context.on(host)).members();
          return { wasMember: members.some((member) => isNamed(member, peer)) };
        } catch (error) {
          if (!(error instanceof CodedError) || !NOT_ANSWERING.includes(error.code)) throw error;
          refusal = error;
        }
      }
      const reason = refusal?.message ?? 'the cluster has no node that is online';
      throw errors.GLUSTERD_NOT_RUNNING({ node, host: hosts[0] ?? '', reason });
    },
    undo: () => Promise.resolve(),
  };
}

/** Takes a host into the pool, and waits until the pool sees it. */
export function probePeer(place: GlusterPlace, peer: string): ReversibleStep {
  return {
    key: 'probe-peer',
    title: `take ${peer} into the pool`,
    ...onGluster(place),
    observe: (context) => orNotDone(() => seen(context, place, peer)),
    run: async (context) => {
      const { host } = context;
      await glusterOn(host, place).probe(peer);
      await waitUntilConnected(context, place, peer);
      return null;
    },
    undo: async (context) => {
      if (!wasMember(context.results[CHECK_KEY])) await detachIfMember(glusterOn(context.host, place), peer);
    },
  };
}

/**
 * Has a host that was taken into the pool of a single one know that one by the name that its bricks have: until somebody
 * probes it back it is known by whatever its address resolves to, and so to all that come later [recorded]. Where the host
 * does not answer, the pool works all the same.
 */
export function nameBack(host: HostId, prober: string): ReversibleStep {
  return {
    key: 'name-back',
    title: `have the new node know ${prober} by that name`,
    host,
    deadlineMs: CHECK_DEADLINE_MS,
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => {
      const driver = glusterOn(context.host);
      try {
        if ((await memberNamed(driver, prober)) === undefined) await driver.probe(prober);
        return { isNamed: true };
      } catch (error) {
        if (!(error instanceof CodedError) || !SURELY_NOT_NAMED.includes(error.code)) throw error;
        return { isNamed: false, reason: error.message };
      }
    },
    undo: () => Promise.resolve(),
  };
}

/**
 * Which member of the pool a node is, before it is taken out: afterwards nobody could tell its dead glusterd from that of
 * another machine in its place.
 */
export function learnMember(place: GlusterPlace, peer: Peer): ReversibleStep {
  return {
    key: MEMBER_KEY,
    title: `learn which member of the pool ${peer.name} is`,
    ...onGluster(place),
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async (context) => ({ uuid: (await findPeer(context, place, peer))?.uuid ?? null }),
    undo: () => Promise.resolve(),
  };
}

/** Takes a host out of the pool, asking another one. Comes behind `learnMember`. */
export function detachPeer(place: GlusterPlace, name: string): ReversibleStep {
  return {
    key: 'detach-peer',
    title: `take ${name} out of the pool`,
    ...onGluster(place),
    observe: (context) =>
      orNotDone(async () =>
        (await memberLearnt(context, place)) === undefined
          ? { kind: 'done', result: null }
          : { kind: 'not-done', found: `${name} is in the pool` },
      ),
    run: async (context) => {
      const member = await memberLearnt(context, place);
      // A pool that does not know it counts as one that it was taken out of (DECISIONS, "node delete").
      if (member !== undefined) await glusterOn(context.host, place).detach(member.name);
      return null;
    },
    undo: async (context) => {
      const wasIn = learntUuid(context.results[MEMBER_KEY]) !== undefined;
      if (wasIn && (await memberLearnt(context, place)) === undefined) await glusterOn(context.host, place).probe(name);
    },
  };
}

/** Contract heketi-engine §4.6. The pool keeps it: there is nothing to take back. */
export function limitSnapshots(place: GlusterPlace, limit: number): ReversibleStep {
  return {
    key: 'snapshot-limit',
    title: `allow ${howMany(limit, 'snapshot')} of a volume`,
    ...onGluster(place),
    observe: () => Promise.resolve({ kind: 'not-done', found: 'not known' }),
    run: async ({ host }) => {
      await glusterOn(host, place).limitSnapshots(limit);
      return null;
    },
    undo: () => Promise.resolve(),
  };
}

function wasMember(found: Json | undefined): boolean {
  return typeof found === 'object' && found !== null && 'wasMember' in found && found['wasMember'] === true;
}

async function memberLearnt(context: StepContext, place: GlusterPlace): Promise<PoolMember | undefined> {
  const uuid = learntUuid(context.results[MEMBER_KEY]);
  return (await glusterOn(context.host, place).members()).find((member) => member.uuid === uuid);
}

async function seen({ host }: StepContext, place: GlusterPlace, peer: string): Promise<Observation> {
  const member = await memberNamed(glusterOn(host, place), peer);
  if (member?.isConnected === true) return { kind: 'done', result: null };
  return { kind: 'not-done', found: member === undefined ? 'not in the pool' : 'in the pool, not connected' };
}

async function waitUntilConnected(
  { host, timer, signal }: StepContext,
  place: GlusterPlace,
  peer: string,
): Promise<void> {
  const untilMs = timer.now() + CONNECTED_WITHIN_MS;
  for (;;) {
    if ((await memberNamed(glusterOn(host, place), peer))?.isConnected === true) return;
    if (timer.now() >= untilMs || signal.aborted)
      throw errors.PEER_NOT_CONNECTED({ host: host.id, peer, waitedMs: CONNECTED_WITHIN_MS });
    await timer.sleep(LOOK_EVERY_MS, signal);
  }
}

async function detachIfMember(driver: GlusterDriver, peer: string): Promise<void> {
  if ((await memberNamed(driver, peer)) !== undefined) await driver.detach(peer);
}

async function memberNamed(driver: GlusterDriver, peer: string): Promise<PoolMember | undefined> {
  return (await driver.members()).find((member) => isNamed(member, peer));
}
