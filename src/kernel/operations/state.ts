import type { EndState, Json, SettledStage } from './definition.ts';
import type { OperationEvent } from './events.ts';
import type { WireError } from './wire-error.ts';

export type OperationStateName = 'queued' | 'running' | 'undoing' | 'stuck' | EndState;

const END_STATES: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'unknown']);

export const hasEnded = (state: OperationState): boolean => END_STATES.has(state.name);

export type StepStatus =
  | 'started'
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'undo-started'
  | 'undo-failed'
  | 'undone'
  /** Too late to be undone. */
  | 'stays';

export interface StepState {
  readonly status: StepStatus;
  /** How often it was started. */
  readonly runs: number;
  readonly result?: Json;
  readonly error?: WireError;
  readonly inDoubt?: true;
}

export interface OpenStage {
  readonly name: string;
  readonly data: Json;
  /** Those that were started, by key. */
  readonly steps: Readonly<Record<string, StepState>>;
  /** Why it is being undone. */
  readonly undoing?: WireError;
  /** A step found that it is too late: there is no way back. */
  readonly mustFinish?: true;
}

/** All that is known of an operation; derived from its events alone. */
export interface OperationState {
  readonly name: OperationStateName;
  /** Number of the last event; 0 before the first. */
  readonly lastEvent: number;
  readonly attempt: number;
  readonly plan: Json;
  readonly reasons: readonly string[];
  readonly settled: readonly SettledStage[];
  readonly stage?: OpenStage;
  /** Why the last stage was undone; the operation is placed anew or fails with it. */
  readonly failure?: WireError;
  /** Hosts and devices that made attempts fail; the next plan keeps away from them. */
  readonly blamed: readonly string[];
  readonly cancelledBy?: string;
  readonly abandonedBy?: string;
  /** Since the last step forward. */
  readonly tries: number;
  /** Of a stuck one: the delay that its last try was given. */
  readonly nextTryInMs?: number;
  /** Clean-up operations that took over what could not be undone. */
  readonly leftTo: readonly string[];
  readonly error?: WireError;
  readonly result?: Json;
}

export const NEW_OPERATION: OperationState = {
  name: 'queued',
  lastEvent: 0,
  attempt: 0,
  plan: null,
  reasons: [],
  settled: [],
  blamed: [],
  leftTo: [],
  tries: 0,
};

/** The state after all events of a log, oldest first. */
export function replay(events: Iterable<OperationEvent>): OperationState {
  let state = NEW_OPERATION;
  for (const event of events) state = applyEvent(state, event);
  return state;
}

/**
 * The state after one more event.
 *
 * @throws {TypeError} when the event cannot follow the state: a broken log
 */
