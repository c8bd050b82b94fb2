import { defineErrors } from '../../../kernel/errors.ts';
import { howMany } from '../../../kernel/how-many.ts';

/** What can go wrong with block volumes, and with the volumes that hold them. */
export const errors = defineErrors({
  GLUSTER_BLOCK_DOWN: {
    status: 503,
    retry: 'backoff',
    when: 'On the host that was asked, gluster-block is not installed, or its daemon does not run.',
    remedy: 'Install gluster-block on the nodes of the cluster, and start it: `systemctl start gluster-blockd`.',
    text: (e: { host: string; reason: string }) => `gluster-block does not answer on ${e.host}: ${e.reason}`,
  },
  GLUSTER_BLOCK_REFUSED: {
    status: 502,
    retry: 'backoff',
    when: 'The program `gluster-block` refused a command, or did not carry out all of it.',
    remedy: 'Read its reason; the record of the operation has the whole command.',
    text: (e: { program: string; block: string; reason: string }) =>
      `'${e.program}' was refused for ${e.block}: ${e.reason}`,
  },
  VOLUME_HAS_BLOCK_VOLUMES: {
    status: 409,
    retry: 'never',
    when: 'A block hosting volume was to be deleted that has block volumes in it, among them such as nobody recorded.',
    remedy: 'Delete its block volumes first; those that are not listed by `gluster-block delete` on a host.',
    text: (e: { volume: string; blockVolumes: readonly string[] }) =>
      `the volume ${e.volume} holds block volumes: ${e.blockVolumes.join(', ')}`,
  },
  VOLUME_NOT_HOSTING: {
    status: 409,
    retry: 'never',
    when: 'A volume was to be restricted that is no block hosting volume.',
    remedy: 'Name a block hosting volume.',
    text: (e: { volume: string }) => `the volume ${e.volume} is no block hosting volume`,
  },
  VOLUME_UNLOCK_NO_SPACE: {
    status: 409,
    retry: 'never',
    when: 'A block hosting volume was to take block volumes again, and those that it has leave no room for its own use.',
    remedy: 'Expand the volume, or delete a block volume in it.',
    text: (e: { volume: string; neededGib: number; freeGib: number }) =>
      `the volume ${e.volume} needs ${e.neededGib} GiB for itself, and has ${e.freeGib} GiB free`,
  },
  BLOCK_VOLUME_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'There is no block volume with the id.',
    remedy: 'List the block volumes; it may have been deleted.',
    text: (e: { blockVolume: string }) => `there is no block volume ${e.blockVolume}`,
  },
  BLOCK_VOLUME_BUSY: {
    status: 409,
    retry: 'backoff',
    when: 'Another operation works on the block volume, or on the volume that holds it.',
    remedy: 'Wait for the operation that the error names, or see to it if it is stuck.',
    text: (e: { blockVolume: string; state: string; operation: string | null }) =>
      `the block volume ${e.blockVolume} is ${e.state}${e.operation === null ? '' : `, held by operation ${e.operation}`}`,
  },
  BLOCK_VOLUME_FOREIGN: {
    status: 409,
    retry: 'never',
    when: 'A hosting volume has a block volume of the name that nobody recorded.',
    remedy: 'Choose another name, or see with `gluster-block info` on a host whose it is.',
    text: (e: { block: string }) => `there is a block volume ${e.block} that was not made here`,
  },
  BLOCK_VOLUME_SIZE_REFUSED: {
    status: 409,
    retry: 'never',
    when: 'A block volume was to be expanded to the size that it has, or to a smaller one.',
    remedy: 'Give the new size as a whole, and larger than the one that it has.',
    text: (e: { blockVolume: string; fromGib: number; toGib: number }) =>
      e.fromGib === e.toGib
        ? `the block volume ${e.blockVolume} has ${e.fromGib} GiB already`
        : `the block volume ${e.blockVolume} has ${e.fromGib} GiB, and is not made smaller`,
  },
  BLOCK_VOLUME_NO_SPACE: {
    status: 409,
    retry: 'never',
    when: 'A block volume was to be expanded by more than its hosting volume has free.',
    remedy: 'Expand the hosting volume first.',
    text: (e: { blockVolume: string; neededGib: number; freeGib: number }) =>
      `the block volume ${e.blockVolume} needs ${e.neededGib} GiB more, and its hosting volume has ${e.freeGib} GiB free`,
  },
  BLOCK_VOLUME_PARTLY_EXPANDED: {
    status: 502,
    retry: 'backoff',
    when: 'A block volume was expanded, and some of its hosts did not follow. Clients can use the smaller size until they do.',
    remedy: 'See to the hosts that the reason names, then expand it to the same size again.',
    text: (e: { blockVolume: string; sizeGib: number; usableGib: number; reason: string }) =>
      `the block volume ${e.blockVolume} has ${e.sizeGib} GiB, of which ${e.usableGib} can be used: ${e.reason}`,
  },
  BLOCK_HOSTING_TOO_SMALL: {
    status: 409,
    retry: 'never',
    when: 'No block hosting volume has room for a block volume, and one that would be made for it would be too small.',
    remedy:
      'Create a large enough volume with `block` by hand, or raise `heketi.blockVolumes.hostingSizeGib`; a part of it is kept free.',
    text: (e: { sizeGib: number; hostingGib: number; offeredGib: number }) =>
      `no block hosting volume has ${e.sizeGib} GiB free, and a new one of ${e.hostingGib} GiB would offer ${e.offeredGib} GiB`,
  },
  BLOCK_HOSTING_OFF: {
    status: 409,
    retry: 'never',
    when: 'No block hosting volume has room for a block volume, and none is made by itself.',
    remedy: 'Create a volume with `block`, or set `heketi.blockVolumes.autoCreateHosting`.',
    text: (e: { sizeGib: number }) => `no block hosting volume has ${e.sizeGib} GiB free, and none is made by itself`,
  },
  BLOCK_HOSTING_BUSY: {
    status: 429,
    retry: 'backoff',
    when: 'No block hosting volume has room for a block volume, and one is being made that may have.',
    remedy: 'Try again when it is there.',
    text: (e: { cluster: string }) => `a block hosting volume is being made in cluster ${e.cluster}`,
  },
  BLOCK_HOSTS_MISSING: {
    status: 503,
    retry: 'backoff',
    when: 'A block volume was to be reached over more hosts than have a running glusterd.',
    remedy: 'Bring hosts of the cluster back, or ask for fewer.',
    text: (e: { wanted: number; answering: readonly string[] }) =>
      `the block volume wants ${howMany(e.wanted, 'host')}, and ${e.answering.length} answer: ${e.answering.join(', ')}`,
  },
});
