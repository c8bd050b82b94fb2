import type { CodedError } from '../errors.ts';
import type { Batch, Statement } from '../store/index.ts';
import { type AnyOperation, type Json, type OperationId, type PlanContext, stageNamed } from './definition.ts';
import { withinBounds } from './decide.ts';
import type { EngineParts } from './engine-parts.ts';
import { errors } from './errors.ts';
import type { OperationEvent } from './events.ts';
import { jsonText } from './json-text.ts';
import { insertOperation, type OperationHead } from './record.ts';
import { seededIds } from './seeded-ids.ts';
import { SERVER } from './report.ts';
import type { OperationState } from './state.ts';

/** How often a plan is made anew after somebody was faster, before the caller is told to come back. */
export const MOST_RACES = 8;

export interface Asker {
  readonly project: string;
  readonly principal: string;
}

export interface Submission extends Asker {
  readonly kind: string;
  readonly input: unknown;
  readonly parent?: OperationId;
  /** A write that comes again with the same name gives the operation of the first time. */
  readonly idempotency?: { readonly scope: string; readonly name: string; readonly fingerprint: string };
  /** The plan of a dry run, which is to be carried out and no other. */
  readonly ifPlan?: string;
  /** Where the wish came from, for the audit record: a remote address; the server itself without it. */
  readonly from?: string;
  /** Rows that an API keeps with the operation, in one piece with it. */
  readonly alongside?: (operation: OperationId) => Batch;
  /** What must hold when it is recorded. They are looked at before the plan's own claim. */
  readonly conditions?: readonly SubmissionCondition[];
}

export interface SubmissionCondition {
  /** Refused by its `changes`. */
  readonly statement: Statement;
  readonly refused: () => CodedError;
}

/** A plan with its first stage, not yet written. */
export interface Planned {
  readonly plan: Json;
  readonly reasons: readonly string[];
  readonly events: readonly OperationEvent[];
  /** What is taken, or given back where nothing is to be done; a refusal by it means that somebody was faster. */
  readonly claim: Batch;
}

/** What makes one try of planning differ from the next, and repeat itself in a replay. */
export function planContext(parts: Pick<EngineParts, 'timer'>, seed: string, avoid: readonly string[]): PlanContext {
  return { seed, nowMs: parts.timer.now(), avoid, newId: seededIds(seed) };
}

/**
 * Plans an operation and its first stage.
 *
 * @throws whatever the plan was refused with
 */
export async function planOperation(
  parts: EngineParts,
  definition: AnyOperation,
  operation: OperationId,
  input: Json,
  { seed, attempt, avoid }: { readonly seed: string; readonly attempt: number; readonly avoid: readonly string[] },
): Promise<Planned> {
  const context = planContext(parts, seed, avoid);
  const view = await definition.view(parts.store, input);
  const outcome = definition.plan(view, input, context);
  if (outcome.kind === 'refused') throw outcome.error;
  return openFirstStage(definition, operation, view, outcome, context, attempt);
}

function openFirstStage(
  definition: AnyOperation,
  operation: OperationId,
  view: unknown,
  { plan, reasons }: { readonly plan: Json; readonly reasons: readonly string[] },
  context: PlanContext,
  attempt: number,
): Planned {
  const planned: OperationEvent = { type: 'planned', attempt, plan, reasons };
  const first = withinBounds(definition, operation, definition.next(plan, [], view, context));
  switch (first.kind) {
    case 'refused':
      throw first.error;
    case 'done': {
      const ended: OperationEvent = { type: 'ended', state: 'succeeded', result: first.result };
      return { plan, reasons, events: [planned, ended], claim: definition.close?.(plan, operation, 'succeeded') ?? [] };
    }
    case 'stage': {
      const claimed: OperationEvent = {
        type: 'stage-claimed',
        stage: first.name,
        data: first.data,
        reasons: first.reasons ?? [],
      };
      return {
        plan,
        reasons,
        events: [planned, claimed],
        claim: stageNamed(definition, first.name).claim(first.data, operation),
      };
    }
  }
}

export interface Prepared {
  readonly head: OperationHead;
  readonly state: OperationState;
  /** The operation, its log, its claim, and what tells others of it, in this order. */
  readonly batch: Batch;
}