export function applyEvent(before: OperationState, event: OperationEvent): OperationState {
  const state = { ...before, lastEvent: before.lastEvent + 1 };
  switch (event.type) {
    case 'planned': {
      const { failure: _, ...rest } = state;
      return { ...rest, attempt: event.attempt, plan: event.plan, reasons: event.reasons };
    }
    case 'taken':
      return { ...state, name: nameWhileOpen(state) };
    case 'stage-claimed':
      return { ...state, stage: { name: event.stage, data: event.data, steps: {} }, tries: 0 };
    case 'step-started':
      return withStep(state, event.step, ({ runs }) => ({ status: 'started', runs: runs + 1 }));
    case 'step-succeeded':
      return withStep({ ...state, tries: 0 }, event.step, ({ runs }) => ({
        status: 'succeeded',
        runs,
        result: event.result,
      }));
    case 'step-failed':
      return withStep(state, event.step, ({ runs }) => ({
        status: 'failed',
        runs,
        error: event.error,
        ...(event.inDoubt === undefined ? {} : { inDoubt: event.inDoubt }),
      }));
    case 'step-skipped':
      return withStep({ ...state, tries: 0 }, event.step, ({ runs }) =>
        openStage(state).undoing === undefined ? { status: 'skipped', runs, result: null } : { status: 'undone', runs },
      );
    case 'stage-settled': {
      const { name, data, steps } = openStage(state);
      const results = Object.fromEntries(Object.entries(steps).map(([key, { result }]) => [key, result ?? null]));
      const { stage: _, ...rest } = state;
      return { ...rest, settled: [...state.settled, { name, data, results }] };
    }
    case 'undo-started':
      return {
        ...state,
        name: 'undoing',
        tries: 0,
        stage: { ...openStage(state), undoing: event.because },
        blamed: [...new Set([...state.blamed, ...blamedBy(event.because)])],
      };
    case 'step-undo-started':
      return withStep(state, event.step, (step) => ({ ...step, status: 'undo-started' }));
    case 'step-undone':
      return withStep({ ...state, tries: 0 }, event.step, ({ runs }) => ({ status: 'undone', runs }));
    case 'step-undo-failed':
      return withStep(state, event.step, (step) => ({ ...step, status: 'undo-failed', error: event.error }));
    case 'step-stays':
      return withStep({ ...state, tries: 0 }, event.step, ({ runs }) => ({ status: 'stays', runs }));
    case 'undo-given-up':
      return { ...state, name: 'running', tries: 0, stage: forwardAgain(openStage(state)) };
    case 'stage-unclaimed': {
      const { undoing } = openStage(state);
      const { stage: _, ...rest } = state;
      const leftTo = event.left === undefined ? state.leftTo : [...state.leftTo, event.left.operation];
      return { ...rest, name: 'running', leftTo, ...(undoing === undefined ? {} : { failure: undoing }) };
    }
    case 'cancel-requested':
      return { ...state, cancelledBy: event.by };
    case 'stuck':
      return {
        ...state,
        name: 'stuck',
        error: event.error,
        tries: event.tries,
        nextTryInMs: event.nextTryInMs,
      };
    case 'resumed': {
      const { error: _, nextTryInMs: __, ...rest } = state;
      return { ...rest, name: nameWhileOpen(state), ...(state.stage && { stage: openAgain(state.stage) }) };
    }
    case 'abandoned':
      return { ...state, abandonedBy: event.by };
    case 'ended': {
      const { stage: _, error: __, nextTryInMs: ___, ...rest } = state;
      return {
        ...rest,
        name: event.state,
        ...(event.result === undefined ? {} : { result: event.result }),
        ...(event.error === undefined ? {} : { error: event.error }),
      };
    }
  }
}

function nameWhileOpen(state: OperationState): OperationStateName {
  return state.stage?.undoing === undefined ? 'running' : 'undoing';
}

/** What had failed counts as begun: it is looked at on its host before it is tried again. */
function openAgain(stage: OpenStage): OpenStage {
  const again = (step: StepState): StepState =>
    step.status === 'failed'
      ? { status: 'started', runs: step.runs }
      : step.status === 'undo-failed'
        ? { status: 'undo-started', runs: step.runs }
        : step;
  return { ...stage, steps: Object.fromEntries(Object.entries(stage.steps).map(([key, step]) => [key, again(step)])) };
}

/** Undone steps are run anew; of all that are neither that nor done, nobody knows how far they are. */
function forwardAgain({ name, data, steps }: OpenStage): OpenStage {
  const kept = Object.entries(steps)
    .filter(([, { status }]) => status !== 'undone')
    .map(([key, step]): [string, StepState] => [
      key,
      ['succeeded', 'skipped'].includes(step.status) ? step : { status: 'started', runs: step.runs },
    ]);
  return { name, data, steps: Object.fromEntries(kept), mustFinish: true };
}

/** A device where the error names one, and not its whole host. */
function blamedBy({ fields }: WireError): string[] {
  if (typeof fields !== 'object' || fields === null) return [];
  const place = 'device' in fields ? fields['device'] : 'host' in fields ? fields['host'] : undefined;
  return typeof place === 'string' ? [place] : [];
}

function openStage(state: OperationState): OpenStage {
  if (state.stage === undefined) throw new TypeError(`event ${state.lastEvent} needs an open stage`);
  return state.stage;
}

function withStep(state: OperationState, key: string, change: (before: StepState) => StepState): OperationState {
  const stage = openStage(state);
  const before = stage.steps[key] ?? { status: 'started', runs: 0 };
  return { ...state, stage: { ...stage, steps: { ...stage.steps, [key]: change(before) } } };
}
