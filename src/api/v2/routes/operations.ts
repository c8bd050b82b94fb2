import { Type } from 'typebox';
import { headerOf } from '../check-headers.ts';
import { itemPage, keyIn, pageOf } from '../cursor.ts';
import { errors } from '../errors.ts';
import { awaitOperation, requireRightOn, stepIn } from '../look-at-operation.ts';
import { defineRoute, reachOf } from '../route.ts';
import { paging, query, wish } from '../shapes/common.ts';
import {
  CommandPage,
  LogPage,
  OperationPage,
  OperationShape,
  showCommands,
  showHead,
  showLogEntry,
  STATES,
} from '../shapes/operation.ts';
import { showWithTag } from '../show.ts';

const LONGEST_WAIT_MS = 30_000;
/** Rows of one page of commands: each may hold 200 of them. */
const MOST_STEPS = 50;

const listOperations = defineRoute({
  id: 'listOperations',
  method: 'GET',
  path: '/operations',
  tag: 'operations',
  summary: 'List operations',
  description: 'Newest first, of the projects that one may see. Those that ended are kept for 90 days.',
  access: 'operation.read',
  query: query({
    project: Type.Optional(Type.String({ description: 'Only of this project, by its id.' })),
    kind: Type.Optional(Type.String({ description: 'Only of this kind, such as `volume.create`.' })),
    state: Type.Optional(Type.Enum([...STATES])),
    parent: Type.Optional(Type.String({ description: 'Only what cleans up after this operation.' })),
    ...paging,
  }),
  answers: { 200: { description: 'A page of operations.', body: OperationPage } },
  errors: ['CURSOR_INVALID', 'OPERATION_INPUT_INVALID'],
  handle: async (ask) => {
    const { after, limit, ...filters } = ask.query;
    const reach = await reachOf(ask, 'operation.read');
    const { operations, next } = await ask.parts.engine.list({
      ...filters,
      ...pageOf({ after, limit }),
      ...(reach === 'everywhere' ? {} : { projects: reach }),
    });
    return itemPage({ items: operations, next }, showHead);
  },
});

const getOperation = defineRoute({
  id: 'getOperation',
  method: 'GET',
  path: '/operations/{operation}',
  tag: 'operations',
  summary: 'Show an operation',
  description: `With its progress, why it was planned so, and its error or result. With \`waitMs\` the answer is held until
the operation has ended or is stuck; with \`If-None-Match\` too, until it is another one than the client has. A client
whose time is over gets it as it is, or 304.`,
  access: 'operation.read',
  query: query({
    waitMs: Type.Optional(
      Type.Integer({ minimum: 0, maximum: LONGEST_WAIT_MS, description: 'How long the answer may be held.' }),
    ),
  }),
  takes: ['if-none-match'],
  answers: {
    200: { description: 'The operation.', body: OperationShape, headers: { ETag: 'Of what is shown.' } },
    304: { description: 'It is as the client has it.' },
  },
  errors: ['OPERATION_NOT_FOUND', 'HEADER_INVALID'],
  handle: async (ask) => {
    const { waitMs = 0 } = ask.query;
    const ifNoneMatch = headerOf(ask.request, 'if-none-match');
    return showWithTag(ask, await awaitOperation(ask, ask.params.operation, { waitMs, ifNoneMatch }));
  },
});

const getOperationLog = defineRoute({
  id: 'getOperationLog',
  method: 'GET',
  path: '/operations/{operation}/log',
  tag: 'operations',
  summary: "Show an operation's log",
  description: 'What happened to it, oldest first. The log is never changed; all else is derived from it.',
  access: 'operation.read',
  query: query(paging),
  answers: { 200: { description: 'A page of the log.', body: LogPage } },
  errors: ['OPERATION_NOT_FOUND', 'CURSOR_INVALID'],
  handle: async (ask) => {
    const { after, limit = 100 } = ask.query;
    const { operation } = ask.params;
    await requireRightOn(ask, operation, 'operation.read');
    const behind = after === undefined ? 0 : numberIn(after);
    const entries = await ask.parts.engine.log(operation, behind, limit + 1);
    const items = entries.slice(0, limit);
    const next = entries.length > limit ? String(items.at(-1)?.number) : undefined;
    return itemPage({ items, next }, showLogEntry);
  },
});

