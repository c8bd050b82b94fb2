import { type Static, Type } from 'typebox';
import type { CreateVolumeInput, VolumeInfo } from '../../../domains/volumes/index.ts';
import { headerOf } from '../check-headers.ts';
import { itemPage, pageOf } from '../cursor.ts';
import { requireMatch } from '../etag.ts';
import { findProject } from '../find-project.ts';
import { type AnyAsk, byOf, defineRoute, reachOf, requireRight } from '../route.ts';
import { paging, query, wish } from '../shapes/common.ts';
import {
  Durability,
  PlacementRulesShape,
  RebalanceShape,
  showRebalance,
  showVolume,
  VolumeOptionShape,
  VolumePage,
  VolumeShape,
} from '../shapes/inventory.ts';
import { showWithTag } from '../show.ts';
import { sightOf } from '../sight.ts';
import { started, startErrors, startHeaders, startOperation, trying } from '../start-operation.ts';

const listVolumes = defineRoute({
  id: 'listVolumes',
  method: 'GET',
  path: '/volumes',
  tag: 'volumes',
  summary: 'List volumes',
  description: 'By id, of the projects that one may see. One that is being made or deleted is not shown.',
  access: 'volume.read',
  query: query({
    cluster: Type.Optional(Type.String({ description: 'Only of this cluster.' })),
    name: Type.Optional(Type.String({ description: 'Only of this name; each cluster may have one.' })),
    ...paging,
  }),
  answers: { 200: { description: 'A page of volumes.', body: VolumePage } },
  errors: ['CURSOR_INVALID'],
  handle: async (ask) => {
    const { after, limit, ...filters } = ask.query;
    const reach = await reachOf(ask, 'volume.read');
    const found = await ask.parts.volumes.volumes.page({ reach, ...filters, ...pageOf({ after, limit }) });
    const { seesVolume } = await sightOf(ask, found.items);
    return itemPage(found, (volume) => showVolume(volume, seesVolume));
  },
});

const getVolume = defineRoute({
  id: 'getVolume',
  method: 'GET',
  path: '/volumes/{volume}',
  tag: 'volumes',
  summary: 'Show a volume',
  description: 'With its bricks, and whom clients mount it from.',
  access: 'volume.read',
  takes: ['if-none-match'],
  answers: {
    200: { description: 'The volume.', body: VolumeShape, headers: { ETag: 'Of what is shown.' } },
    304: { description: 'It is as the client has it.' },
  },
  errors: ['VOLUME_NOT_FOUND', 'HEADER_INVALID'],
  handle: async (ask) => {
    const found = await ask.parts.volumes.volumes.get(ask.params.volume);
    await requireRight(ask, 'volume.read', found.project);
    return showWithTag(ask, await shown(ask, found));
  },
});

const createVolume = defineRoute({
  id: 'createVolume',
  method: 'POST',
  path: '/volumes',
  tag: 'volumes',
  summary: 'Create a volume',
  description: `Starts the operation \`volume.create\`: all of it is made, or nothing. Its reasons say why its bricks lie
where they lie, and its result has the id of the volume.`,
  access: 'volume.create',
  query: query(trying),
  takes: startHeaders,
  body: wish('VolumeWish', {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Made from its id without it.' })),
    sizeGib: Type.Integer({ minimum: 1 }),
    durability: Durability,
    gid: Type.Optional(Type.Integer({ minimum: 0, description: 'A group that may write to its root.' })),
    snapshotFactor: Type.Optional(
      Type.Number({
        minimum: 1,
        maximum: 100,
        description: 'How much larger the pools are made than the bricks; without it there is no room for snapshots.',
      }),
    ),
    options: Type.Optional(Type.Array(VolumeOptionShape, { maxItems: 200, description: 'Set in this order.' })),
    clusters: Type.Optional(
      Type.Array(Type.String(), { maxItems: 1000, description: 'Tried in this order; all clusters without it.' }),
    ),
    block: Type.Optional(
      Type.Boolean({ description: 'Whether it is to hold block volumes, and nothing else; `false` without it.' }),
    ),
    zoneChecking: Type.Optional(
      Type.Enum(['strict', 'none'], { description: 'Whether the bricks of a set must be in different zones.' }),
    ),
    placement: Type.Optional(PlacementRulesShape),
    project: Type.Optional(Type.String({ description: 'Name or id; `default` without it.' })),
  }),
  answers: started,
  errors: [
    ...startErrors,
    'PROJECT_NOT_FOUND',
    'VOLUME_INPUT_INVALID',
    'VOLUME_ARBITER_NEEDS_THREE',
    'VOLUME_TAG_RULE_INVALID',
    'VOLUME_FILES_TOO_LARGE',
    'VOLUME_NAME_TAKEN',
    'VOLUME_NO_CLUSTER',
    'VOLUME_NO_SPACE',
  ],
  handle: (ask) =>
    startOperation(ask, 'volume.create', async () => {
      const project = await findProject(ask, 'volume.create', ask.body.project);
      const input: CreateVolumeInput = { ...ask.body, project };
      return { kind: 'volume.create', input, project };
    }),
});

