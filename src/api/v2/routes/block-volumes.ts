import { Type } from 'typebox';
import type { BlockVolumeInfo, CreateBlockVolumeInput } from '../../../domains/volumes/index.ts';
import type { Action } from '../../../kernel/identity/index.ts';
import { headerOf } from '../check-headers.ts';
import { itemPage, pageOf } from '../cursor.ts';
import { requireMatch } from '../etag.ts';
import { findProject } from '../find-project.ts';
import { type AnyAsk, byOf, defineRoute, reachOf, requireRight } from '../route.ts';
import { paging, query, wish } from '../shapes/common.ts';
import {
  BlockCredentialsShape,
  BlockVolumePage,
  BlockVolumeShape,
  showBlockVolume,
  showCredentials,
} from '../shapes/inventory.ts';
import { showWithTag } from '../show.ts';
import { started, startErrors, startHeaders, startOperation, trying } from '../start-operation.ts';

const listBlockVolumes = defineRoute({
  id: 'listBlockVolumes',
  method: 'GET',
  path: '/block-volumes',
  tag: 'block volumes',
  summary: 'List block volumes',
  description: 'By id, of the projects that one may see. One that is being made or deleted is not shown.',
  access: 'volume.read',
  query: query({
    cluster: Type.Optional(Type.String({ description: 'Only of this cluster.' })),
    hosting: Type.Optional(Type.String({ description: 'Only those in this volume.' })),
    name: Type.Optional(Type.String({ description: 'Only of this name; each hosting volume may have one.' })),
    ...paging,
  }),
  answers: { 200: { description: 'A page of block volumes.', body: BlockVolumePage } },
  errors: ['CURSOR_INVALID'],
  handle: async (ask) => {
    const { after, limit, ...filters } = ask.query;
    const reach = await reachOf(ask, 'volume.read');
    const { blockVolumes } = ask.parts.volumes;
    return itemPage(await blockVolumes.page({ reach, ...filters, ...pageOf({ after, limit }) }), showBlockVolume);
  },
});

const getBlockVolume = defineRoute({
  id: 'getBlockVolume',
  method: 'GET',
  path: '/block-volumes/{blockVolume}',
  tag: 'block volumes',
  summary: 'Show a block volume',
  description: 'With the hosts over which clients reach it. Its login is asked for by itself.',
  access: 'volume.read',
  takes: ['if-none-match'],
  answers: {
    200: { description: 'The block volume.', body: BlockVolumeShape, headers: { ETag: 'Of what is shown.' } },
    304: { description: 'It is as the client has it.' },
  },
  errors: ['BLOCK_VOLUME_NOT_FOUND', 'HEADER_INVALID'],
  handle: async (ask) => showWithTag(ask, showBlockVolume(await find(ask, ask.params.blockVolume, 'volume.read'))),
});

const getBlockCredentials = defineRoute({
  id: 'getBlockCredentials',
  method: 'GET',
  path: '/block-volumes/{blockVolume}/credentials',
  tag: 'block volumes',
  summary: 'Show how clients log in to a block volume',
  description: 'The audit record says who asked. Empty where no login is needed.',
  access: 'volume.reveal',
  answers: {
    200: {
      description: 'The login.',
      body: BlockCredentialsShape,
      headers: { 'Cache-Control': '`no-store`.' },
    },
  },
  errors: ['BLOCK_VOLUME_NOT_FOUND'],
  handle: async (ask) => {
    const { id, project } = await find(ask, ask.params.blockVolume, 'volume.reveal');
    ask.head.header('cache-control', 'no-store');
    return showCredentials(await ask.parts.volumes.blockVolumes.reveal(byOf(ask, project), id));
  },
});

