import { type Static, Type } from 'typebox';
import type { NodeInfo } from '../../../domains/volumes/index.ts';
import type { Action } from '../../../kernel/identity/index.ts';
import { headerOf } from '../check-headers.ts';
import { itemPage, pageOf } from '../cursor.ts';
import { requireMatch } from '../etag.ts';
import { type AnyAsk, byOf, defineRoute, reachOf, requireRight } from '../route.ts';
import { MOST_TAGS, paging, query, TagChange, Tags, wish } from '../shapes/common.ts';
import { NodePage, NodeShape, showNode } from '../shapes/inventory.ts';
import { showWithTag } from '../show.ts';
import { sightOf } from '../sight.ts';
import { evacuationErrors, started, startErrors, startHeaders, startOperation, trying } from '../start-operation.ts';

const listNodes = defineRoute({
  id: 'listNodes',
  method: 'GET',
  path: '/nodes',
  tag: 'nodes',
  summary: 'List nodes',
  description: 'By id, of the projects that one may see; with their devices, for who may see those.',
  access: 'cluster.read',
  query: query({ cluster: Type.Optional(Type.String({ description: 'Only of this cluster.' })), ...paging }),
  answers: { 200: { description: 'A page of nodes; at most 100.', body: NodePage } },
  errors: ['CURSOR_INVALID'],
  handle: async (ask) => {
    const { cluster, ...page } = ask.query;
    const reach = await reachOf(ask, 'cluster.read');
    const which = cluster === undefined ? {} : { cluster };
    const found = await ask.parts.volumes.nodes.list({ reach, ...which, ...pageOf(page) });
    const sight = await sightOf(ask, found.items);
    return itemPage(found, (node) => showNode(node, sight));
  },
});

const getNode = defineRoute({
  id: 'getNode',
  method: 'GET',
  path: '/nodes/{node}',
  tag: 'nodes',
  summary: 'Show a node',
  description: 'With its devices and what lies on them, for who may see those.',
  access: 'cluster.read',
  takes: ['if-none-match'],
  answers: {
    200: { description: 'The node.', body: NodeShape, headers: { ETag: 'Of what is shown.' } },
    304: { description: 'It is as the client has it.' },
  },
  errors: ['NODE_NOT_FOUND', 'HEADER_INVALID'],
  handle: async (ask) => showWithTag(ask, await shown(ask, await find(ask, ask.params.node, 'cluster.read'))),
});

const addNode = defineRoute({
  id: 'addNode',
  method: 'POST',
  path: '/nodes',
  tag: 'nodes',
  summary: 'Add a node to a cluster',
  description: `Starts the operation \`node.add\`: glusterd is looked for, and the host is taken into the cluster's pool. A
host that is not in the inventory yet is added to it under the first \`manage\` name. Its result has the id of the node.
Needs \`host.manage\` everywhere, too: the server logs in to whatever host is named.`,
  access: 'cluster.manage',
  query: query(trying),
  takes: startHeaders,
  body: wish('NodeWish', {
    cluster: Type.String(),
    zone: Type.Integer({ minimum: 1, description: 'What may fail together has one number.' }),
    manage: Type.Array(Type.String(), { minItems: 1, maxItems: 100, description: 'Names by which it is reached.' }),
    storage: Type.Array(Type.String(), {
      minItems: 1,
      maxItems: 100,
      description: 'Names by which nodes and clients reach its bricks; the first one is used.',
    }),
    tags: Type.Optional(Tags),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, description: 'Of SSH, for a host that is new.' })),
  }),
  answers: started,
  errors: [...startErrors, 'CLUSTER_NOT_FOUND', 'NODE_NAME_TAKEN', 'NODE_BUSY', 'GLUSTERD_NOT_RUNNING'],
  handle: (ask) =>
    startOperation(ask, 'cluster.manage', async () => {
      const { project } = await ask.parts.volumes.clusters.get(ask.body.cluster);
      await requireRight(ask, 'cluster.manage', project);
      // Hosts belong to no project, and this one is entered.
      await requireRight(ask, 'host.manage');
      return { kind: 'node.add', input: ask.body, project };
    }),
});

const changeNode = defineRoute({
  id: 'changeNode',
  method: 'PATCH',
  path: '/nodes/{node}',
  tag: 'nodes',
  summary: 'Set a node online or offline',
  description: 'While it is offline nothing new is placed on its devices; volumes on it go on.',
  access: 'cluster.manage',
  body: wish('NodeChange', { state: Type.Enum(['online', 'offline']) }),
  takes: ['if-match'],
  answers: { 200: { description: 'The node as it is now.', body: NodeShape, headers: { ETag: 'Of what is shown.' } } },
  errors: ['NODE_NOT_FOUND', 'NODE_STATE_REFUSED', 'NODE_BUSY', 'INVENTORY_CONTENDED'],
  handle: async (ask) => {
    const { nodes } = ask.parts.volumes;
    const { id, project } = await find(ask, ask.params.node, 'cluster.manage');
    await nodes.setState(byOf(ask, project), id, ask.body.state);
    return showWithTag(ask, await shown(ask, await nodes.get(id)));
  },
});