const deleteVolume = defineRoute({
  id: 'deleteVolume',
  method: 'DELETE',
  path: '/volumes/{volume}',
  tag: 'volumes',
  summary: 'Delete a volume',
  description: `Starts the operation \`volume.delete\`: the volume goes, with all that is on it. From when it is stopped
there is no way back. One with snapshots is not deleted; clones of it stay.`,
  access: 'volume.delete',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  answers: started,
  errors: [...startErrors, 'VOLUME_NOT_FOUND', 'VOLUME_BUSY', 'VOLUME_HAS_SNAPSHOTS', 'VOLUME_HAS_BLOCK_VOLUMES'],
  handle: (ask) =>
    startOperation(ask, 'volume.delete', async () => {
      const found = await ask.parts.volumes.volumes.get(ask.params.volume);
      await requireRight(ask, 'volume.delete', found.project);
      requireMatch(await shown(ask, found), headerOf(ask.request, 'if-match'));
      return { kind: 'volume.delete', input: { volume: found.id }, project: found.project };
    }),
});

const expandVolume = defineRoute({
  id: 'expandVolume',
  method: 'POST',
  path: '/volumes/{volume}/expand',
  tag: 'volumes',
  summary: 'Expand a volume',
  description: `Starts the operation \`volume.expand\`: new sets of bricks come behind those that are there, which stay as
they are. Its reasons say why the new bricks lie where they lie. Then a rebalance is started, unless the settings of the
server say otherwise; that it cannot be started is no failure, and stands in the volume.`,
  access: 'volume.change',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  body: wish('VolumeExpansion', {
    sizeGib: Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'What comes to its size.' }),
  }),
  answers: started,
  errors: [...startErrors, 'VOLUME_NOT_FOUND', 'VOLUME_BUSY', 'VOLUME_NO_SPACE_TO_EXPAND'],
  handle: (ask) =>
    startOperation(ask, 'volume.change', async () => {
      const { id, project } = await findForChange(ask, ask.params.volume);
      return { kind: 'volume.expand', input: { volume: id, addGib: ask.body.sizeGib }, project };
    }),
});

const rebalanceVolume = defineRoute({
  id: 'rebalanceVolume',
  method: 'POST',
  path: '/volumes/{volume}/rebalance',
  tag: 'volumes',
  summary: 'Start or stop a rebalance',
  description: `Starts the operation \`volume.rebalance\`, which is over when Gluster has begun to spread what is in the
volume over all its bricks, or has left off. How far that is, the volume's \`rebalance\` says.`,
  access: 'volume.change',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  body: wish('VolumeRebalance', {
    stop: Type.Optional(Type.Boolean({ description: 'Ends one that runs; what was moved stays where it is.' })),
  }),
  answers: started,
  errors: [...startErrors, 'VOLUME_NOT_FOUND', 'VOLUME_BUSY', 'VOLUME_NOT_REBALANCEABLE'],
  handle: (ask) =>
    startOperation(ask, 'volume.change', async () => {
      const { id, project } = await findForChange(ask, ask.params.volume);
      return { kind: 'volume.rebalance', input: { volume: id, ...ask.body }, project };
    }),
});

const getRebalance = defineRoute({
  id: 'getRebalance',
  method: 'GET',
  path: '/volumes/{volume}/rebalance',
  tag: 'volumes',
  summary: 'Show how far a rebalance is',
  description: 'The last one; looked at every ten seconds while it runs.',
  access: 'volume.read',
  answers: { 200: { description: 'The rebalance.', body: RebalanceShape } },
  errors: ['VOLUME_NOT_FOUND'],
  handle: async (ask) => {
    const found = await ask.parts.volumes.volumes.get(ask.params.volume);
    await requireRight(ask, 'volume.read', found.project);
    return showRebalance(found.rebalance);
  },
});

const restrictVolume = defineRoute({
  id: 'changeVolume',
  method: 'PATCH',
  path: '/volumes/{volume}',
  tag: 'volumes',
  summary: 'Lock or unlock a volume that holds block volumes',
  description: `A locked one takes no further block volumes; those in it stay. One that is unlocked must have room for
what it keeps for itself.`,
  access: 'volume.change',
  body: wish('VolumeChange', { restriction: Type.Enum(['none', 'locked']) }),
  takes: ['if-match'],
  answers: {
    200: { description: 'The volume as it is now.', body: VolumeShape, headers: { ETag: 'Of what is shown.' } },
  },
  errors: ['VOLUME_NOT_FOUND', 'VOLUME_NOT_HOSTING', 'VOLUME_UNLOCK_NO_SPACE', 'INVENTORY_CONTENDED'],
  handle: async (ask) => {
    const { volumes } = ask.parts.volumes;
    const found = await findForChange(ask, ask.params.volume);
    const restriction = ask.body.restriction === 'locked' ? 'locked' : null;
    await volumes.setRestriction(byOf(ask, found.project), found.id, restriction);
    return showWithTag(ask, await shown(ask, await volumes.get(found.id)));
  },
});

export const volumeRoutes = [
  listVolumes,
  getVolume,
  createVolume,
  expandVolume,
  getRebalance,
  rebalanceVolume,
  restrictVolume,
  deleteVolume,
];

/** The volume as the caller has seen it. */
async function findForChange(ask: AnyAsk, volume: string): Promise<VolumeInfo> {
  const found = await ask.parts.volumes.volumes.get(volume);
  await requireRight(ask, 'volume.change', found.project);
  requireMatch(await shown(ask, found), headerOf(ask.request, 'if-match'));
  return found;
}

async function shown(ask: AnyAsk, volume: VolumeInfo): Promise<Static<typeof VolumeShape>> {
  return showVolume(volume, (await sightOf(ask, [volume])).seesVolume);
}
