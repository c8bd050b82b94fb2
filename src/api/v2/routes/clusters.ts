import { type Static, Type } from 'typebox';
import { headerOf } from '../check-headers.ts';
import { itemPage, pageOf } from '../cursor.ts';
import { requireMatch } from '../etag.ts';
import { findProject } from '../find-project.ts';
import type { Action } from '../../../kernel/identity/index.ts';
import type { ClusterInfo } from '../../../domains/volumes/index.ts';
import { type AnyAsk, byOf, defineRoute, reachOf, requireRight } from '../route.ts';
import { paging, query, wish } from '../shapes/common.ts';
import { ClusterPage, ClusterShape, showCluster } from '../shapes/inventory.ts';
import { showCreated, showWithTag } from '../show.ts';
import { sightOf } from '../sight.ts';

const listClusters = defineRoute({
  id: 'listClusters',
  method: 'GET',
  path: '/clusters',
  tag: 'clusters',
  summary: 'List clusters',
  description: 'By id, of the projects that one may see.',
  access: 'cluster.read',
  query: query(paging),
  answers: { 200: { description: 'A page of clusters.', body: ClusterPage } },
  errors: ['CURSOR_INVALID'],
  handle: async (ask) => {
    const reach = await reachOf(ask, 'cluster.read');
    const found = await ask.parts.volumes.clusters.page({ reach, ...pageOf(ask.query) });
    const sight = await sightOf(ask, found.items);
    return itemPage(found, (cluster) => showCluster(cluster, sight));
  },
});

const getCluster = defineRoute({
  id: 'getCluster',
  method: 'GET',
  path: '/clusters/{cluster}',
  tag: 'clusters',
  summary: 'Show a cluster',
  description: 'With the ids of its nodes, and of those of its volumes that one may see.',
  access: 'cluster.read',
  takes: ['if-none-match'],
  answers: {
    200: { description: 'The cluster.', body: ClusterShape, headers: { ETag: 'Of what is shown.' } },
    304: { description: 'It is as the client has it.' },
  },
  errors: ['CLUSTER_NOT_FOUND', 'HEADER_INVALID'],
  handle: async (ask) => showWithTag(ask, await shown(ask, await find(ask, ask.params.cluster, 'cluster.read'))),
});

const createCluster = defineRoute({
  id: 'createCluster',
  method: 'POST',
  path: '/clusters',
  tag: 'clusters',
  summary: 'Create a cluster',
  description: 'An empty one. Nodes are added to it afterwards.',
  access: 'cluster.manage',
  body: wish('ClusterWish', {
    takesFile: Type.Optional(Type.Boolean({ description: '`true` without it.' })),
    takesBlock: Type.Optional(Type.Boolean({ description: '`true` without it.' })),
    project: Type.Optional(Type.String({ description: 'Name or id; `default` without it.' })),
  }),
  answers: {
    201: {
      description: 'The cluster.',
      body: ClusterShape,
      headers: { Location: 'The cluster.', ETag: 'Of what is shown.' },
    },
  },
  errors: ['PROJECT_NOT_FOUND'],
  handle: async (ask) => {
    const { takesFile = true, takesBlock = true, project } = ask.body;
    const by = byOf(ask, await findProject(ask, 'cluster.manage', project));
    const made = await ask.parts.volumes.clusters.create(by, { takesFile, takesBlock });
    return showCreated(ask, '/clusters', await shown(ask, made));
  },
});

const changeCluster = defineRoute({
  id: 'changeCluster',
  method: 'PATCH',
  path: '/clusters/{cluster}',
  tag: 'clusters',
  summary: 'Change what a cluster takes',
  description: 'Volumes that are there stay. What is left out stays as it is.',
  access: 'cluster.manage',
  body: wish('ClusterChange', {
    takesFile: Type.Optional(Type.Boolean()),
    takesBlock: Type.Optional(Type.Boolean()),
  }),
  takes: ['if-match'],
  answers: {
    200: { description: 'The cluster as it is now.', body: ClusterShape, headers: { ETag: 'Of what is shown.' } },
  },
  errors: ['CLUSTER_NOT_FOUND', 'INVENTORY_CONTENDED'],
  handle: async (ask) => {
    const { clusters } = ask.parts.volumes;
    const found = await find(ask, ask.params.cluster, 'cluster.manage');
    const { takesFile = found.takesFile, takesBlock = found.takesBlock } = ask.body;
    await clusters.setFlags(byOf(ask, found.project), found.id, { takesFile, takesBlock });
    return showWithTag(ask, await shown(ask, await clusters.get(found.id)));
  },
});

const deleteCluster = defineRoute({
  id: 'deleteCluster',
  method: 'DELETE',
  path: '/clusters/{cluster}',
  tag: 'clusters',
  summary: 'Delete a cluster',
  description: 'One without nodes and volumes; those that are being made or deleted count.',
  access: 'cluster.manage',
  takes: ['if-match'],
  answers: { 204: { description: 'It is gone.' } },
  errors: ['CLUSTER_NOT_FOUND', 'CLUSTER_NOT_EMPTY', 'INVENTORY_CONTENDED'],
  handle: async (ask) => {
    const { id, project } = await find(ask, ask.params.cluster, 'cluster.manage');
    await ask.parts.volumes.clusters.remove(byOf(ask, project), id);
  },
});

export const clusterRoutes = [listClusters, getCluster, createCluster, changeCluster, deleteCluster];

/** The cluster that a route is about, as its client has seen it. */
async function find(ask: AnyAsk, id: string, action: Action): Promise<ClusterInfo> {
  const found = await ask.parts.volumes.clusters.get(id);
  await requireRight(ask, action, found.project);
  requireMatch(await shown(ask, found), headerOf(ask.request, 'if-match'));
  return found;
}

async function shown(ask: AnyAsk, cluster: ClusterInfo): Promise<Static<typeof ClusterShape>> {
  return showCluster(cluster, await sightOf(ask, [cluster]));
}
