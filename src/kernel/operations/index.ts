/** The operations engine: changes that survive crashes. */
export {
  type AnyOperation,
  type AtMostOnceStep,
  defineOperation,
  defineStage,
  type EndState,
  type ForwardOnlyStep,
  type Json,
  type Leftover,
  type Next,
  type Observation,
  oneStage,
  type OperationId,
  type PlanContext,
  type PlanOutcome,
  type Reader,
  type ReversibleStep,
  type SettledStage,
  type Stage,
  type Step,
  type StepContext,
  type TypedStage,
} from './definition.ts';
export { createDefinitions } from './definitions.ts';
export { createEngine, type Engine, type Operation } from './engine.ts';
export type { EngineLimits, EngineLog, EngineParts } from './engine-parts.ts';
export { createLocalLocks } from './local-locks.ts';
export { operationMigrations } from './migrations.ts';
export { type NumberedEvent, readState } from './record.ts';
export { createReplica } from './replica.ts';
export { createOperationReport, type OperationReport, type Person, silentReport } from './report.ts';
export { replay } from './state.ts';
export type { Submission, SubmissionCondition } from './submit.ts';
export { timeOrderedIds } from './time-ordered-ids.ts';
export { fromWire, type WireError } from './wire-error.ts';
