import { CodedError, reasonOf } from '../errors.ts';
import type { Observation, Step } from './definition.ts';
import type { EngineParts } from './engine-parts.ts';
import { errors } from './errors.ts';
import type { OperationEvent } from './events.ts';
import { isInterruption, Stopped } from './interruptions.ts';
import { type StepAtWork, type StepTools, type StepWork, stepTools } from './step-tools.ts';
import { toWire } from './wire-error.ts';

/**
 * Runs a step that was recorded as started, with its retries.
 *
 * @param wasBegun it was started before and nobody saw it end: look first
 * @returns the event that says how it ended, and what tidies up on the hosts once the event is durable
 * @throws {ClaimLost}, {Stopped}
 */
export async function carryOut(
  work: StepWork,
  at: StepAtWork,
  wasBegun: boolean,
): Promise<{ readonly event: OperationEvent; readonly tidy: () => Promise<void> }> {
  const tools = stepTools(work, at, 'run');
  try {
    return { event: await tryStep(work, at, tools, wasBegun), tidy: () => tools.tidy() };
  } finally {
    work.journal.addCommands(at.step.key, tools.commands);
  }
}

async function tryStep(
  work: StepWork,
  { step, isCancellable }: StepAtWork,
  tools: StepTools,
  wasBegun: boolean,
): Promise<OperationEvent> {
  const delays = 'atMostOnce' in step ? [] : work.parts.limits.retryDelaysMs;
  for (let tries = 0; ; tries += 1) {
    try {
      if (wasBegun || tries > 0) {
        const seen = await look(work, step, tools, tries);
        if (seen !== undefined) return seen;
        const refused = await startAgain(work, step);
        if (refused !== undefined) return refused;
      }
      const result = await tools.bounded((context) => step.run(context), tries);
      return { type: 'step-succeeded', step: step.key, result: result ?? null };
    } catch (error) {
      const coded = toCoded(work, step, error);
      const delay = delays[tries];
      const isCancelled = isCancellable && work.cancel.aborted;
      if (coded.retry !== 'backoff' || delay === undefined || isCancelled) {
        return failed(work, step, coded, tools.hasCertainlyNotActed());
      }
      await work.parts.timer.sleep(delay, work.stop);
      if (work.stop.aborted) throw new Stopped();
    }
  }
}

/**
 * Undoes a step that was recorded so, with its retries, unless it is too late.
 *
 * @param mayStillRun its end was not seen: whoever runs it must be kept out first
 */
export async function takeBack(work: StepWork, at: StepAtWork, mayStillRun: boolean): Promise<OperationEvent> {
  const { step } = at;
  if (!('undo' in step)) throw new TypeError(`the step '${step.key}' has no way back`);
  const tools = stepTools(work, at, 'undo');
  try {
    for (let tries = 0; ; tries += 1) {
      try {
        if (mayStillRun || tries > 0) await tools.fence();
        const isLate = await tools.bounded(async (context) => (await step.isTooLate?.(context)) ?? false, tries);
        if (!isLate) await tools.bounded((context) => step.undo(context), tries);
        await tools.tidy();
        return { type: isLate ? 'step-stays' : 'step-undone', step: step.key };
      } catch (error) {
        const coded = toCoded(work, step, error);
        const delay = work.parts.limits.retryDelaysMs[tries];
        if (coded.retry !== 'backoff' || delay === undefined) {
          return { type: 'step-undo-failed', step: step.key, error: toWire(coded, work.parts.scrub) };
        }
        await work.parts.timer.sleep(delay, work.stop);
        if (work.stop.aborted) throw new Stopped();
      }
    }
  } finally {
    work.journal.addCommands(step.key, tools.commands);
  }
}

/** What is there, once nobody can change it any more behind our back. */
async function look(work: StepWork, step: Step, tools: StepTools, tries: number): Promise<OperationEvent | undefined> {
  if ('atMostOnce' in step) {
    const learn = step.learn;
    const learnt = learn === undefined ? undefined : await tools.bounded((context) => learn(context), 0);
    if (learnt !== undefined) return { type: 'step-succeeded', step: step.key, result: learnt, observed: true };
    return doubtful(work, step, errors.OPERATION_UNKNOWN_END({ step: step.title }));
  }
  await tools.fence();
  const seen: Observation = await tools.bounded((context) => step.observe(context), tries);
  return seen.kind === 'done'
    ? { type: 'step-succeeded', step: step.key, result: seen.result, observed: true }
    : undefined;
}

async function startAgain({ journal, parts }: StepWork, step: Step): Promise<OperationEvent | undefined> {
  const outcome = await journal.flush([{ type: 'step-started', step: step.key }], step.guard?.() ?? []);
  return outcome.kind === 'kept' ? undefined : guardRefused(parts, step);
}

export function guardRefused(parts: EngineParts, step: Step): OperationEvent {
  const error = toWire(errors.OPERATION_GUARD_REFUSED({ step: step.title }), parts.scrub);
  return { type: 'step-failed', step: step.key, error };
}

function failed(work: StepWork, step: Step, error: CodedError, hasCertainlyNotActed: boolean): OperationEvent {
  // A refusal for good is a certain end, and so is one before anything was begun; after all else it may have been done.
  const isCertain = hasCertainlyNotActed || (error.retry !== 'backoff' && !errors.OPERATION_STEP_BROKE.is(error));
  if ('atMostOnce' in step && !isCertain) return doubtful(work, step, error);
  return { type: 'step-failed', step: step.key, error: toWire(error, work.parts.scrub) };
}

function doubtful({ parts }: StepWork, step: Step, error: CodedError): OperationEvent {
  return { type: 'step-failed', step: step.key, error: toWire(error, parts.scrub), inDoubt: true };
}

/** @throws what is not the step's failure but the end of this server's work on it */
function toCoded({ parts, head }: StepWork, step: Step, error: unknown): CodedError {
  if (isInterruption(error)) throw error;
  if (error instanceof CodedError) return error;
  parts.log.error({ operation: head.id, step: step.key, err: error }, 'a step broke');
  return errors.OPERATION_STEP_BROKE({ step: step.title, reason: reasonOf(error) }, { cause: error });
}
