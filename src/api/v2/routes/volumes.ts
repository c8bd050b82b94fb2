import { Type } from 'typebox';
import type { CreateVolumeInput } from '../../../domains/volumes/index.ts';
import { headerOf } from '../check-headers.ts';
import { itemPage, pageOf } from '../cursor.ts';
import { requireMatch } from '../etag.ts';
import { findProject } from '../find-project.ts';
import { defineRoute, reachOf, requireRight } from '../route.ts';
import { paging, query, wish } from '../shapes/common.ts';
import { Durability, showVolume, VolumeOptionShape, VolumePage, VolumeShape } from '../shapes/inventory.ts';
import { showWithTag } from '../show.ts';
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
    return itemPage(
      await ask.parts.volumes.volumes.page({ reach, ...filters, ...pageOf({ after, limit }) }),
      showVolume,
    );
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
    return showWithTag(ask, showVolume(found));
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
    zoneChecking: Type.Optional(
      Type.Enum(['strict', 'none'], { description: 'Whether the bricks of a set must be in different zones.' }),
    ),
    project: Type.Optional(Type.String({ description: 'Name or id; `default` without it.' })),
  }),
  answers: started,
  errors: [
    ...startErrors,
    'PROJECT_NOT_FOUND',
    'VOLUME_INPUT_INVALID',
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
there is no way back.`,
  access: 'volume.delete',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  answers: started,
  errors: [...startErrors, 'VOLUME_NOT_FOUND', 'VOLUME_BUSY'],
  handle: (ask) =>
    startOperation(ask, 'volume.delete', async () => {
      const found = await ask.parts.volumes.volumes.get(ask.params.volume);
      await requireRight(ask, 'volume.delete', found.project);
      requireMatch(showVolume(found), headerOf(ask.request, 'if-match'));
      return { kind: 'volume.delete', input: { volume: found.id }, project: found.project };
    }),
});

export const volumeRoutes = [listVolumes, getVolume, createVolume, deleteVolume];
