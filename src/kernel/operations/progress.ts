import { stageAtWork } from './decide.ts';
import type { AnyOperation, OperationId, Step } from './definition.ts';
import type { OperationState, StepState } from './state.ts';

/** How far an operation is, for people. */
export interface Progress {
  readonly stagesSettled: number;
  /** Absent where nobody can know yet. */
  readonly stagesExpected?: number;
  readonly stage?: StageProgress;
}

export interface StageProgress {
  readonly name: string;
  readonly isUndoing: boolean;
  readonly stepsDone: number;
  readonly stepsTotal: number;
  /** In the order in which they run. A stuck operation says here what is where. */
  readonly steps: readonly StepProgress[];
}

export interface StepProgress {
  readonly key: string;
  readonly title: string;
  /** Where it runs, or where it may be run. */
  readonly hosts: readonly string[];
  readonly status: 'waiting' | 'running' | 'done' | 'failed' | 'skipped' | 'undoing' | 'undone';
  /** `none`, and why not, for one that cannot be taken back. */
  readonly wayBack: 'undo' | { readonly none: string };
  readonly error?: string;
}

export function progressOf(definition: AnyOperation, operation: OperationId, state: OperationState): Progress {
  const stagesExpected = definition.stagesExpected?.(state.plan);
  const progress: Progress = {
    stagesSettled: state.settled.length,
    ...(stagesExpected === undefined ? {} : { stagesExpected }),
  };
  if (state.stage === undefined) return progress;
  const open = state.stage;
  const steps = stageAtWork(definition, operation, open)
    .groups.flat()
    .map((step) => stepProgress(step, open.steps[step.key]));
  const isUndoing = open.undoing !== undefined;
  const over = isUndoing ? ['waiting', 'undone'] : ['done', 'skipped'];
  const stepsDone = steps.filter(({ status }) => over.includes(status)).length;
  return { ...progress, stage: { name: open.name, isUndoing, stepsDone, stepsTotal: steps.length, steps } };
}

function stepProgress(step: Step, state: StepState | undefined): StepProgress {
  const { host = [] } = step;
  return {
    key: step.key,
    title: step.title,
    hosts: typeof host === 'string' ? [host] : host,
    status: statusOf(state),
    wayBack: 'undo' in step ? 'undo' : { none: 'forwardOnly' in step ? step.forwardOnly : step.atMostOnce },
    ...(state?.error === undefined ? {} : { error: state.error.message }),
  };
}

function statusOf(state: StepState | undefined): StepProgress['status'] {
  switch (state?.status) {
    case undefined:
      return 'waiting';
    case 'started':
    case 'stays':
      return 'running';
    case 'succeeded':
      return 'done';
    case 'undo-started':
      return 'undoing';
    case 'failed':
    case 'undo-failed':
      return 'failed';
    case 'skipped':
    case 'undone':
      return state.status;
  }
}
