import type { Static, TSchema } from 'typebox';
import type { CodedError } from '../errors.ts';
import type { HostId, HostSession, RecordState } from '../remote/index.ts';
import type { Batch, Store, WriteOutcome } from '../store/index.ts';
import type { Timer } from '../timer.ts';

/** What goes into the log and comes back from it after a crash, perhaps in a newer release. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Reads of the store, as planning may do them. */
export type Reader = Pick<Store, 'read' | 'query'>;

/** What a plan may depend on besides its view; the same context gives the same plan. */
export interface PlanContext {
  /** For choices that should differ from operation to operation and repeat in a replay. */
  readonly seed: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Hosts that made earlier attempts of this operation fail, and devices where it was one alone. */
  readonly avoid: readonly string[];
  /** Ids of 32 lower-case hex digits, the same ones in the same order for the same seed. */
  readonly newId: () => string;
}

export type PlanOutcome<Plan extends Json> =
  | {
      readonly kind: 'planned';
      readonly plan: Plan;
      /** Sentences for people: why this and not another. */
      readonly reasons: readonly string[];
    }
  | { readonly kind: 'refused'; readonly error: CodedError };

/** A stage that is over and stays, whatever happens to later ones. */
export interface SettledStage {
  readonly name: string;
  readonly data: Json;
  /** By step key. */
  readonly results: Readonly<Record<string, Json>>;
}

export type Next =
  | {
      readonly kind: 'stage';
      readonly name: string;
      readonly data: Json;
      readonly reasons?: readonly string[];
    }
  | { readonly kind: 'done'; readonly result: Json }
  /** It cannot go on; what is settled stays. */
  | { readonly kind: 'refused'; readonly error: CodedError };

/**
 * One kind of operation. Everything in it but the steps' own functions is free of effects; the engine writes the
 * batches, each in one piece with the record that explains it.
 */
export interface OperationDefinition<Input extends TSchema, View, Plan extends Json> {
  /** `volume.create`: what it works on, then the verb. */
  readonly kind: string;
  /** Goes up when plans, data or step keys change their form; a server leaves versions that it does not know alone. */
  readonly version: number;
  readonly input: Input;
  /** Reads what planning needs to know. Called before each plan and before each stage. */
  readonly view: (reader: Reader, input: Static<Input>) => Promise<View>;
  /** Pure. A lost race calls it again on a new view. */
  readonly plan: (view: View, input: Static<Input>, context: PlanContext) => PlanOutcome<Plan>;
  /** Pure. What comes after the stages that are settled; stages may repeat, each time with other data. */
  readonly next: NextStage<View, Plan>;
  readonly stages: readonly Stage[];
  /** How many stages there will be, where that is known: for progress. */
  readonly stagesExpected?: (plan: Plan) => number;
  /** How often the first stage is planned anew after it failed and was undone, the first time included. One without it. */
  readonly attempts?: number;
  /** Goes with the record of the operation itself, before any stage, and stays until `close`. */
  readonly open?: (plan: Plan, operation: OperationId) => Batch;
  /** Goes with the record of the end, whichever it is. */
  readonly close?: (plan: Plan, operation: OperationId, end: EndState) => Batch;
}

export interface NextStage<View, Plan extends Json> {
  (plan: Plan, settled: readonly SettledStage[], view: View, context: PlanContext): Next;
  /** As `oneStage` sets it: it does not look at the view, which is not read again then. */
  readonly ignoresView?: true;
}

/**
 * `next` of an operation that has one stage, with the plan as its data.
 *
 * @param result what the operation gives, out of the results of the stage's steps
 */
export function oneStage<Plan extends Json>(
  stage: TypedStage<Plan>,
  result: (plan: Plan, results: Readonly<Record<string, Json>>) => Json,
): NextStage<unknown, Plan> {
  const next = (plan: Plan, [settled]: readonly SettledStage[]): Next =>
    settled === undefined ? stage.with(plan) : { kind: 'done', result: result(plan, settled.results) };
  return Object.assign(next, { ignoresView: true as const });
}

/** Erased forms, for the engine, which handles all kinds alike. */
export type AnyOperation = OperationDefinition<TSchema, unknown, Json>;

/**
 * Several groups of steps, one group after the other, the steps of one side by side. Until it is settled, all of a stage
 * is undone when a part of it fails, except behind its first forward-only step, or where a step finds that it is too late:
 * from there it only goes on.
 */
export interface Stage {
  readonly name: string;
  /** Takes what the stage needs: space, names. Conditions stand in `changes`; refused, the stage is planned again. */
  readonly claim: (data: Json, operation: OperationId) => Batch;
  /** The same steps for the same data, always. */
  readonly groups: (data: Json, operation: OperationId) => readonly (readonly Step[])[];
  /** Makes what was done count. */
  readonly settle: (data: Json, operation: OperationId, results: Readonly<Record<string, Json>>) => Batch;
  /** Gives back what `claim` took. */
  readonly unclaim: (data: Json, operation: OperationId) => Batch;
  /**
   * When some steps could not be undone: what goes back at once, and the operation that cleans up the rest and holds its
   * reservation until then. Without it, or with nothing of it, the stage gets stuck instead.
   */
  readonly leave?: (data: Json, operation: OperationId, left: readonly string[]) => Leftover | undefined;
  /** What a person who gives up a stuck stage leaves in the store; `unclaim` without it. `done`: steps, by key. */
  readonly abandon?: (data: Json, operation: OperationId, done: readonly string[]) => Batch;
  /** What the stages before it did is whole only with this one: it goes forward, cancelled or not. */
  readonly mustFollow?: true;
}

export interface Leftover {
  readonly unclaim: Batch;
  readonly cleanUp: { readonly kind: string; readonly input: Json };
}

