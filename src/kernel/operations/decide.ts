import {
  type AnyOperation,
  type Json,
  type Next,
  type OperationId,
  type Stage,
  stageNamed,
  type Step,
} from './definition.ts';
import { errors } from './errors.ts';
import { hasEnded, type OpenStage, type OperationState, type StepState } from './state.ts';
import { toWire, type WireError } from './wire-error.ts';

/** What is to be done next with an operation. */
export type Action =
  | { readonly kind: 'nothing' }
  /** Choose the next stage, or find that all is done. */
  | { readonly kind: 'choose-stage' }
  | { readonly kind: 'plan-again' }
  /** Side by side. `begun` ones were started and nobody saw them end: look first. */
  | {
      readonly kind: 'run';
      readonly stage: StageAtWork;
      readonly fresh: readonly Step[];
      readonly begun: readonly Step[];
    }
  | { readonly kind: 'settle'; readonly stage: StageAtWork; readonly results: Readonly<Record<string, Json>> }
  | { readonly kind: 'begin-undo'; readonly because: WireError }
  /** It is too late for undoing. */
  | { readonly kind: 'give-up-undo' }
  | { readonly kind: 'undo'; readonly stage: StageAtWork; readonly steps: readonly Step[] }
  | { readonly kind: 'unclaim'; readonly stage: StageAtWork }
  /** Steps that cannot be undone now. */
  | { readonly kind: 'leave'; readonly stage: StageAtWork; readonly left: readonly string[]; readonly error: WireError }
  | { readonly kind: 'get-stuck'; readonly error: WireError }
  | { readonly kind: 'end-unknown'; readonly stage: StageAtWork; readonly error: WireError }
  | { readonly kind: 'end'; readonly state: 'failed' | 'cancelled'; readonly error: WireError };

/** The open stage with its definition. */
export interface StageAtWork {
  readonly definition: Stage;
  readonly data: Json;
  readonly groups: readonly (readonly Step[])[];
}

/** A stage with more belongs into several: each of its events looks at all of them. */
const MOST_STEPS = 1_000;

const asWritten = (text: string): string => text;

/**
 * The one next action, from the state alone. The same state gives the same action on every server.
 *
 * @throws {TypeError} when the definition has no stage of the name in the log, or its steps' keys are malformed
 */
export function decide(definition: AnyOperation, operation: OperationId, state: OperationState): Action {
  if (hasEnded(state)) return { kind: 'nothing' };
  if (state.stage === undefined) return decideBetweenStages(definition, state);
  const stage = stageAtWork(definition, operation, state.stage);
  return state.stage.undoing === undefined
    ? decideForward(stage, state.stage, state)
    : decideBack(stage, state.stage, state.stage.undoing);
}

/**
 * What comes next, or a refusal where it has more steps than a stage may have.
 *
 * @throws {TypeError} when the keys of its steps are malformed
 */
export function withinBounds(definition: AnyOperation, operation: OperationId, next: Next): Next {
  if (next.kind !== 'stage') return next;
  const groups = stageNamed(definition, next.name).groups(next.data, operation);
  const steps = groups.flat().length;
  if (steps > MOST_STEPS)
    return { kind: 'refused', error: errors.OPERATION_TOO_LARGE({ stage: next.name, steps, most: MOST_STEPS }) };
  checkKeys(next.name, groups);
  return next;
}

export function stageAtWork(definition: AnyOperation, operation: OperationId, open: OpenStage): StageAtWork {
  const found = stageNamed(definition, open.name);
  const groups = found.groups(open.data, operation);
  checkKeys(found.name, groups);
  return { definition: found, data: open.data, groups };
}

/** Keys name steps in the log, and files on hosts. */
function checkKeys(stage: string, groups: readonly (readonly Step[])[]): void {
  const keys = groups.flat().map(({ key }) => key);
  if (keys.length > MOST_STEPS) throw new TypeError(`the stage '${stage}' has ${keys.length} steps, of ${MOST_STEPS}`);
  const seen = new Set<string>();
  for (const key of keys) {
    const isWrong = !/^[a-z0-9][a-z0-9-]{0,59}$/.test(key) || seen.has(key);
    if (isWrong) throw new TypeError(`the stage '${stage}' has a step '${key}' that is malformed or doubled`);
    seen.add(key);
  }
}

