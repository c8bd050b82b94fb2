import { defineErrors } from '../../../kernel/errors.ts';
import { howMany } from '../../../kernel/how-many.ts';

/** What can go wrong with bricks: on their hosts, and when they are replaced. */
export const errors = defineErrors({
  BRICK_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'There is no brick with the id. One that was replaced has given its place to another one with another id.',
    remedy: 'Show its volume, or list the devices, with their bricks.',
    text: (e: { brick: string }) => `there is no brick ${e.brick}`,
  },
  BRICK_PENDING: {
    status: 409,
    retry: 'backoff',
    when: 'A brick was to be evicted that an operation works on, or that is left over and waits to be cleaned up.',
    remedy: 'Wait for the operation that the error names, or see to it if it is stuck.',
    text: (e: { brick: string; state: string; operation: string | null }) =>
      `the brick ${e.brick} is ${e.state}${e.operation === null ? '' : `, held by operation ${e.operation}`}`,
  },
  BRICK_NOT_REPLACEABLE: {
    status: 409,
    retry: 'never',
    when: 'A brick of a volume without copies was to be replaced; nobody else has its data.',
    remedy: 'Move the data to another volume and delete this one.',
    text: (e: { brick: string; volume: string }) =>
      `the brick ${e.brick} cannot be replaced: the volume ${e.volume} keeps no copies of its data`,
  },
  BRICK_HAS_SNAPSHOTS: {
    status: 409,
    retry: 'never',
    when: 'A brick was to be moved whose volume has snapshots. Their data lie beside it, on the same device, and cannot be moved.',
    remedy: 'Delete the snapshots of the volume first, or clone what is to be kept and move that.',
    text: (e: { brick: string; volume: string; snapshots: number }) =>
      `the brick ${e.brick} cannot be moved: the data of ${howMany(e.snapshots, 'snapshot')} of the volume ${e.volume} lie beside it`,
  },
  BRICK_NOT_EXPENDABLE: {
    status: 409,
    retry: 'backoff',
    when: 'A brick was to stand still for some seconds to get another name, while another brick of its set is down or is not healed, or its volume does not run.',
    remedy: 'Bring the bricks that are down back, let the volume heal, then try again.',
    text: (e: { brick: string; volume: string; reason: string }) =>
      `the brick ${e.brick} of volume ${e.volume} cannot be done without now: ${e.reason}`,
  },
  BRICK_NEEDED: {
    status: 409,
    retry: 'backoff',
    when: 'A brick was to be replaced while the rest of its set does not have all of its data.',
    remedy: 'Bring the bricks that are down back, let the volume heal, then try again.',
    text: (e: { brick: string; volume: string; reason: string; up?: number; needed?: number }) =>
      `the brick ${e.brick} of volume ${e.volume} cannot be replaced now: ${e.reason}`,
  },
  BRICK_DEVICE_FULL: {
    status: 409,
    retry: 'reread',
    when: 'A device has less room than it should: somebody else has taken some. The brick is placed on another device where there is one.',
    remedy: 'See what lies there with `hostreeve drift examine`, take it away, or take the device offline.',
    text: (e: { brick: string; device: string; host: string; said: string }) =>
      `the device ${e.device} on ${e.host} has no room for the brick ${e.brick}, though it should: ${e.said}`,
  },
  BRICK_NOT_HEALED: {
    status: 503,
    retry: 'backoff',
    when: 'A new brick has not got all of its data yet; the old one is kept until then.',
    remedy:
      'Nothing: it is looked at again. `gluster volume heal NAME info` on a host of the cluster shows what is left.',
    text: (e: { brick: string; volume: string; reason: string }) =>
      `the new brick ${e.brick} of volume ${e.volume} is not healed yet: ${e.reason}`,
  },
  BRICK_NOT_WHOLE: {
    status: 502,
    retry: 'backoff',
    when: 'A volume was to be cloned, and a brick of it is not as it should be on its host. Nothing was cloned.',
    remedy: 'See what is missing on the host that the error names: the logical volume, its mount, its line in fstab.',
    text: (e: { brick: string; host: string; found: string }) =>
      `the brick ${e.brick} on ${e.host} is not whole: ${e.found}`,
  },
  BRICK_BUSY: {
    status: 409,
    retry: 'backoff',
    when: 'A brick was to be taken away, and something on its host still uses its file system.',
    remedy:
      'Find out what it is with `fuser -vm` on the directory, and end it. `heketi.commands.debugUmountFailures` has it named here.',
    text: (e: { host: string; brick: string; target: string; users?: string }) =>
      `the brick ${e.brick} cannot be taken away: ${e.target} on ${e.host} is in use${e.users === undefined ? '' : ` by ${e.users}`}`,
  },
  BRICK_IN_USE: {
    status: 409,
    retry: 'backoff',
    when: 'A brick was to be cleaned up that a Gluster volume still names.',
    remedy: 'See which volume it is; replace the brick there, or delete the volume.',
    text: (e: { brick: string; volume: string }) =>
      `the brick ${e.brick} still belongs to the Gluster volume ${e.volume}`,
  },
  BRICK_POOL_SHARED: {
    status: 409,
    retry: 'backoff',
    when: 'The thin pool of a brick holds other volumes, such as snapshots, that belong to no brick; they would go with it.',
    remedy: 'Delete those snapshots, or what was left of them, then try again.',
    text: (e: { host: string; brick: string; pool: string; thinCount: number }) =>
      `the pool ${e.pool} of brick ${e.brick} on ${e.host} still holds ${e.thinCount} other volumes`,
  },
  BRICK_NOT_MOUNTED: {
    status: 502,
    retry: 'backoff',
    when: 'A brick was mounted without an error, and nothing is mounted there.',
    remedy: 'Look into the log of the host; a unit of its init system may have taken the mount away again.',
    text: (e: { host: string; brick: string; target: string }) =>
      `nothing is mounted on ${e.target} on ${e.host} after brick ${e.brick} was mounted there`,
  },
});
