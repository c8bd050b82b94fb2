import { defineErrors } from '../../kernel/errors.ts';
import { howMany } from '../../kernel/how-many.ts';
import { errors as ofBlockVolumes } from './block/errors.ts';
import { errors as ofBricks } from './bricks/errors.ts';
import { errors as ofExaminations } from './examination/errors.ts';
import { errors as ofGluster } from './gluster/errors.ts';
import { errors as ofUnfinishedWork } from './importing/errors.ts';
import { errors as ofTheInventory } from './inventory/errors.ts';
import type { ExpansionCause } from './operations/expansion-cause.ts';
import type { ClusterCause } from './operations/cluster-cause.ts';

const ofVolumes = defineErrors({
  VOLUME_INPUT_INVALID: {
    status: 400,
    retry: 'never',
    when: 'A volume was asked for that cannot be: a number out of its bounds, or a combination that Gluster does not have.',
    remedy: 'Mend the field that the error names.',
    text: (e: { field: string; reason: string }) => `${e.field}: ${e.reason}`,
  },
  VOLUME_NO_SPACE: {
    status: 409,
    retry: 'never',
    when: 'No cluster has room for a volume. The reasons say which rule or which lack of space it was.',
    remedy: 'Add devices or nodes, free space, or ask for a smaller volume; `largestGib` says what would fit now.',
    text: (e: { sizeGib: number; largestGib: number; reasons: readonly string[]; causes: readonly ClusterCause[] }) =>
      `there is no room for a volume of ${e.sizeGib} GiB: ${e.reasons.join('; ')}`,
  },
  VOLUME_NO_CLUSTER: {
    status: 409,
    retry: 'never',
    when: 'No cluster may take the volume: there is none, or each one is closed to it or full.',
    remedy: 'Create a cluster, or change the one that the reasons name.',
    text: (e: { reasons: readonly string[]; causes: readonly ClusterCause[] }) =>
      `no cluster may take the volume: ${e.reasons.join('; ')}`,
  },
  VOLUME_NAME_TAKEN: {
    status: 409,
    retry: 'never',
    when: 'Every cluster that may take the volume has one of its name.',
    remedy: 'Choose another name, or leave it out to get one.',
    text: (e: { name: string; clusters: readonly string[] }) =>
      `the volume name '${e.name}' is taken in cluster ${e.clusters.join(' and ')}`,
  },
  VOLUME_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'There is no volume with the id.',
    remedy: 'List the volumes; it may have been deleted.',
    text: (e: { volume: string }) => `there is no volume ${e.volume}`,
  },
  VOLUME_BUSY: {
    status: 409,
    retry: 'backoff',
    when: 'Another operation works on the volume or on one of its bricks.',
    remedy: 'Wait for the operation that the error names, or see to it if it is stuck.',
    text: (e: { volume: string; state: string; operation: string | null }) =>
      `the volume ${e.volume} is ${e.state}${e.operation === null ? '' : `, held by operation ${e.operation}`}`,
  },
  VOLUME_NO_SPACE_TO_EXPAND: {
    status: 409,
    retry: 'never',
    when: 'A volume was to be expanded, and its cluster has no room for the bricks, or the volume may not have so many. The reasons say which rule or which lack of space it was.',
    remedy:
      'Add devices or nodes to its cluster, free space, or ask for less; `largestGib` says by how much it can be expanded now.',
    text: (e: {
      volume: string;
      sizeGib: number;
      largestGib: number;
      reasons: readonly string[];
      cause: ExpansionCause;
    }) => `the volume ${e.volume} cannot be expanded by ${e.sizeGib} GiB: ${e.reasons.join('; ')}`,
  },
  VOLUME_REBALANCING: {
    status: 409,
    retry: 'backoff',
    when: 'A volume was to be expanded while Gluster moves its files; it takes no bricks then.',
    remedy: 'Wait until the rebalance is over, or stop it: `hostreeve volume rebalance NAME --stop`.',
    text: (e: { volume: string }) => `the volume ${e.volume} is being rebalanced, and takes no bricks meanwhile`,
  },
  VOLUME_NOT_REBALANCEABLE: {
    status: 409,
    retry: 'never',
    when: 'A volume was to be rebalanced that has one set of bricks alone, or that does not run.',
    remedy: 'Nothing can be moved between the bricks of one set. Start the volume on a host if it is stopped.',
    text: (e: { volume: string; reason: string }) => `the volume ${e.volume} cannot be rebalanced: ${e.reason}`,
  },
  VOLUME_ARBITER_NEEDS_THREE: {
    status: 400,
    retry: 'never',
    when: 'A volume with an arbiter was to have other than three replicas: two with the data, and the arbiter.',
    remedy: 'Ask for three replicas, or for no arbiter.',
    text: (e: { replica: number }) => `a volume with an arbiter has 3 replicas, the arbiter counted, not ${e.replica}`,
  },
  VOLUME_TAG_RULE_INVALID: {
    status: 400,
    retry: 'never',
    when: 'The option `user.heketi.device-tag-match` of a volume is no rule.',
    remedy: 'Give `name=value` or `name!=value`, without dashes and spaces; or use the rules of our own API.',
    text: (e: { rule: string }) => `'${e.rule}' is no rule for tags of devices`,
  },
  VOLUME_FILES_TOO_LARGE: {
    status: 400,
    retry: 'never',
    when: 'The files of a volume with an arbiter are expected to be larger than its bricks.',
    remedy: 'Give a smaller average size of files, or make the volume larger.',
    text: (e: { averageFileSizeKib: number; brickKib: number }) =>
      `files of ${e.averageFileSizeKib} KiB on average do not fit into bricks of at most ${e.brickKib} KiB`,
  },
  VOLUME_OPTION_REFUSED: {
    status: 400,
    retry: 'never',
    when: 'Gluster does not know an option of a volume, or not the value that it was given.',
    remedy: 'Mend the option that the reason names; `gluster volume set help` on a host lists them all.',
    text: (e: { volume: string; reason: string }) => `Gluster refused the options of volume ${e.volume}: ${e.reason}`,
  },
  VOLUME_HAS_SNAPSHOTS: {
    status: 409,
    retry: 'never',
    when: 'A volume with snapshots was to be deleted. It was not stopped, and goes on as before.',
    remedy: 'Delete its snapshots first.',
    text: (e: { volume: string; snapshots: number }) =>
      `the volume ${e.volume} has ${howMany(e.snapshots, 'snapshot')}; delete them first`,
  },
  SNAPSHOT_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'There is no snapshot with the id.',
    remedy: 'List the snapshots; it may have been deleted, or its volume put back to it.',
    text: (e: { snapshot: string }) => `there is no snapshot ${e.snapshot}`,
  },
  SNAPSHOT_BUSY: {
    status: 409,
    retry: 'backoff',
    when: 'Another operation works on the snapshot.',
    remedy: 'Wait for the operation that the error names, or see to it if it is stuck.',
    text: (e: { snapshot: string; state: string; operation: string | null }) =>
      `the snapshot ${e.snapshot} is ${e.state}${e.operation === null ? '' : `, held by operation ${e.operation}`}`,
  },
  SNAPSHOT_NAME_TAKEN: {
    status: 409,
    retry: 'never',
    when: 'A snapshot of the name is in the cluster, of this volume or of another one.',
    remedy: 'Choose another name, or leave it out to get one.',
    text: (e: { name: string; cluster: string }) => `the snapshot name '${e.name}' is taken in cluster ${e.cluster}`,
  },
  SNAPSHOT_IMPOSSIBLE: {
    status: 409,
    retry: 'never',
    when: 'A snapshot or a clone was wanted of a volume that can have none: not all of its bricks lie on thin volumes of LVM. Nothing was done.',
    remedy: 'Copy the data, or move the bricks to block devices by removing the devices that they lie on.',
    text: (e: { volume: string; reason: string }) =>
      `the volume ${e.volume} can have no snapshots and no clones: ${e.reason}`,
  },
  VOLUME_HOSTS_BLOCKS: {
    status: 409,
    retry: 'never',
    when: 'A snapshot or a clone was wanted of a volume that holds block volumes, which would be doubled or put back with it.',
    remedy: 'Copy the block volumes by their own means.',
    text: (e: { volume: string }) =>
      `the volume ${e.volume} holds block volumes: it can have no snapshots and no clones`,
  },
  SNAPSHOT_LIMIT_REACHED: {
    status: 409,
    retry: 'never',
    when: 'The volume has as many snapshots as Gluster allows it.',
    remedy:
      'Delete some, or raise the limit: `heketi.snapshotLimit` for new hosts, `gluster snapshot config` for those that are there.',
    text: (e: { volume: string; reason: string }) => `the volume ${e.volume} can have no more snapshots: ${e.reason}`,
  },
  SNAPSHOT_FOREIGN: {
    status: 409,
    retry: 'never',
    when: 'Gluster has a snapshot of the name that is not the one in the inventory. It is left alone.',
    remedy: 'See on the hosts who made it: `gluster snapshot info`. Choose another name, or delete it there.',
    text: (e: { name: string; reason: string }) => `the Gluster snapshot ${e.name} is another one: ${e.reason}`,
  },
  SNAPSHOT_LOST: {
    status: 409,
    retry: 'never',
    when: 'A volume was to be put back to a snapshot, or cloned from one, that Gluster does not have any more.',
    remedy: 'Delete the snapshot here too; use another one.',
    text: (e: { name: string; volume: string }) => `Gluster has no snapshot ${e.name} of volume ${e.volume}`,
  },
  VOLUME_ORDER_UNKNOWN: {
    status: 409,
    retry: 'backoff',
    when: 'A volume that was taken over from Heketi was to lose a brick or to be copied, and which of its bricks belong together is not known: an export does not say. It is learnt from Gluster when its cluster is examined.',
    remedy:
      'Examine the cluster: `hostreeve drift examine --cluster ID`. Where that changes nothing, its findings say which bricks Gluster does not have as they are recorded.',
    text: (e: { volume: string; cluster: string }) =>
      `which bricks of the volume ${e.volume} belong together is not known yet; an examination of cluster ${e.cluster} learns it`,
  },
});

/** All that can go wrong with volumes. A field `host` names a host that the next attempt should keep away from. */
export const errors = {
  ...ofVolumes,
  ...ofBlockVolumes,
  ...ofBricks,
  ...ofExaminations,
  ...ofGluster,
  ...ofTheInventory,
  ...ofUnfinishedWork,
};
