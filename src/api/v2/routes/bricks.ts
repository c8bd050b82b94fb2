import { Type } from 'typebox';
import type { BrickAlone } from '../../../domains/volumes/index.ts';
import type { Action } from '../../../kernel/identity/index.ts';
import { headerOf } from '../check-headers.ts';
import { requireMatch } from '../etag.ts';
import { type AnyAsk, defineRoute, requireRight } from '../route.ts';
import { query, wish } from '../shapes/common.ts';
import { BrickShape, showBrick } from '../shapes/inventory.ts';
import { showWithTag } from '../show.ts';
import { evacuationErrors, started, startErrors, startHeaders, startOperation, trying } from '../start-operation.ts';

const getBrick = defineRoute({
  id: 'getBrick',
  method: 'GET',
  path: '/bricks/{brick}',
  tag: 'volumes',
  summary: 'Show a brick',
  description: 'Whatever state it is in. One that was replaced is not there any more.',
  access: 'volume.read',
  takes: ['if-none-match'],
  answers: {
    200: { description: 'The brick.', body: BrickShape, headers: { ETag: 'Of what is shown.' } },
    304: { description: 'It is as the client has it.' },
  },
  errors: ['BRICK_NOT_FOUND', 'HEADER_INVALID'],
  handle: async (ask) => showWithTag(ask, shown(await find(ask, ask.params.brick, 'volume.read'))),
});

const evictBrick = defineRoute({
  id: 'evictBrick',
  method: 'POST',
  path: '/bricks/{brick}/evict',
  tag: 'volumes',
  summary: 'Put another brick in the place of one',
  description: `Starts the operation \`brick.evict\`: the brick is replaced by another one, with another id, on another device;
its own stays in use. Its result has both, \`brick\` and \`replaced\`.`,
  access: 'volume.change',
  query: query(trying),
  takes: ['if-match', ...startHeaders],
  body: wish('EvictionWish', {
    healCheck: Type.Optional(
      Type.Boolean({ description: 'Whether its set must have healed before it is replaced; `true` without it.' }),
    ),
  }),
  answers: started,
  errors: [...startErrors, 'BRICK_NOT_FOUND', 'BRICK_PENDING', ...evacuationErrors],
  handle: (ask) =>
    startOperation(ask, 'volume.change', async () => {
      const { id, project } = await find(ask, ask.params.brick, 'volume.change');
      return { kind: 'brick.evict', input: { brick: id, ...ask.body }, project };
    }),
});

export const brickRoutes = [getBrick, evictBrick];

/** The brick that a route is about, as its client has seen it. */
async function find(ask: AnyAsk, id: string, action: Action): Promise<BrickAlone> {
  const found = await ask.parts.volumes.bricks.get(id);
  await requireRight(ask, action, found.project);
  requireMatch(shown(found), headerOf(ask.request, 'if-match'));
  return found;
}

/** Who may see it may see its volume. */
function shown(brick: BrickAlone) {
  return showBrick(brick, () => true);
}