/** Makes the statements of a new operation; nothing is written yet. */
export async function prepareOperation(
  parts: EngineParts,
  submission: Submission,
  id: OperationId,
  take: boolean,
  race = 0,
): Promise<Prepared> {
  const definition = parts.definitions.get(submission.kind);
  const input = parts.definitions.check(definition, submission.input);
  const planned =
    submission.ifPlan === undefined
      ? await planOperation(parts, definition, id, input, { seed: `${id}/1/${race}`, attempt: 1, avoid: [] })
      : await plannedBefore(parts, definition, submission, input, id, submission.ifPlan);
  const head: OperationHead = {
    id,
    kind: definition.kind,
    version: definition.version,
    project: submission.project,
    principal: submission.principal,
    ...(submission.parent === undefined ? {} : { parent: submission.parent }),
    input,
    createdAtMs: parts.timer.now(),
  };
  const isDone = planned.events.at(-1)?.type === 'ended';
  const taken: readonly OperationEvent[] = take && !isDone ? [{ type: 'taken', replica: parts.replica.id }] : [];
  const { batch, state } = insertOperation(
    head,
    [...planned.events, ...taken],
    taken.length > 0 ? { replica: parts.replica.id, number: 1 } : undefined,
  );
  const opened = definition.open?.(planned.plan, id) ?? [];
  const told = parts.report.submitted(head, state, submission.from ?? SERVER.from);
  return { head, state, batch: [...batch, ...opened, ...planned.claim, ...told] };
}

export interface Trial {
  /** For `ifPlan`, within ten minutes. */
  readonly planId: string;
  readonly plan: Json;
  readonly reasons: readonly string[];
  readonly stages: readonly TrialStage[];
}

export interface TrialStage {
  readonly name: string;
  readonly steps: readonly { readonly key: string; readonly title: string; readonly hasWayBack: boolean }[];
}

const PLAN_KEPT_MS = 600_000;

/** Refuses every batch that it ends: so a claim is tried, and rolled back. */
const NEVER: Statement = { sql: 'select 1 as one where 1 = 0', values: [], changes: 1 };

/**
 * A dry run: plans the operation, tries its claim on the store and takes it back. Nothing is changed, and the plan is
 * kept for ten minutes.
 *
 * @throws what the real call would be refused with, but for the bound of the queue
 */
export async function tryOperation(parts: EngineParts, submission: Omit<Submission, 'ifPlan'>): Promise<Trial> {
  const definition = parts.definitions.get(submission.kind);
  for (let race = 0; race < MOST_RACES; race += 1) {
    const id = parts.newId() as OperationId;
    const { head, state, batch } = await prepareOperation(parts, submission, id, false, race);
    const outcome = await parts.store.write([...batch, NEVER]);
    if (outcome.kind === 'refused' && outcome.statement === batch.length) {
      const seed = `${id}/1/${race}`;
      await parts.store.write([keepPlan(parts, head, state, seed)]);
      return { planId: id, plan: state.plan, reasons: state.reasons, stages: trialStages(definition, id, state) };
    }
  }
  throw errors.OPERATION_CONTENDED({ kind: submission.kind, tries: MOST_RACES });
}

function trialStages(definition: AnyOperation, id: OperationId, { stage }: OperationState): TrialStage[] {
  if (stage === undefined) return [];
  const steps = stageNamed(definition, stage.name)
    .groups(stage.data, id)
    .flat()
    .map((step) => ({ key: step.key, title: step.title, hasWayBack: 'undo' in step }));
  return [{ name: stage.name, steps }];
}

function keepPlan(parts: EngineParts, head: OperationHead, state: OperationState, seed: string): Statement {
  return {
    sql: `insert into operation_plan (id, kind, version, project, principal, input, plan, reasons, seed, expires_at_ms)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, ${parts.store.words.nowMs} + ${PLAN_KEPT_MS})`,
    values: [
      head.id,
      head.kind,
      head.version,
      head.project,
      head.principal,
      jsonText(head.input),
      jsonText(state.plan),
      jsonText(state.reasons),
      seed,
    ],
  };
}

/** @throws OPERATION_PLAN_NOT_FOUND */
async function plannedBefore(
  parts: EngineParts,
  definition: AnyOperation,
  { project, principal }: Asker,
  input: Json,
  id: OperationId,
  planId: string,
): Promise<Planned> {
  const [row] = await parts.store.read({
    sql: `select input, plan, reasons, seed from operation_plan where id = $1 and kind = $2 and version = $3
      and project = $4 and principal = $5 and expires_at_ms > ${parts.store.words.nowMs}`,
    values: [planId, definition.kind, definition.version, project, principal],
  });
  if (row === undefined || canonical(JSON.parse(String(row['input'])) as Json) !== canonical(input)) {
    throw errors.OPERATION_PLAN_NOT_FOUND({ plan: planId });
  }
  const plan = JSON.parse(String(row['plan'])) as Json;
  const reasons = JSON.parse(String(row['reasons'])) as string[];
  const view = await definition.view(parts.store, input);
  const context = planContext(parts, String(row['seed']), []);
  return openFirstStage(definition, id, view, { plan, reasons }, context, 1);
}

/** The same text for the same value, whatever the order of its keys: PostgreSQL keeps none. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_, part: Json) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
