import { Type } from 'typebox';
import type { UnfinishedInfo } from '../../../domains/volumes/index.ts';
import { itemPage, pageOf } from '../cursor.ts';
import { type AnyAsk, defineRoute, reachOf, requireRight } from '../route.ts';
import { paging, query, wish } from '../shapes/common.ts';
import { showUnfinished, UnfinishedPage, UnfinishedShape } from '../shapes/unfinished.ts';
import { showWithTag } from '../show.ts';
import { started, startErrors, startHeaders, startOperation, trying } from '../start-operation.ts';

const listUnfinished = defineRoute({
  id: 'listUnfinished',
  method: 'GET',
  path: '/unfinished',
  tag: 'operations',
  summary: 'List what was taken over unfinished',
  description: `What another system had under way when its inventory was taken over, by id. What it holds is reserved, and
most of it hidden, until it is resolved; nobody carries it on by itself.`,
  access: 'operation.read',
  query: query({ ...paging }),
  answers: { 200: { description: 'A page of records.', body: UnfinishedPage } },
  errors: ['CURSOR_INVALID'],
  handle: async (ask) => {
    const reach = await reachOf(ask, 'operation.read');
    return itemPage(await ask.parts.volumes.unfinished.page({ reach, ...pageOf(ask.query) }), showUnfinished);
  },
});

const getUnfinished = defineRoute({
  id: 'getUnfinished',
  method: 'GET',
  path: '/unfinished/{record}',
  tag: 'operations',
  summary: 'Show what was taken over unfinished',
  description: 'One that was resolved is not there any more.',
  access: 'operation.read',
  takes: ['if-none-match'],
  answers: {
    200: { description: 'The record.', body: UnfinishedShape, headers: { ETag: 'Of what is shown.' } },
    304: { description: 'It is as the client has it.' },
  },
  errors: ['UNFINISHED_NOT_FOUND', 'HEADER_INVALID'],
  handle: async (ask) => {
    const found = await find(ask, ask.params.record);
    await requireRight(ask, 'operation.read', found.project);
    return showWithTag(ask, showUnfinished(found));
  },
});

const resolveUnfinished = defineRoute({
  id: 'resolveUnfinished',
  method: 'POST',
  path: '/unfinished/{record}/resolve',
  tag: 'operations',
  summary: 'Finish or undo what was taken over unfinished',
  description: `Starts the operation \`unfinished.resolve\`: asks Gluster how far it came, and finishes it or undoes it. A
volume that was being made or deleted goes, unless \`keep\` says otherwise. What can be neither finished nor undone
without losing what may be in use stays as it is, and the error says why.`,
  access: 'operation.decide',
  query: query(trying),
  takes: startHeaders,
  body: wish('Resolution', {
    keep: Type.Optional(
      Type.Boolean({ description: 'A volume that was being made or deleted stays, if Gluster has all of it.' }),
    ),
  }),
  answers: started,
  errors: [...startErrors, 'UNFINISHED_NOT_FOUND', 'UNFINISHED_BUSY', 'UNFINISHED_UNDECIDED'],
  handle: (ask) =>
    startOperation(ask, 'operation.decide', async () => {
      const { id, project } = await find(ask, ask.params.record);
      await requireRight(ask, 'operation.decide', project);
      // It may take away a volume with all its data.
      await requireRight(ask, 'volume.delete', project);
      return { kind: 'unfinished.resolve', input: { record: id, ...ask.body }, project };
    }),
});

export const unfinishedRoutes = [listUnfinished, getUnfinished, resolveUnfinished];

function find(ask: AnyAsk, record: string): Promise<UnfinishedInfo> {
  return ask.parts.volumes.unfinished.get(record);
}
