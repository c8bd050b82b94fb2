import { defineErrors } from '../../../kernel/errors.ts';
import { howMany } from '../../../kernel/how-many.ts';

/** What can go wrong with clusters, nodes and devices. */
export const errors = defineErrors({
  CLUSTER_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'There is no cluster with the id.',
    remedy: 'List the clusters.',
    text: (e: { cluster: string }) => `there is no cluster ${e.cluster}`,
  },
  CLUSTER_NOT_EMPTY: {
    status: 409,
    retry: 'never',
    when: 'A cluster was to be removed that still has volumes or nodes; those that are being made or deleted count.',
    remedy: 'Delete its volumes, then its nodes.',
    text: (e: { cluster: string; nodes: number; volumes: number }) =>
      `the cluster ${e.cluster} has ${howMany(e.nodes, 'node')} and ${howMany(e.volumes, 'volume')}`,
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
    text: (e: { node: string; devices: number }) => `the node ${e.node} has ${howMany(e.devices, 'device')}`,
  },
  NODE_NAME_TAKEN: {
    status: 409,
    retry: 'never',
    when: 'A node was to be added under a hostname that another node has, or on the host of another node.',
    remedy: 'Give the node names of its own, or delete the other node.',
    text: (e: { hostname: string; node: string }) => `the hostname ${e.hostname} is that of node ${e.node}`,
  },
  NODE_NAMES_UNCHANGED: {
    status: 409,
    retry: 'never',
    when: 'A node was to get names that it has already, or none were given.',
    remedy: 'Nothing, or say which names it is to have: `hostreeve node show` has those that it has.',
    text: (e: { node: string }) => `the node ${e.node} has these names already`,
  },
  NODE_NOT_READDRESSABLE: {
    status: 409,
    retry: 'never',
    when: 'The storage name of a node was to be changed, and a volume with bricks on it cannot go along: it has snapshots, or nobody said that it may stand still for some seconds; or a block volume tells its clients the old name. Nothing was changed.',
    remedy:
      'Do what the reasons say. Or let the old name lead to the new address, in DNS or `/etc/hosts`, and change only the `manage` names: Gluster goes by the name alone.',
    text: (e: { node: string; name: string; reasons: readonly string[] }) =>
      `the node ${e.node} cannot be called ${e.name}: ${e.reasons.join('; ')}`,
  },
  NODE_NOT_IN_POOL: {
    status: 409,
    retry: 'never',
    when: 'A node was to get other names, and the pool of its cluster does not know it: whether it is the same machine afterwards could not be told. Its names and addresses are as before.',
    remedy:
      'See `gluster pool list` on another node of the cluster. Take the node into the pool again with `gluster peer probe` there, or delete it and add it anew.',
    text: (e: { node: string; name: string; host: string }) =>
      `the pool of ${e.host} has no member that is the node ${e.node}, ${e.name}`,
  },
  NODE_OTHER_MACHINE: {
    status: 409,
    retry: 'never',
    when: 'A node was to be reached under another name, and the glusterd there is not the one that the node had: it is another machine. The node is reached as before.',
    remedy:
      'See where the name leads. A new machine in the place of one that died is another node: remove the old one, then add the new one.',
    text: (e: { node: string; name: string; found: string; wanted: string }) =>
      `under ${e.name} is the glusterd ${e.found}, and the node ${e.node} had ${e.wanted}`,
  },
  NODE_NAME_ASTRAY: {
    status: 409,
    retry: 'backoff',
    when: 'A node was to get another storage name, and on a host of its cluster that name does not lead to it. Nothing of its bricks was changed.',
    remedy:
      'Let the name lead to the node on every host of the cluster and on all clients, in DNS or `/etc/hosts`; see that port 24007 of it can be reached.',
    text: (e: { name: string; host: string; found?: string; wanted: string }) =>
      `asked on ${e.host}, ${e.found === undefined ? 'no glusterd answers' : `the glusterd ${e.found} answers`} under ${e.name}, not ${e.wanted}`,
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
    text: (e: { device: string; bricks: number }) => `the device ${e.device} has ${howMany(e.bricks, 'brick')}`,
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
});