function decideBetweenStages(definition: AnyOperation, state: OperationState): Action {
  const { failure, cancelledBy } = state;
  if (cancelledBy !== undefined && (failure !== undefined || state.settled.length === 0)) {
    return { kind: 'end', state: 'cancelled', error: cancelled(cancelledBy) };
  }
  if (failure === undefined) return { kind: 'choose-stage' };
  const mayPlanAgain = state.settled.length === 0 && state.attempt < (definition.attempts ?? 1);
  return mayPlanAgain && failure.retry !== 'never'
    ? { kind: 'plan-again' }
    : { kind: 'end', state: 'failed', error: failure };
}

function decideForward(stage: StageAtWork, open: OpenStage, state: OperationState): Action {
  const all = stage.groups.flat();
  const stateOf = (step: Step): StepState | undefined => open.steps[step.key];
  const doubtful = all.map(stateOf).find((step) => step?.inDoubt);
  if (doubtful?.error !== undefined) return { kind: 'end-unknown', stage, error: doubtful.error };
  const isBegun = (step: Step): boolean => stateOf(step)?.status === 'started';
  // Whatever else is to be done: what became of these has to be learnt first.
  const unlearnt = all.filter((step) => 'atMostOnce' in step && isBegun(step));
  if (unlearnt.length > 0) return { kind: 'run', stage, fresh: [], begun: unlearnt };
  const failed = all.map(stateOf).find((step) => step?.status === 'failed');
  const way = wayBack(stage, open);
  if (state.cancelledBy !== undefined && way === 'free') {
    return { kind: 'begin-undo', because: cancelled(state.cancelledBy) };
  }
  if (failed?.error !== undefined) {
    return way === 'none' ? { kind: 'get-stuck', error: failed.error } : { kind: 'begin-undo', because: failed.error };
  }
  for (const group of stage.groups) {
    const fresh = group.filter((step) => stateOf(step) === undefined);
    const begun = group.filter(isBegun);
    if (fresh.length + begun.length > 0) return { kind: 'run', stage, fresh, begun };
  }
  const results = Object.fromEntries(all.map((step) => [step.key, stateOf(step)?.result ?? null]));
  return { kind: 'settle', stage, results };
}

/**
 * Whether a stage can still be taken back: `free` as a whole, `half` without what must not be repeated, or `none`.
 *
 * @param starting steps that are about to start
 */
export function wayBack(
  { definition, groups }: StageAtWork,
  open: Pick<OpenStage, 'steps' | 'mustFinish'> | undefined,
  starting: readonly Step[] = [],
): 'free' | 'half' | 'none' {
  if (open?.mustFinish === true || definition.mustFollow === true) return 'none';
  const begun = groups.flat().filter((step) => starting.includes(step) || (open?.steps[step.key]?.runs ?? 0) > 0);
  if (begun.some((step) => 'forwardOnly' in step)) return 'none';
  return begun.some((step) => 'atMostOnce' in step) ? 'half' : 'free';
}

function decideBack(stage: StageAtWork, open: OpenStage, because: WireError): Action {
  const toUndo = (step: Step): boolean => {
    const found = open.steps[step.key];
    return 'undo' in step && found !== undefined && found.status !== 'undone';
  };
  const steps = Object.values(open.steps);
  if (steps.some(({ status }) => status === 'stays')) return { kind: 'give-up-undo' };
  const failed = steps.find(({ status }) => status === 'undo-failed');
  const left = stage.groups.flat().filter(toUndo);
  if (failed !== undefined) {
    return { kind: 'leave', stage, left: left.map(({ key }) => key), error: failed.error ?? because };
  }
  const group = stage.groups.findLast((steps) => steps.some(toUndo));
  return group === undefined ? { kind: 'unclaim', stage } : { kind: 'undo', stage, steps: group.filter(toUndo) };
}

function cancelled(by: string): WireError {
  return toWire(errors.OPERATION_CANCELLED({ by }), asWritten);
}