const getOperationCommands = defineRoute({
  id: 'getOperationCommands',
  method: 'GET',
  path: '/operations/{operation}/commands',
  tag: 'operations',
  summary: 'Show what an operation ran',
  description: 'The commands of each step on hosts, with their output, oldest first. They are kept for 14 days.',
  access: 'operation.read',
  query: query({
    ...paging,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_STEPS, description: 'Steps; 20 without it.' })),
  }),
  answers: { 200: { description: 'A page of steps with their commands.', body: CommandPage } },
  errors: ['OPERATION_NOT_FOUND', 'CURSOR_INVALID'],
  handle: async (ask) => {
    const { after, limit = 20 } = ask.query;
    const { operation } = ask.params;
    await requireRightOn(ask, operation, 'operation.read');
    const rows = await ask.parts.engine.commands(operation, {
      limit: limit + 1,
      ...(after === undefined ? {} : { after: stepBehind(after) }),
    });
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    const next = rows.length > limit && last !== undefined ? `${last.number} ${last.step}` : undefined;
    return itemPage({ items, next }, showCommands);
  },
});

const stuckErrors = ['OPERATION_NOT_FOUND', 'OPERATION_NOT_STUCK', 'OPERATION_KIND_UNKNOWN'];
const asItIs = { 200: { description: 'The operation as it is now.', body: OperationShape } };

const cancelOperation = defineRoute({
  id: 'cancelOperation',
  method: 'POST',
  path: '/operations/{operation}/cancel',
  tag: 'operations',
  summary: 'Cancel an operation',
  description: 'It is undone. What is settled stays, and a stage that has no way back is finished first.',
  access: 'operation.cancel',
  answers: asItIs,
  errors: ['OPERATION_NOT_FOUND', 'OPERATION_ENDED'],
  handle: (ask) =>
    stepIn(ask, ask.params.operation, 'operation.cancel', (engine, by) => engine.cancel(ask.params.operation, by)),
});

const retryOperation = defineRoute({
  id: 'retryOperation',
  method: 'POST',
  path: '/operations/{operation}/retry',
  tag: 'operations',
  summary: 'Try a stuck operation now',
  description: 'It goes on where it is stuck, and does not wait for its next try.',
  access: 'operation.decide',
  answers: asItIs,
  errors: stuckErrors,
  handle: (ask) =>
    stepIn(ask, ask.params.operation, 'operation.decide', (engine, by) => engine.retry(ask.params.operation, by)),
});

const skipStep = defineRoute({
  id: 'skipOperationStep',
  method: 'POST',
  path: '/operations/{operation}/skip',
  tag: 'operations',
  summary: 'Count a step of a stuck operation as done',
  description: 'On your word: or as undone, where the operation is being undone. It goes on behind the step.',
  access: 'operation.decide',
  body: wish('SkipWish', { step: Type.String({ minLength: 1, description: 'Its key.' }) }),
  answers: asItIs,
  errors: [...stuckErrors, 'OPERATION_STEP_NOT_OPEN'],
  handle: (ask) =>
    stepIn(ask, ask.params.operation, 'operation.decide', (engine, by) =>
      engine.skip(ask.params.operation, ask.body.step, by),
    ),
});

const abandonOperation = defineRoute({
  id: 'abandonOperation',
  method: 'POST',
  path: '/operations/{operation}/abandon',
  tag: 'operations',
  summary: 'Give up a stuck operation',
  description: 'It ends as it is, and what it left on hosts is yours; its error names the steps.',
  access: 'operation.decide',
  answers: asItIs,
  errors: stuckErrors,
  handle: (ask) =>
    stepIn(ask, ask.params.operation, 'operation.decide', (engine, by) => engine.abandon(ask.params.operation, by)),
});

export const operationRoutes = [
  listOperations,
  getOperation,
  getOperationLog,
  getOperationCommands,
  cancelOperation,
  retryOperation,
  skipStep,
  abandonOperation,
];

/** @throws CURSOR_INVALID */
function numberIn(after: string): number {
  const key = keyIn(after);
  if (!/^\d{1,15}$/.test(key)) throw errors.CURSOR_INVALID({});
  return Number(key);
}

/** @throws CURSOR_INVALID */
function stepBehind(after: string): { readonly number: number; readonly step: string } {
  const { number, step } = /^(?<number>\d{1,15}) (?<step>.*)$/s.exec(keyIn(after))?.groups ?? {};
  if (number === undefined || step === undefined) throw errors.CURSOR_INVALID({});
  return { number: Number(number), step };
}
