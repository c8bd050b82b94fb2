import { defineErrors } from '../../kernel/errors.ts';
import type { ExpansionCause } from './operations/expansion-cause.ts';
import type { ClusterCause } from './operations/cluster-cause.ts';

/** What can go wrong with volumes. A field `host` names a host that the next attempt should keep away from. */
export const errors = defineErrors({
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
      `the volume ${e.volume} has ${e.snapshots} snapshots; delete them first`,
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
  DEVICE_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'There is no device with the id.',
    remedy: 'List the devices of the node.',
    text: (e: { device: string }) => `there is no device ${e.device}`,
  },
  DEVICE_NOT_OFFLINE: {
    status: 409,
    retry: 'never',
    when: 'A device was to be removed that still takes new bricks, or that was removed before.',
    remedy: 'Set it offline first; a device that was removed can only be deleted.',
    text: (e: { device: string; state: string }) =>
      `the device ${e.device} is ${e.state}; only an offline one is removed`,
  },
  DEVICE_BUSY: {
    status: 409,
    retry: 'backoff',
    when: 'Another operation works on the device or on a brick of it.',
    remedy: 'Wait for it, or see to it if it is stuck.',
    text: (e: { device: string; reason: string }) => `the device ${e.device} is busy: ${e.reason}`,
  },
  DEVICE_NO_REPLACEMENT: {
    status: 409,
    retry: 'never',
    when: 'A brick that is to leave its device has no place to go to. Bricks that were moved before stay moved.',
    remedy: 'Add a device or a node that the reasons allow, then remove the device or evict the brick again.',
    text: (e: { device: string; brick: string; reasons: readonly string[] }) =>
      `the brick ${e.brick} on device ${e.device} has no place to go to: ${e.reasons.join('; ')}`,
  },
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
  VOLUME_ORDER_UNKNOWN: {
    status: 409,
    retry: 'backoff',
    when: 'A volume that was taken over from Heketi was to lose a brick or to be copied, and which of its bricks belong together is not known: an export does not say. It is learnt from Gluster when its cluster is examined.',
    remedy:
      'Examine the cluster: `hostreeve drift examine --cluster ID`. Where that changes nothing, its findings say which bricks Gluster does not have as they are recorded.',
    text: (e: { volume: string; cluster: string }) =>
      `which bricks of the volume ${e.volume} belong together is not known yet; an examination of cluster ${e.cluster} learns it`,
  },
  BRICK_HAS_SNAPSHOTS: {
    status: 409,
    retry: 'never',
    when: 'A brick was to be moved whose volume has snapshots. Their data lie beside it, on the same device, and cannot be moved.',
    remedy: 'Delete the snapshots of the volume first, or clone what is to be kept and move that.',
    text: (e: { brick: string; volume: string; snapshots: number }) =>
      `the brick ${e.brick} cannot be moved: the volume ${e.volume} has ${e.snapshots} snapshots, which lie beside it`,
  },
  BRICK_NEEDED: {
    status: 409,
    retry: 'backoff',
    when: 'A brick was to be replaced while the rest of its set does not have all of its data.',
    remedy: 'Bring the bricks that are down back, let the volume heal, then try again.',
    text: (e: { brick: string; volume: string; reason: string; up?: number; needed?: number }) =>
      `the brick ${e.brick} of volume ${e.volume} cannot be replaced now: ${e.reason}`,
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
    remedy: 'Find out what it is with `fuser -vm` on the directory, and end it.',
    text: (e: { host: string; brick: string; target: string }) =>
      `the brick ${e.brick} cannot be taken away: ${e.target} on ${e.host} is in use`,
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
  GLUSTER_VOLUME_FOREIGN: {
    status: 409,
    retry: 'never',
    when: 'Gluster has a volume of the name that was not made by this operation.',
    remedy: 'Choose another name, or see who made the volume on the hosts.',
    text: (e: { volume: string; reason: string }) => `the Gluster volume ${e.volume} is another one: ${e.reason}`,
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
      `the block volume wants ${e.wanted} hosts, and ${e.answering.length} answer: ${e.answering.join(', ')}`,
  },
  CLUSTER_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'There is no cluster with the id.',
    remedy: 'List the clusters.',
    text: (e: { cluster: string }) => `there is no cluster ${e.cluster}`,
  },
  NODE_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'There is no node with the id.',
    remedy: 'List the nodes of the cluster.',
    text: (e: { node: string }) => `there is no node ${e.node}`,
  },
  NODE_NOT_EMPTY: {
    status: 409,
    retry: 'never',
    when: 'A node was to be deleted that still has devices.',
    remedy: 'Remove and delete its devices first.',
    text: (e: { node: string; devices: number }) => `the node ${e.node} has ${e.devices} devices`,
  },
  NODE_NAME_TAKEN: {
    status: 409,
    retry: 'never',
    when: 'A node was to be added under a hostname that another node has, or on the host of another node.',
    remedy: 'Give the node names of its own, or delete the other node.',
    text: (e: { hostname: string; node: string }) => `the hostname ${e.hostname} is that of node ${e.node}`,
  },
  NODE_STATE_REFUSED: {
    status: 409,
    retry: 'never',
    when: 'A node was to come into a state that it cannot reach from the one that it has.',
    remedy: 'Set it offline before it is removed; a node that was removed can only be deleted.',
    text: (e: { node: string; from: string; to: string }) =>
      `the node ${e.node} is ${e.from} and cannot become ${e.to}`,
  },
  NODE_BUSY: {
    status: 409,
    retry: 'backoff',
    when: 'Another operation works on the node, or on what has to be settled before it.',
    remedy: 'Wait for it, or see to it if it is stuck.',
    text: (e: { node: string; reason: string }) => `the node ${e.node} is busy: ${e.reason}`,
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
  DEVICE_NAME_TAKEN: {
    status: 409,
    retry: 'never',
    when: 'The node has a device of the name.',
    remedy: 'Use the device that is there.',
    text: (e: { node: string; name: string; device: string }) =>
      `the node ${e.node} has the device ${e.device} under the name ${e.name}`,
  },
  DEVICE_NAME_INVALID: {
    status: 400,
    retry: 'never',
    when: 'The name of a device is no plain path.',
    remedy: 'Give the path without `..`, double slashes or a slash at its end.',
    text: (e: { name: string }) => `'${e.name}' is no plain absolute path`,
  },
  DEVICE_NOT_USABLE: {
    status: 409,
    retry: 'never',
    when: 'What was to become a device is neither a block device nor a directory on its host.',
    remedy: 'See what is there with `stat -L`; name a block device or a directory.',
    text: (e: { host: string; name: string; found: string }) => `${e.name} on ${e.host} cannot be a device: ${e.found}`,
  },
  DEVICE_HOLDS_DATA: {
    status: 409,
    retry: 'never',
    when: 'What was to become a device holds something. Nothing of it was touched.',
    remedy:
      'See what it is. If nobody needs it, add a block device once more with `destroyData`; empty a directory by hand.',
    text: (e: { host: string; name: string; found: string }) => `${e.name} on ${e.host} holds data: ${e.found}`,
  },
  DEVICE_IN_USE: {
    status: 409,
    retry: 'never',
    when: 'What was to become a device is one already, under this name or another, on this node or another.',
    remedy: 'Use the device that is there, or remove and delete it first.',
    text: (e: { name: string; device: string }) => `${e.name} is the device ${e.device} already`,
  },
  DEVICE_DESTROY_UNSAFE: {
    status: 409,
    retry: 'never',
    when: 'The data of a device were to be destroyed, and it cannot be ruled out that it is a device that is in use: of one, nobody recorded which physical volume it is.',
    remedy: 'Wipe it by hand, with `wipefs --all` on its host, if nobody needs it.',
    text: (e: { name: string; device: string }) =>
      `${e.name} may be the device ${e.device}, whose physical volume is not recorded`,
  },
  DEVICE_NOT_FAILED: {
    status: 409,
    retry: 'never',
    when: 'A device was to be deleted that was not removed before.',
    remedy: 'Set it offline and remove it first.',
    text: (e: { device: string; state: string }) =>
      `the device ${e.device} is ${e.state}; only a failed one is deleted`,
  },
  DEVICE_NOT_EMPTY: {
    status: 409,
    retry: 'never',
    when: 'A device was to be deleted that still has bricks.',
    remedy: 'Remove it first; bricks that wait to be cleaned up go when their host can be reached.',
    text: (e: { device: string; bricks: number }) => `the device ${e.device} has ${e.bricks} bricks`,
  },
  CLUSTER_NOT_EMPTY: {
    status: 409,
    retry: 'never',
    when: 'A cluster was to be removed that still has volumes or nodes; those that are being made or deleted count.',
    remedy: 'Delete its volumes, then its nodes.',
    text: (e: { cluster: string; nodes: number; volumes: number }) =>
      `the cluster ${e.cluster} has ${e.nodes} nodes and ${e.volumes} volumes`,
  },
  DEVICE_STATE_REFUSED: {
    status: 409,
    retry: 'never',
    when: 'A device was to come into a state that it cannot reach from the one that it has.',
    remedy: 'A device that was removed can be deleted, or set offline and then online.',
    text: (e: { device: string; from: string; to: string }) =>
      `the device ${e.device} is ${e.from} and cannot become ${e.to}`,
  },
  TAGS_TOO_MANY: {
    status: 409,
    retry: 'never',
    when: 'A node or a device would have had more tags than it may.',
    remedy: 'Remove tags that nobody needs, then set the new ones.',
    text: (e: { what: string; id: string; tags: number; most: number }) =>
      `the ${e.what} ${e.id} would have ${e.tags} tags; ${e.most} are the most`,
  },
  INVENTORY_CONTENDED: {
    status: 503,
    retry: 'backoff',
    when: 'A change of a cluster, node or device was overtaken by others each time that it was tried.',
    remedy: 'Try again; if it goes on, read what the error says was refused.',
    text: (e: { refused: string; tries: number }) =>
      `somebody else was faster ${e.tries} times; refused at last: ${e.refused}`,
  },
  INVENTORY_IMPORT_REFUSED: {
    status: 409,
    retry: 'never',
    when: 'An inventory was to be taken over, and something is in its way.',
    remedy: 'Mend what the problems name, here or there. Nothing was taken over.',
    text: (e: { problems: readonly string[] }) => `nothing was taken over: ${e.problems.join('; ')}`,
  },
  DRIFT_EXAMINATION_RUNNING: {
    status: 409,
    retry: 'backoff',
    when: 'A cluster was to be examined while a server examines it already.',
    remedy: 'Wait for its end, and list what it found.',
    text: (e: { cluster: string }) => `the cluster ${e.cluster} is being examined now`,
  },
  DRIFT_EXAMINATION_FAILED: {
    status: 503,
    retry: 'backoff',
    when: 'An examination was broken off: it took too long, or the server stops.',
    remedy: 'Try again; look which host does not answer if it goes on.',
    text: (e: { cluster: string; reason: string }) => `the cluster ${e.cluster} was not examined: ${e.reason}`,
  },
  DRIFT_FINDING_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'There is no finding with the id: it is gone since, or was never there.',
    remedy: 'Examine the cluster, and list what is different now.',
    text: (e: { finding: string }) => `there is no finding ${e.finding}`,
  },
  DRIFT_NOT_REPAIRABLE: {
    status: 409,
    retry: 'never',
    when: 'A finding was to be repaired about which only a person can do something, or no longer in the way that was found.',
    remedy: 'Do what the reason says.',
    text: (e: { finding: string; code: string; reason: string }) =>
      `the finding ${e.finding} (${e.code}) cannot be repaired: ${e.reason}`,
  },
  DRIFT_MOVED: {
    status: 409,
    retry: 'never',
    when: 'A repair found something else on the host than the examination had.',
    remedy: 'Examine the cluster once more.',
    text: (e: { host: string; found: string }) => `it is not as it was when ${e.host} was examined: ${e.found}`,
  },
  VOLUME_NOT_ADOPTABLE: {
    status: 409,
    retry: 'never',
    when: 'A volume of Gluster cannot be taken over as it is.',
    remedy: 'Mend what the reason names; examine the cluster first, so that it is known.',
    text: (e: { name: string; reason: string }) => `the Gluster volume ${e.name} cannot be taken over: ${e.reason}`,
  },
  VOLUME_HEAL_UNKNOWN: {
    status: 404,
    retry: 'backoff',
    when: 'Nobody has looked yet how much of a volume has to heal, or it keeps no copies that could.',
    remedy: 'Examine its cluster.',
    text: (e: { volume: string }) => `it is not known what of the volume ${e.volume} has to heal`,
  },
});
