import {
  type RunResult,
  type SimulatedFleet,
  type SimulatedHost,
  type SimulatedProgram,
  simulate,
} from '../../../kernel/remote/index.ts';
import { peerDetach } from './programs/peer-detach.ts';
import { peerProbe } from './programs/peer-probe.ts';
import { poolList } from './programs/pool-list.ts';
import { poolListOf } from './programs/pool-list-of.ts';
import { snapshotLimit } from './programs/snapshot-limit.ts';
import { daemonOf, dissolvePool, type HostNamed, isConnected, memberNamed, namesOf, poolOf } from './simulated-pool.ts';
import { answered, NO_DAEMON, poolListXml, refused } from './simulated-xml.ts';

type Answer = Partial<RunResult>;

const said = (output: string): Answer => answered([['output', output]]);

/** A simulated host is known by its id until it is in a pool under another name. */
export function simulatedPeers(namedBy: (fleet: SimulatedFleet) => HostNamed): readonly SimulatedProgram[] {
  const names = ({ host }: { readonly host: string }) => [host];
  return [
    simulate(poolList, { changes: false }, (host, _, { fleet }) => listPool(fleet, host)),

    simulate(poolListOf, { changes: false, names: ({ at }) => [at] }, (host, { at }, { fleet }): Answer => {
      const id = namedBy(fleet)(at);
      const other = fleet.hosts().find((each) => each.id === id);
      return other === undefined || (other.id !== host.id && !fleet.canReach(host.id, other.id))
        ? NO_DAEMON
        : listPool(fleet, other);
    }),

    simulate(peerProbe, { changes: true, names }, (host, { host: name }, { fleet }): Answer => {
      if (daemonOf(host).isDown) return NO_DAEMON;
      const hostNamed = namedBy(fleet);
      const pool = poolOf(fleet, host);
      const id = hostNamed(name);
      const known = memberNamed(pool, name, hostNamed);
      if (known?.host === host.id) return said('Probe on localhost not needed');
      if (known !== undefined && namesOf(known).includes(name))
        return said(`Host ${name} port 24007 already in peer list`);
      if (known !== undefined) {
        known.more = [...(known.more ?? []), name];
        return said('success');
      }
      const other = fleet.hosts().find((each) => each.id === id);
      if (other === undefined || !isConnected(fleet, host, { host: other.id, name, uuid: '' }))
        return refused('Probe returned with Transport endpoint is not connected', 107);
      const theirs = poolOf(fleet, other);
      if (theirs.members.length > 1 || Object.keys(theirs.volumes).length > 0)
        return refused(`${name} is either already part of another cluster or having volumes configured`, 3);
      const { uuid = name } = theirs.members[0] ?? {};
      dissolvePool(fleet, theirs);
      pool.members.push({ host: other.id, name, uuid });
      return said('success');
    }),

    simulate(peerDetach, { changes: true, names }, (host, { host: name }, { fleet }): Answer => {
      if (daemonOf(host).isDown) return NO_DAEMON;
      const pool = poolOf(fleet, host);
      const member = memberNamed(pool, name, namedBy(fleet));
      if (member === undefined) return refused(`${name} is not part of cluster`, 2);
      if (member.host === host.id) return refused(`${name} is localhost`, 1);
      const hasBricks = Object.values(pool.volumes).some(({ bricks }) =>
        bricks.some((brick) => brick.host === member.host),
      );
      if (hasBricks)
        return refused(
          `Peer ${name} hosts one or more bricks. If the peer is in not recoverable state then use either replace-brick or remove-brick command with force to remove all bricks from the peer and attempt the peer detach again.`,
          3,
        );
      const others = pool.members.filter((each) => each !== member);
      if (!others.every((each) => isConnected(fleet, host, each)))
        return refused(`One of the peers is probably down. Check with 'peer status'`, 4);
      pool.members.splice(pool.members.indexOf(member), 1);
      return said('success');
    }),

    simulate(snapshotLimit, { changes: true }, (host, { limit }): Answer => {
      if (daemonOf(host).isDown) return NO_DAEMON;
      return answered([['snapConfig', [['systemConfig', [['newHardLimit', `${limit}`]]]]]]);
    }),
  ];
}

function listPool(fleet: SimulatedFleet, host: SimulatedHost): Answer {
  if (daemonOf(host).isDown) return NO_DAEMON;
  const { members } = poolOf(fleet, host);
  const others = members.filter((member) => member.host !== host.id);
  const own = members.filter((member) => member.host === host.id).map((member) => ({ ...member, name: 'localhost' }));
  return poolListXml(
    [...others, ...own].map((member) => ({ ...member, isConnected: isConnected(fleet, host, member) })),
  );
}