const createBlockVolume = defineRoute({
  id: 'createBlockVolume',
  method: 'POST',
  path: '/block-volumes',
  tag: 'block volumes',
  summary: 'Create a block volume',
  description: `Starts the operation \`block-volume.create\`: in one of the volumes that hold block volumes and have room,
or in one that is made for it, where the configuration says so. Its result has the id of the block volume.`,
  access: 'volume.create',
  query: query(trying),
  takes: startHeaders,
  body: wish('BlockVolumeWish', {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 254, description: 'Made from its id without it.' })),
    sizeGib: Type.Integer({ minimum: 1 }),
    clusters: Type.Optional(
      Type.Array(Type.String(), { maxItems: 1000, description: 'Tried in this order; all clusters without it.' }),
    ),
    haCount: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'How many hosts it can be reached over; all of its cluster without it.',
      }),
    ),
    auth: Type.Optional(Type.Boolean({ description: 'Whether clients need a login; `false` without it.' })),
    project: Type.Optional(Type.String({ description: 'Name or id; `default` without it.' })),
  }),
  answers: started,
  errors: [
    ...startErrors,
    'PROJECT_NOT_FOUND',
    'VOLUME_INPUT_INVALID',
    'VOLUME_NO_CLUSTER',
    'VOLUME_NO_SPACE',
    'BLOCK_HOSTING_TOO_SMALL',
    'BLOCK_HOSTING_OFF',
    'BLOCK_HOSTING_BUSY',
  ],
  handle: (ask) =>
    startOperation(ask, 'volume.create', async () => {
      const project = await findProject(ask, 'volume.create', ask.body.project);
      const input: CreateBlockVolumeInput = { ...ask.body, project };
      return { kind: 'block-volume.create', input, project };
    }),
});

const expandBlockVolume = defineRoute({
  id: 'expandBlockVolume',
  method: 'POST',
  path: '/block-volumes/{blockVolume}/expand',
  tag: 'block volumes',
  summary: 'Expand a block volume',
  description: `Starts the operation \`block-volume.expand\`, to a size that is given as a whole. Where hosts did not
follow it fails, and the same size may be asked for again.`,
  access: 'volume.change',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  body: wish('BlockVolumeExpansion', { sizeGib: Type.Integer({ minimum: 1, description: 'The new size.' }) }),
  answers: started,
  errors: [
    ...startErrors,
    'BLOCK_VOLUME_NOT_FOUND',
    'BLOCK_VOLUME_BUSY',
    'BLOCK_VOLUME_SIZE_REFUSED',
    'BLOCK_VOLUME_NO_SPACE',
  ],
  handle: (ask) =>
    startOperation(ask, 'volume.change', async () => {
      const found = await find(ask, ask.params.blockVolume, 'volume.change');
      requireMatch(showBlockVolume(found), headerOf(ask.request, 'if-match'));
      const input = { blockVolume: found.id, sizeGib: ask.body.sizeGib };
      return { kind: 'block-volume.expand', input, project: found.project };
    }),
});

const deleteBlockVolume = defineRoute({
  id: 'deleteBlockVolume',
  method: 'DELETE',
  path: '/block-volumes/{blockVolume}',
  tag: 'block volumes',
  summary: 'Delete a block volume',
  description: `Starts the operation \`block-volume.delete\`: the block volume goes, with all that is on it. There is no way
back. The volume that held it stays.`,
  access: 'volume.delete',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  answers: started,
  errors: [...startErrors, 'BLOCK_VOLUME_NOT_FOUND', 'BLOCK_VOLUME_BUSY'],
  handle: (ask) =>
    startOperation(ask, 'volume.delete', async () => {
      const found = await find(ask, ask.params.blockVolume, 'volume.delete');
      requireMatch(showBlockVolume(found), headerOf(ask.request, 'if-match'));
      return { kind: 'block-volume.delete', input: { blockVolume: found.id }, project: found.project };
    }),
});

export const blockVolumeRoutes = [
  listBlockVolumes,
  getBlockVolume,
  getBlockCredentials,
  createBlockVolume,
  expandBlockVolume,
  deleteBlockVolume,
];

async function find(ask: AnyAsk, id: string, action: Action): Promise<BlockVolumeInfo> {
  const found = await ask.parts.volumes.blockVolumes.get(id);
  await requireRight(ask, action, found.project);
  return found;
}
