import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Action } from '../../kernel/identity/index.ts';
import type { Submission } from '../../kernel/operations/index.ts';
import { headerOf, idempotencyKeyOf } from './check-headers.ts';
import { errors } from './errors.ts';
import { findProgress, requireRightOn } from './look-at-operation.ts';
import { PREFIX } from './prefix.ts';
import { type AnyAsk, askerOf, type GoodAnswer, requireRight } from './route.ts';
import { OperationShape, showOperation, showTrial, TrialShape } from './shapes/operation.ts';

/** The query of routes that start an operation. */
export const trying = {
  dryRun: Type.Optional(
    Type.Boolean({ description: 'Plans it and says what would be done; nothing is changed, and the plan is kept.' }),
  ),
} as const;

/** What routes that start an operation can be answered with. */
export const started: Readonly<Record<number, GoodAnswer>> = {
  202: {
    description: 'It is recorded, and goes on whatever becomes of this connection.',
    body: OperationShape,
    headers: { Location: 'The operation.' },
  },
  200: { description: 'With `dryRun=true`: what it would do.', body: TrialShape },
};

export const startHeaders = ['if-plan', 'idempotency-key'] as const;

export const startErrors = [
  'HEADER_INVALID',
  'OPERATION_INPUT_INVALID',
  'OPERATION_CONTENDED',
  'OPERATION_TOO_LARGE',
  'OPERATION_QUEUE_FULL',
  'OPERATION_PLAN_NOT_FOUND',
  'OPERATION_PLAN_STALE',
  'IDEMPOTENCY_KEY_REUSED',
] as const;

/** What moving bricks away can be refused with. */
export const evacuationErrors = [
  'DEVICE_BUSY',
  'DEVICE_NO_REPLACEMENT',
  'BRICK_NOT_REPLACEABLE',
  'BRICK_HAS_SNAPSHOTS',
  'VOLUME_BUSY',
] as const;

export interface Start {
  readonly kind: string;
  readonly input: object;
  readonly project: string;
}

type StartAsk = AnyAsk & { readonly query: { readonly dryRun?: boolean }; readonly body: unknown };
type Answer = Static<typeof OperationShape> | Static<typeof TrialShape> | FastifyReply;

/**
 * Starts an operation, or tries one.
 *
 * @param action what who asks must be allowed to do in the operation's project
 * @param prepare says what is to be done; not called for a request that came before under the same idempotency key,
 * because what it looks at may be gone since
 */
export async function startOperation(ask: StartAsk, action: Action, prepare: () => Promise<Start>): Promise<Answer> {
  const { parts, request, head } = ask;
  const isTrial = ask.query.dryRun === true;
  const ifPlan = headerOf(request, 'if-plan');
  if (isTrial && ifPlan !== undefined)
    throw errors.HEADER_INVALID({ header: 'if-plan', problem: 'names a plan to carry out, and this is a dry run' });
  const idempotency = idempotencyOf(ask);
  if (!isTrial) {
    const earlier = await parts.engine.earlier(idempotency);
    if (earlier !== undefined) {
      await requireRightOn(ask, earlier, action);
      return accept(ask, earlier);
    }
  }
  const { kind, input, project } = await prepare();
  await requireRight(ask, action, project);
  const submission: Submission = {
    kind,
    input,
    project,
    principal: askerOf(ask).principal.id,
    from: request.ip,
  };
  if (isTrial) {
    head.status(200);
    return showTrial(await parts.engine.dryRun(submission));
  }
  const id = await parts.engine.submit({
    ...submission,
    ...(ifPlan === undefined ? {} : { ifPlan }),
    ...(idempotency === undefined ? {} : { idempotency }),
  });
  return accept(ask, id);
}

async function accept({ parts: { engine }, head }: StartAsk, id: string): Promise<Answer> {
  const [operation, progress] = await Promise.all([engine.get(id), findProgress(engine, id)]);
  head.status(202);
  head.header('location', `${PREFIX}/operations/${id}`);
  return showOperation(operation, progress);
}

/** Of one principal and route; whatever else the request says makes it another one. */
function idempotencyOf(ask: StartAsk): Submission['idempotency'] {
  const name = idempotencyKeyOf(ask.request);
  if (name === undefined) return undefined;
  const { route, request, body } = ask;
  const said = [
    request.params,
    { ...ask.query, dryRun: undefined },
    body ?? null,
    headerOf(request, 'if-plan') ?? null,
  ];
  return {
    scope: `v2/${askerOf(ask).principal.id}/${route.id}`,
    name,
    fingerprint: createHash('sha256').update(JSON.stringify(said, inOrder)).digest('hex'),
  };
}

/** The same text for the same content, whatever the order of its keys. */
function inOrder(_: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}
