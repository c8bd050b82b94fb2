import { Flags } from '../clusters.ts';
import { DeviceAdd, DeviceDelete } from '../devices.ts';
import { NodeAdd } from '../nodes.ts';
import { StateChange } from '../states.ts';
import { TagsChange } from '../tags.ts';
import { Cluster, ClusterList, Device, Node, Tags } from './answer-shapes.ts';
import type { DescribedBody, DescribedRoute } from './described-route.ts';

const ID = { pattern: '^[0-9a-fA-F]{32}$' };
const TAGS = { description: 'At most 32, names of 1 to 32 of the characters a-z, A-Z, 0-9, `_`, `.` and `-`.' };

const clusterBody: DescribedBody = {
  title: 'ClusterFlags',
  reads: Flags,
  keys: {
    block: { description: 'Whether it may hold block hosting volumes.' },
    file: { description: 'Whether it may hold file volumes.' },
  },
};

const stateBody: DescribedBody = {
  title: 'StateRequest',
  reads: StateChange,
  required: ['state'],
  keys: {
    state: { enum: ['online', 'offline', 'failed'] },
    healcheck: {
      enum: ['', 'enable', 'disable'],
      description: 'Whether bricks are moved only where healing has come to its end; it is, unless disabled.',
    },
  },
};

const tagsBody: DescribedBody = {
  title: 'TagsChangeRequest',
  reads: TagsChange,
  required: ['change_type'],
  keys: {
    change_type: {
      enum: ['set', 'update', 'delete'],
      description: 'Replace all tags, add to them, or remove those that are named.',
    },
    tags: TAGS,
  },
};

/** Routes of clusters, nodes and devices: contract heketi-api §9.1 to §9.5. */
export const inventoryRoutes: Readonly<Record<string, DescribedRoute>> = {
  'POST /clusters': {
    name: 'ClusterCreate',
    tag: 'clusters',
    summary: 'Make a cluster',
    description: 'A flag that is not given is false, and a cluster with neither holds no volume.',
    body: clusterBody,
    answer: { status: 201, description: 'The cluster.', body: Cluster },
  },
  'GET /clusters': {
    name: 'ClusterList',
    tag: 'clusters',
    summary: 'List clusters',
    answer: { status: 200, description: 'Their ids.', body: ClusterList },
  },
  'GET /clusters/{id}': {
    name: 'ClusterInfo',
    tag: 'clusters',
    summary: 'Show a cluster',
    answer: { status: 200, description: 'The cluster.', body: Cluster },
  },
  'POST /clusters/{id}/flags': {
    name: 'ClusterSetFlags',
    tag: 'clusters',
    summary: 'Say what a cluster may hold',
    description: 'Both flags are replaced: one that is not given is false.',
    body: clusterBody,
    answer: { status: 200, description: 'It is set; the body is empty.' },
  },
  'DELETE /clusters/{id}': {
    name: 'ClusterDelete',
    tag: 'clusters',
    summary: 'Delete an empty cluster',
    answer: { status: 200, description: 'It is gone; the body is empty.' },
    refusals: { 409: 'It has nodes or volumes.' },
  },
  'POST /nodes': {
    name: 'NodeAdd',
    tag: 'nodes',
    summary: 'Add a host to a cluster',
    body: {
      title: 'NodeAddRequest',
      reads: NodeAdd,
      required: ['zone', 'hostnames', 'cluster'],
      keys: {
        zone: { minimum: 1, description: 'What fails together; replicas lie in different zones where they can.' },
        hostnames: { required: ['manage', 'storage'] },
        'hostnames.manage': { minItems: 1, description: 'Where SSH goes; the first one counts.' },
        'hostnames.storage': { minItems: 1, description: 'What Gluster calls the host; the first one counts.' },
        cluster: ID,
        tags: TAGS,
      },
    },
    answer: { queued: { leadsTo: 'node' } },
    refusals: {
      400: 'Glusterd does not answer: on the node, if it is the first, or on none of those that the cluster has.',
      404: 'There is no such cluster.',
      409: 'One of the names is that of another node.',
    },
  },
  'GET /nodes/{id}': {
    name: 'NodeInfo',
    tag: 'nodes',
    summary: 'Show a node with its devices',
    answer: { status: 200, description: 'The node.', body: Node },
  },
  'DELETE /nodes/{id}': {
    name: 'NodeDelete',
    tag: 'nodes',
    summary: 'Delete a node without devices',
    answer: { queued: 'nothing' },
    refusals: { 409: 'It has devices.' },
  },
  'POST /nodes/{id}/state': {
    name: 'NodeState',
    tag: 'nodes',
    summary: 'Set the state of a node',
    description:
      '`offline` takes no new bricks. `failed`, which only an offline node becomes, moves all its bricks elsewhere first. A change that is not possible is told by the queue.',
    body: stateBody,
    answer: { queued: 'nothing' },
    refusals: { 429: 'Too many operations are under way, for `failed` alone.' },
  },
  'POST /nodes/{id}/tags': {
    name: 'NodeSetTags',
    tag: 'nodes',
    summary: 'Change the tags of a node',
    body: tagsBody,
    answer: { status: 200, description: 'All tags that it has now.', body: Tags },
  },
  'POST /devices': {
    name: 'DeviceAdd',
    tag: 'devices',
    summary: 'Add a disk to a node',
    description: 'The end gives no id: the device is found in its node, by its name.',
    body: {
      title: 'DeviceAddRequest',
      reads: DeviceAdd,
      required: ['name', 'node'],
      keys: {
        name: { pattern: '^/[a-zA-Z0-9_.:/-]+$', description: 'The path of the disk on its node.' },
        node: ID,
        tags: TAGS,
        destroydata: { description: 'Whether what is on the disk may be lost.' },
      },
    },
    answer: { queued: 'nothing' },
    refusals: { 404: 'There is no such node.' },
  },
  'GET /devices/{id}': {
    name: 'DeviceInfo',
    tag: 'devices',
    summary: 'Show a device with its bricks',
    answer: { status: 200, description: 'The device.', body: Device },
  },
  'DELETE /devices/{id}': {
    name: 'DeviceDelete',
    tag: 'devices',
    summary: 'Delete a failed device without bricks',
    body: {
      title: 'DeviceDeleteOptions',
      reads: DeviceDelete,
      isOptional: true,
      keys: { forceforget: { description: 'Whether what cannot be done on the node is left undone.' } },
    },
    answer: { queued: 'nothing' },
    refusals: { 400: 'It is not in the state `failed`.', 409: 'It has bricks.' },
  },
  'POST /devices/{id}/state': {
    name: 'DeviceState',
    tag: 'devices',
    summary: 'Set the state of a device',
    description:
      '`offline` takes no new bricks. `failed`, which only an offline device becomes, moves its bricks elsewhere first. A change that is not possible is told by the queue.',
    body: stateBody,
    answer: { queued: 'nothing' },
    refusals: { 429: 'Too many operations are under way, for `failed` alone.' },
  },
  'GET /devices/{id}/resync': {
    name: 'DeviceResync',
    tag: 'devices',
    summary: 'Read the size of a device anew from its node',
    answer: { queued: 'nothing' },
  },
  'POST /devices/{id}/tags': {
    name: 'DeviceSetTags',
    tag: 'devices',
    summary: 'Change the tags of a device',
    body: tagsBody,
    answer: { status: 200, description: 'All tags that it has now.', body: Tags },
  },
};