/** @throws {TypeError} when the kind has no stage of the name: a log of another version, or a fault of `next` */
export function stageNamed(definition: AnyOperation, name: string): Stage {
  const found = definition.stages.find((stage) => stage.name === name);
  if (found === undefined) throw new TypeError(`${definition.kind} has no stage '${name}'`);
  return found;
}

interface StepBase {
  /** Lower-case letters, digits and `-`; the same for the same data in every run, and unlike any other of its stage. */
  readonly key: string;
  /** What a person reads: `make the brick on node-3`. */
  readonly title: string;
  /** Where its commands run: this host, or the first one of a list that can be reached. */
  readonly host?: HostId | readonly HostId[];
  /** Named locks, unlike for different things in the whole fleet; they hold on the step's host. Sorted by the engine. */
  readonly locks?: readonly string[];
  /** For one run of it, waiting for locks on the host included. */
  readonly deadlineMs: number;
  /**
   * Goes with the record that the step started; refused, the step fails with OPERATION_GUARD_REFUSED. The record may be
   * older than the step's turn at its locks: what others do under them meanwhile, `run` has to look at.
   */
  readonly guard?: () => Batch;
}

/** What is there, whoever did it. */
export type Observation =
  | { readonly kind: 'done'; readonly result: Json }
  /** Nothing or only a part of it; `run` and `undo` cope with both. */
  | { readonly kind: 'not-done'; readonly found: string };

export interface ReversibleStep extends StepBase {
  readonly observe: (context: StepContext) => Promise<Observation>;
  /** Does it; on what a half run or a whole one left, too. */
  readonly run: (context: StepContext) => Promise<Json>;
  /** Takes it back, a half run or none at all included. */
  readonly undo: (context: StepContext) => Promise<void>;
  /**
   * Whether others count on what it did by now, so that it must not be taken back. Asked before each undo; then the stage
   * is finished instead, and nothing of it is undone any more. What it cannot tell it throws.
   */
  readonly isTooLate?: (context: StepContext) => Promise<boolean>;
}

export interface ForwardOnlyStep extends StepBase {
  readonly observe: (context: StepContext) => Promise<Observation>;
  readonly run: (context: StepContext) => Promise<Json>;
  /** Why there is no way back. */
  readonly forwardOnly: string;
}

export interface AtMostOnceStep extends StepBase {
  /** Never called again, not even when nobody knows how it ended. */
  readonly run: (context: StepContext) => Promise<Json>;
  /** Why it must not be repeated. */
  readonly atMostOnce: string;
  /** What can be learnt afterwards about a run whose end nobody recorded; its result, or nothing. */
  readonly learn?: (context: StepContext) => Promise<Json | undefined>;
}

export type Step = ReversibleStep | ForwardOnlyStep | AtMostOnceStep;

export interface StepContext {
  readonly operation: OperationId;
  /** Who asked for the operation. */
  readonly principal: string;
  /** The step's host; a step without one has no right to it. */
  readonly host: HostSession;
  /** Another host, to read from, or to change where the step has no locks to hold there. */
  on(host: HostId): HostSession;
  /**
   * How the n-th changing command on a host ended, in the step's last run, from the record that the host keeps: what
   * `learn` goes by. It can be asked until the end of the step is durable.
   */
  recorded(host: HostId, number?: number): Promise<RecordState>;
  /** Results of the stage's earlier steps, by key. */
  readonly results: Readonly<Record<string, Json>>;
  readonly reader: Reader;
  readonly timer: Timer;
  /** Takes known secrets out of what programs said, before it goes into rows of the domain's own. */
  scrub(text: string): string;
  /**
   * Rows of the domain's own, while the step runs; nothing is written any more once another server has taken over. After
   * trouble with the store it may be written twice, so the statements must bear that.
   */
  write(batch: Batch): Promise<WriteOutcome>;
  /** Aborted by cancellation, unless the step has no way back, and by the deadline. */
  readonly signal: AbortSignal;
}

export type EndState = 'succeeded' | 'failed' | 'cancelled' | 'unknown';

declare const brand: unique symbol;

/** 32 lower-case hex digits. */
export type OperationId = string & { readonly [brand]: 'OperationId' };

/**
 * Defines an operation; the types of input, view and plan hold together from here on.
 *
 * @throws {TypeError} when two stages have one name
 */
export function defineOperation<Input extends TSchema, View, Plan extends Json>(
  definition: OperationDefinition<Input, View, Plan>,
): AnyOperation {
  const names = definition.stages.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw new TypeError(`${definition.kind} has two stages of one name`);
  return definition as unknown as AnyOperation;
}

/** A stage with the type of its data. `data` is read back from the log, so it must be JSON. */
export interface TypedStage<Data extends Json> extends Stage {
  /** For `next`: this stage with these data. */
  readonly with: (data: Data, reasons?: readonly string[]) => Next;
}

interface StageParts<Data extends Json> {
  readonly name: string;
  readonly claim: (data: Data, operation: OperationId) => Batch;
  readonly groups: (data: Data, operation: OperationId) => readonly (readonly Step[])[];
  readonly settle: (data: Data, operation: OperationId, results: Readonly<Record<string, Json>>) => Batch;
  readonly unclaim: (data: Data, operation: OperationId) => Batch;
  readonly leave?: (data: Data, operation: OperationId, left: readonly string[]) => Leftover | undefined;
  readonly abandon?: (data: Data, operation: OperationId, done: readonly string[]) => Batch;
  readonly mustFollow?: true;
}

export function defineStage<Data extends Json>(parts: StageParts<Data>): TypedStage<Data> {
  return {
    ...(parts as unknown as Stage),
    with: (data, reasons) => ({ kind: 'stage', name: parts.name, data, ...(reasons === undefined ? {} : { reasons }) }),
  };
}