const changeNodeTags = defineRoute({
  id: 'changeNodeTags',
  method: 'PATCH',
  path: '/nodes/{node}/tags',
  tag: 'nodes',
  summary: 'Change the tags of a node',
  description: `Of the tags that are there at that moment: what others change meanwhile stays, unless \`If-Match\` is given.
There are at most ${MOST_TAGS} afterwards.`,
  access: 'cluster.manage',
  body: TagChange,
  takes: ['if-match'],
  answers: {
    200: { description: 'The node as it is now.', body: NodeShape, headers: { ETag: 'Of what is shown.' } },
  },
  errors: ['NODE_NOT_FOUND', 'TAGS_TOO_MANY', 'INVENTORY_CONTENDED'],
  handle: async (ask) => {
    const { nodes } = ask.parts.volumes;
    const { id, project } = await find(ask, ask.params.node, 'cluster.manage');
    await nodes.changeTags(byOf(ask, project), id, { ...ask.body, most: MOST_TAGS });
    return showWithTag(ask, await shown(ask, await nodes.get(id)));
  },
});

const readdressNode = defineRoute({
  id: 'readdressNode',
  method: 'POST',
  path: '/nodes/{node}/readdress',
  tag: 'nodes',
  summary: 'Give a node other names',
  description: `Starts the operation \`node.readdress\`: the node stays what it is, with its id, its devices and its bricks.
That it is the same machine is known by its glusterd. Where the first \`storage\` name changes, its bricks go on under the
new one, one after the other; a volume is read-only while a brick of it is down and until it is healed. With \`manage\` it needs
\`host.manage\` everywhere, too.`,
  access: 'cluster.manage',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  body: wish('ReaddressWish', {
    manage: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        maxItems: 100,
        description: 'All names by which it is reached from then on; the first one is used. As they are without it.',
      }),
    ),
    storage: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        maxItems: 100,
        description: 'The same for the names by which nodes and clients reach its bricks.',
      }),
    ),
    interrupt: Type.Optional(
      Type.Boolean({
        description:
          'Whether volumes may stand still for some seconds, each while its brick is renamed; `false` without it.',
      }),
    ),
  }),
  answers: started,
  errors: [
    ...startErrors,
    'NODE_NOT_FOUND',
    'NODE_NAMES_UNCHANGED',
    'NODE_NAME_TAKEN',
    'NODE_BUSY',
    'NODE_NOT_READDRESSABLE',
    'HOST_NAME_TAKEN',
    'HOST_ADDRESS_TAKEN',
  ],
  handle: (ask) =>
    startOperation(ask, 'cluster.manage', async () => {
      const { id, project } = await find(ask, ask.params.node, 'cluster.manage');
      // Hosts belong to no project, and the server logs in to whatever is named.
      if (ask.body.manage !== undefined) await requireRight(ask, 'host.manage');
      return { kind: 'node.readdress', input: { node: id, ...ask.body }, project };
    }),
});

const removeNode = defineRoute({
  id: 'removeNode',
  method: 'POST',
  path: '/nodes/{node}/remove',
  tag: 'nodes',
  summary: 'Take a node out of use',
  description: `Starts the operation \`node.remove\`: all bricks of an offline node move to other nodes, one after the
other. It is \`failed\` afterwards, and can be deleted.`,
  access: 'cluster.manage',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  body: wish('RemovalWish', {
    healCheck: Type.Optional(
      Type.Boolean({
        description: 'Whether a set must have healed before a brick of it is replaced; `true` without it.',
      }),
    ),
    gone: Type.Optional(
      Type.Boolean({
        description:
          'Whether its machine will not come back: nothing is asked of it then, and what lies there is not cleaned up.',
      }),
    ),
  }),
  answers: started,
  errors: [...startErrors, 'NODE_NOT_FOUND', 'NODE_STATE_REFUSED', 'NODE_BUSY', ...evacuationErrors],
  handle: (ask) =>
    startOperation(ask, 'cluster.manage', async () => {
      const { id, project } = await find(ask, ask.params.node, 'cluster.manage');
      return { kind: 'node.remove', input: { node: id, ...ask.body }, project };
    }),
});

const deleteNode = defineRoute({
  id: 'deleteNode',
  method: 'DELETE',
  path: '/nodes/{node}',
  tag: 'nodes',
  summary: 'Delete a node',
  description: 'Starts the operation `node.delete`: a node without devices leaves the pool of its cluster.',
  access: 'cluster.manage',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  answers: started,
  errors: [...startErrors, 'NODE_NOT_FOUND', 'NODE_NOT_EMPTY', 'NODE_BUSY'],
  handle: (ask) =>
    startOperation(ask, 'cluster.manage', async () => {
      const { id, project } = await find(ask, ask.params.node, 'cluster.manage');
      return { kind: 'node.delete', input: { node: id }, project };
    }),
});

export const nodeRoutes = [
  listNodes,
  getNode,
  addNode,
  changeNode,
  changeNodeTags,
  readdressNode,
  removeNode,
  deleteNode,
];

/** The node that a route is about, as its client has seen it. */
async function find(ask: AnyAsk, id: string, action: Action): Promise<NodeInfo> {
  const found = await ask.parts.volumes.nodes.get(id);
  await requireRight(ask, action, found.project);
  requireMatch(await shown(ask, found), headerOf(ask.request, 'if-match'));
  return found;
}

async function shown(ask: AnyAsk, node: NodeInfo): Promise<Static<typeof NodeShape>> {
  return showNode(node, await sightOf(ask, [node]));
}
