import { defineErrors } from '../../../kernel/errors.ts';

/** What can go wrong with the pool of a cluster, and with what Gluster does. */
export const errors = defineErrors({
  GLUSTER_DOWN: {
    status: 503,
    retry: 'backoff',
    when: 'On the host that was asked, glusterd does not run.',
    remedy: 'Start it: `systemctl start glusterd`.',
    text: (e: { host: string }) => `glusterd does not run on ${e.host}`,
  },
  GLUSTER_PEERS_DOWN: {
    status: 503,
    retry: 'backoff',
    when: 'A volume or a snapshot was to be deleted, or a volume to be put back to a snapshot, while a host of its pool is down; Gluster does it not at all then, or only in part. All goes on as before.',
    remedy: 'Bring the hosts that the error names back, or remove them from the pool; then try again.',
    text: (e: { volume: string; peers: readonly string[]; verb?: string }) =>
      `the volume ${e.volume} cannot be ${e.verb ?? 'deleted'} while hosts of its pool are down: ${e.peers.join(', ')}`,
  },
  GLUSTER_NOT_IN_POOL: {
    status: 503,
    retry: 'backoff',
    when: 'A host of the cluster was asked about a volume, and is not in the pool of the hosts that have its bricks, or none of them tells. What it says about volumes counts for nothing.',
    remedy:
      'Compare `gluster pool list` on the hosts. Take the one that is missing into the pool again with `gluster peer probe`, from a host that has bricks, or start those that are down; it is tried again.',
    text: (e: { host: string; bricks: readonly string[]; reason: string }) =>
      `${e.host} does not know the pool of the hosts with the bricks, ${e.bricks.join(', ')}: ${e.reason}`,
  },
  GLUSTER_REFUSED: {
    status: 502,
    retry: 'backoff',
    when: 'Gluster refused a command.',
    remedy: 'Read its reason; the record of the operation has the whole command.',
    text: (e: { program: string; volume: string; reason: string; host?: string }) =>
      `'${e.program}' was refused for volume ${e.volume}: ${e.reason}`,
  },
  GLUSTER_VOLUME_FOREIGN: {
    status: 409,
    retry: 'never',
    when: 'Gluster has a volume of the name that was not made by this operation.',
    remedy: 'Choose another name, or see who made the volume on the hosts.',
    text: (e: { volume: string; reason: string }) => `the Gluster volume ${e.volume} is another one: ${e.reason}`,
  },
  GLUSTERD_NOT_RUNNING: {
    status: 400,
    retry: 'backoff',
    when: 'A node was to be added, and glusterd answers neither on it, where it is the first of its cluster, nor on any online node of the cluster.',
    remedy: 'Start glusterd there: `systemctl start glusterd`; see that the host can be reached.',
    text: (e: { node: 'new' | 'cluster'; host: string; reason: string }) =>
      e.node === 'new'
        ? `glusterd does not answer on the new node: ${e.reason}`
        : `glusterd answers on no online node of the cluster: ${e.reason}`,
  },
  PEER_NOT_CONNECTED: {
    status: 502,
    retry: 'backoff',
    when: 'A host was taken into the pool of a cluster, and the pool does not see it connected.',
    remedy: 'See that the hosts reach each other on port 24007 and know each other by the names that the nodes have.',
    text: (e: { host: string; peer: string; waitedMs: number }) =>
      `the pool of ${e.host} does not see the peer ${e.peer} connected after ${e.waitedMs} ms`,
  },
  PEER_NAME_UNKNOWN: {
    status: 409,
    retry: 'backoff',
    when: 'A node was to leave its pool or to get other names. The pool knows nobody by its name, and has a member that no node of the cluster explains; the node itself does not say that it is that one. Nothing is changed.',
    remedy:
      'Start glusterd of the node, and try again. Where the machine is gone, or another one is in its place, look what the member is with `gluster pool list`; if it is the node, take it out with `gluster peer detach` on another one, and try again.',
    text: (e: { host: string; peer: string; member: string }) =>
      `the pool of ${e.host} has no member ${e.peer}, and one called ${e.member} that is no other node of the cluster`,
  },
});
