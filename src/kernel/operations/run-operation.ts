import { CodedError, reasonOf } from '../errors.ts';
import type { Batch } from '../store/index.ts';
import { type Action, decide, type StageAtWork, wayBack, withinBounds } from './decide.ts';
import { type AnyOperation, type EndState, type Json, type Next, stageNamed, type Step } from './definition.ts';
import type { EngineParts } from './engine-parts.ts';
import { errors } from './errors.ts';
import type { OperationEvent } from './events.ts';
import { isInterruption } from './interruptions.ts';
import { createJournal, type FlushOutcome, type Journal } from './journal.ts';
import { isPassingTrouble, isStoreError, STORE_RETRY_MS } from './passing-trouble.ts';
import type { Claim, OperationHead } from './record.ts';
import { carryOut, guardRefused, takeBack } from './run-step.ts';
import { type StepWork, takeNumber } from './step-tools.ts';
import type { OperationState } from './state.ts';
import { MOST_RACES, planContext, planOperation, prepareOperation } from './submit.ts';
import { toWire, type WireError } from './wire-error.ts';

/** An operation that this server has. */
export interface OperationAtWork {
  readonly head: OperationHead;
  readonly state: OperationState;
  readonly claim: Claim;
  /** Somebody wanted it cancelled before this server took it. */
  readonly cancelledBy?: string | undefined;
  readonly cancel: AbortSignal;
  readonly stop: AbortSignal;
  /** Takes work that goes on beside the operation and after its end; it never fails. */
  readonly beside: (work: Promise<void>) => void;
}

/** `left`: another server has it, or anybody may take it: it is stuck, or this server stops. */
export type RunEnd = { readonly kind: 'ended'; readonly state: OperationState } | { readonly kind: 'left' };

/**
 * Carries an operation on from where its log is, until it ends, is stuck, or is another server's. A fault of the
 * program makes it stuck, so that it is tried again later, and a person can end it.
 *
 * @throws what keeps even that from being recorded
 */
export async function runOperation(parts: EngineParts, at: OperationAtWork): Promise<RunEnd> {
  const { head, stop } = at;
  const definition = parts.definitions.get(head.kind, head.version);
  const journal = createJournal(parts, head, at.state, at.claim, stop);
  if (at.cancelledBy !== undefined && at.state.cancelledBy === undefined) {
    journal.add({ type: 'cancel-requested', by: at.cancelledBy });
  }
  const work: Work = { parts, head, journal, definition, cancel: at.cancel, stop, beside: at.beside };
  try {
    for (;;) {
      const action = decide(definition, head.id, journal.state());
      if (action.kind === 'nothing') return { kind: 'ended', state: journal.state() };
      if (stop.aborted) {
        await journal.flush([], [], true);
        return { kind: 'left' };
      }
      if ((await performThroughTrouble(work, action)) === 'left') return { kind: 'left' };
    }
  } catch (error) {
    if (isInterruption(error)) return { kind: 'left' };
    parts.log.error({ operation: head.id, err: error }, 'an operation cannot be carried on');
    const broken = error instanceof CodedError ? error : errors.OPERATION_BROKE({ reason: reasonOf(error) });
    await getStuck(work, toWire(broken, parts.scrub));
    return { kind: 'left' };
  }
}

interface Work extends StepWork {
  readonly definition: AnyOperation;
  readonly beside: OperationAtWork['beside'];
}

/** What cannot be read now can be read later: the record stands as it was, and the same action is decided again. */
async function performThroughTrouble(work: Work, action: OpenAction): Promise<'goes-on' | 'left'> {
  try {
    return await perform(work, action);
  } catch (error) {
    if (!isPassingTrouble(error)) throw error;
    work.parts.log.warn({ operation: work.head.id, err: error }, 'the store cannot be read; trying again');
    await work.parts.timer.sleep(STORE_RETRY_MS, work.stop);
    return 'goes-on';
  }
}

type OpenAction = Exclude<Action, { kind: 'nothing' }>;

async function perform(work: Work, action: OpenAction): Promise<'goes-on' | 'left'> {
  switch (action.kind) {
    case 'choose-stage':
      return chooseStage(work);
    case 'plan-again':
      return planAgain(work);
    case 'run':
      return runGroup(work, action);
    case 'settle':
      return settle(work, action.stage, action.results);
    case 'begin-undo':
      work.journal.add({ type: 'undo-started', because: action.because });
      return 'goes-on';
    case 'give-up-undo':
      work.journal.add({ type: 'undo-given-up' });
      return 'goes-on';
    case 'undo':
      return undoGroup(work, action.steps);
    case 'unclaim':
      return unclaim(work, action.stage);
    case 'leave':
      return leave(work, action.stage, action.left, action.error);
    case 'get-stuck':
      return getStuck(work, action.error);
    case 'end-unknown': {
      const { definition, data } = action.stage;
      // Without a word of the stage what it took stays taken: something may be there.
      const done = Object.keys(resultsOf(work.journal.state()));
      return end(work, 'unknown', { error: action.error }, definition.abandon?.(data, work.head.id, done));
    }
    case 'end':
      return end(work, action.state, { error: action.error });
  }
}

async function chooseStage(work: Work): Promise<'goes-on' | 'left'> {
  const { parts, head, journal, definition } = work;
  for (let race = 0; race < MOST_RACES; race += 1) {
    const { plan, settled, blamed, attempt, cancelledBy } = journal.state();
    const seed = `${head.id}/${attempt}/${settled.length}/${race}`;
    const next = await chooseNext(work, (view) =>
      withinBounds(definition, head.id, definition.next(plan, settled, view, planContext(parts, seed, blamed))),
    );
    if (next.kind === 'done') return end(work, 'succeeded', { result: next.result });
    const mustFollow = next.kind === 'stage' && stageNamed(definition, next.name).mustFollow === true;
    if (cancelledBy !== undefined && !mustFollow) {
      const error = toWire(errors.OPERATION_CANCELLED({ by: cancelledBy }), parts.scrub);
      return end(work, 'cancelled', { error });
    }
    if (next.kind === 'refused') return end(work, 'failed', { error: toWire(next.error, parts.scrub) });
    const claim = stageNamed(definition, next.name).claim(next.data, head.id);
    const outcome = await journal.flush([claimed(next)], claim);
    if (outcome.kind === 'kept') return 'goes-on';
  }
  const error = errors.OPERATION_CONTENDED({ kind: head.kind, tries: MOST_RACES });
  return end(work, 'failed', { error: toWire(error, parts.scrub) });
}

/** A view that cannot be had, for a reason of the domain's, refuses like `next` itself. */
async function chooseNext({ parts, head, definition }: Work, choose: (view: unknown) => Next): Promise<Next> {
  if (definition.next.ignoresView) return choose(undefined);
  try {
    return choose(await definition.view(parts.store, head.input));
  } catch (error) {
    if (!(error instanceof CodedError) || isStoreError(error)) throw error;
    return { kind: 'refused', error };
  }
}

function claimed({ name, data, reasons = [] }: Extract<Next, { kind: 'stage' }>): OperationEvent {
  return { type: 'stage-claimed', stage: name, data, reasons };
}

/** The first stage was undone: place it anew, under the same record. */
async function planAgain(work: Work): Promise<'goes-on' | 'left'> {
  const { parts, head, journal, definition } = work;
  const { attempt: before, blamed, failure } = journal.state();
  const attempt = before + 1;
  for (let race = 0; race < MOST_RACES; race += 1) {
    try {
      const seed = `${head.id}/${attempt}/${race}`;
      const context = { seed, attempt, avoid: blamed };
      const planned = await planOperation(parts, definition, head.id, head.input, context);
      const outcome = await journal.flush(planned.events, planned.claim);
      if (outcome.kind === 'kept') return 'goes-on';
    } catch (error) {
      if (!(error instanceof CodedError) || isStoreError(error)) throw error;
      parts.log.warn({ operation: head.id, attempt, reason: error.message }, 'it cannot be placed anew');
      break;
    }
  }
  // What made the first attempt fail tells more than that there is no second place.
  return end(work, 'failed', failure === undefined ? {} : { error: failure });
}

async function runGroup(work: Work, { stage, fresh, begun }: Extract<Action, { kind: 'run' }>): Promise<'goes-on'> {
  const { parts, journal } = work;
  const steps = [...fresh, ...begun];
  const results = resultsOf(journal.state());
  const way = wayBack(stage, journal.state().stage, steps);
  // A step that cancellation would end and nobody would undo is not ended: the stage has to be finished.
  const isCancellable = (step: Step): boolean => way === 'free' || (way === 'half' && 'atMostOnce' in step);
  return underLocalLocks(work, steps, async (turn) => {
    const started = fresh.map((step): OperationEvent => ({ type: 'step-started', step: step.key }));
    const guards = fresh.map((step) => step.guard?.() ?? []);
    const number = numberFor(parts, steps);
    // One that must not be repeated is recorded when it really begins: nobody could tell it from one that ran.
    const isOnce = fresh.some((step) => 'atMostOnce' in step);
    if (isOnce && (await turn()) === 'stopped') return undefined;
    const outcome =
      fresh.length === 0
        ? await journal.flush([], number)
        : await journal.flush(started, [...number, ...guards.flat()]);
    if (outcome.kind === 'refused') {
      const step = stepOfGuard(fresh, guards, outcome.statement - number.length);
      if (step === undefined) throw new TypeError('a number for locks cannot be refused');
      journal.add(guardRefused(parts, step));
      return undefined;
    }
    const epoch = await epochOf(work, number, outcome);
    if (!isOnce && (await turn()) === 'stopped') return undefined;
    return allSteps(
      steps.map(async (step) => {
        const { event, tidy } = await carryOut(
          work,
          { step, results, epoch, isCancellable: isCancellable(step) },
          begun.includes(step),
        );
        journal.add(event);
        // A record is the only witness of a step that must not be repeated: it stays until the end is durable.
        if ('atMostOnce' in step) await journal.flush();
        work.beside(tidy());
      }),
      journal,
    );
  });
}

/**
 * Runs steps when their locks are free, and not at all when the server stops meanwhile. The place in the queue is taken
 * before the record is written, so that the commits of those who wait share one, and their fencing numbers come in the
 * order of their turns; it is given up when nothing runs on hosts any more, with the ends perhaps not yet durable.
 */
async function underLocalLocks(
  { parts, stop }: Work,
  steps: readonly Step[],
  act: (turn: () => Promise<'ours' | 'stopped'>) => Promise<Running | undefined>,
): Promise<'goes-on'> {
  const place = parts.localLocks.queue(steps.flatMap((step) => step.locks ?? []));
  try {
    const running = await act(async () => {
      await place.turn;
      return stop.aborted ? 'stopped' : 'ours';
    });
    await running?.ran;
    place.free();
    await running?.kept;
    return 'goes-on';
  } finally {
    place.free();
  }
}

async function undoGroup(work: Work, steps: readonly Step[]): Promise<'goes-on'> {
  const { parts, journal } = work;
  const state = journal.state();
  const results = resultsOf(state);
  return underLocalLocks(work, steps, async (turn) => {
    const started = steps.map((step): OperationEvent => ({ type: 'step-undo-started', step: step.key }));
    const number = numberFor(parts, steps);
    const epoch = await epochOf(work, number, await journal.flush(started, number));
    if ((await turn()) === 'stopped') return undefined;
    return allSteps(
      steps.map(async (step) => {
        const mayStillRun = state.stage?.steps[step.key]?.status !== 'succeeded';
        journal.add(await takeBack(work, { step, results, epoch, isCancellable: false }, mayStillRun));
      }),
      journal,
    );
  });
}

interface Running {
  /** None of the steps runs any more. It never fails. */
  readonly ran: Promise<void>;
  /** What ended is durable, but for the last end. @throws {ClaimLost}, {Stopped}, and what broke */
  readonly kept: Promise<void>;
}

/**
 * Keeps each end of steps as it comes, except the last: that one goes with what follows. What ends this server's work on
 * the operation comes out when none of them runs any more.
 */
function allSteps(running: readonly Promise<void>[], journal: Journal): Running {
  let left = running.length;
  const outcomes = Promise.allSettled(
    running.map(async (step) => {
      await step;
      left -= 1;
      if (left > 0) await journal.flush();
    }),
  );
  const keep = async (): Promise<void> => {
    const failed = (await outcomes).find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  const wait = async (): Promise<void> => {
    await Promise.allSettled(running);
  };
  return { ran: wait(), kept: keep() };
}

/** A number for the locks of all of them: it only has to be higher than what the hosts have seen. */
function numberFor({ store }: EngineParts, steps: readonly Step[]): Batch {
  const anyLocks = steps.some((step) => step.locks !== undefined && step.locks.length > 0);
  return anyLocks ? [{ sql: store.words.next('fencing_number'), values: [] }] : [];
}

/** 0 where no step has locks. The answer of a commit can be lost; then another number is taken. */
async function epochOf(work: Work, wanted: Batch, outcome: FlushOutcome): Promise<number> {
  if (wanted.length === 0) return 0;
  const number = outcome.kind === 'kept' ? outcome.results[0]?.rows[0]?.['number'] : undefined;
  return typeof number === 'number' ? number : takeNumber(work);
}

function stepOfGuard(steps: readonly Step[], guards: readonly Batch[], statement: number): Step | undefined {
  let before = 0;
  return steps.find((_, index) => {
    before += guards[index]?.length ?? 0;
    return statement < before;
  });
}

function resultsOf({ stage }: OperationState): Readonly<Record<string, Json>> {
  const isDone = (status: string): boolean => status === 'succeeded' || status === 'skipped';
  const done = Object.entries(stage?.steps ?? {}).filter(([, step]) => isDone(step.status));
  return Object.fromEntries(done.map(([key, step]) => [key, step.result ?? null]));
}

async function settle(
  work: Work,
  stage: StageAtWork,
  results: Readonly<Record<string, Json>>,
): Promise<'goes-on' | 'left'> {
  const { parts, head, journal, definition } = work;
  const { plan, settled, cancelledBy } = journal.state();
  const events: OperationEvent[] = [{ type: 'stage-settled' }];
  let kept = stage.definition.settle(stage.data, head.id, results);
  if (definition.next.ignoresView && cancelledBy === undefined) {
    // The end is known without another look at the store, so it shares the commit.
    const now = [...settled, { name: stage.definition.name, data: stage.data, results }];
    const next = definition.next(plan, now, undefined, planContext(parts, head.id, []));
    if (next.kind === 'done') {
      events.push({ type: 'ended', state: 'succeeded', result: next.result });
      kept = [...kept, ...(definition.close?.(plan, head.id, 'succeeded') ?? [])];
    }
  }
  const outcome = await journal.flush(events, kept);
  return outcome.kind === 'kept' ? 'goes-on' : refuseRecord(work, stage, 'settle', outcome.reason);
}

async function unclaim(work: Work, stage: StageAtWork): Promise<'goes-on' | 'left'> {
  const given = stage.definition.unclaim(stage.data, work.head.id);
  const outcome = await work.journal.flush([{ type: 'stage-unclaimed' }], given);
  return outcome.kind === 'kept' ? 'goes-on' : refuseRecord(work, stage, 'give back', outcome.reason);
}

/** What cannot be undone becomes the work of a clean-up operation, which holds its reservation. */
async function leave(
  work: Work,
  stage: StageAtWork,
  left: readonly string[],
  error: WireError,
): Promise<'goes-on' | 'left'> {
  const { parts, head, journal } = work;
  const leftover = stage.definition.leave?.(stage.data, head.id, left);
  // A clean-up of a clean-up would never end.
  if (leftover === undefined || head.parent !== undefined) return getStuck(work, error);
  const { kind, input } = leftover.cleanUp;
  const { project, principal, id: parent } = head;
  const id = parts.newId() as OperationHead['id'];
  try {
    const child = await prepareOperation(parts, { kind, input, project, principal, parent }, id, false);
    const unclaimed: OperationEvent = { type: 'stage-unclaimed', left: { steps: left, operation: id } };
    const outcome = await journal.flush([unclaimed], [...leftover.unclaim, ...child.batch]);
    return outcome.kind === 'kept' ? 'goes-on' : await refuseRecord(work, stage, 'hand over', outcome.reason);
  } catch (refused) {
    if (!(refused instanceof CodedError) || isStoreError(refused)) throw refused;
    parts.log.error({ operation: head.id, err: refused }, 'what is left cannot be handed to a clean-up operation');
    return getStuck(work, error);
  }
}

function refuseRecord(work: Work, stage: StageAtWork, change: string, reason: string): Promise<'left'> {
  const error = errors.OPERATION_RECORD_REFUSED({ stage: stage.definition.name, change, reason });
  work.parts.log.error({ operation: work.head.id, err: error }, 'the record of an operation does not fit the store');
  return getStuck(work, toWire(error, work.parts.scrub));
}

async function getStuck(work: Work, error: WireError): Promise<'left'> {
  const { parts, head, journal } = work;
  const { firstTryMs, longestTryMs } = parts.limits;
  const { tries } = journal.state();
  const delayMs = Math.min(firstTryMs * 2 ** Math.min(tries, 30), longestTryMs);
  parts.log.warn({ operation: head.id, reason: error.message, tries: tries + 1 }, 'an operation is stuck');
  const stuck: OperationEvent = { type: 'stuck', error, tries: tries + 1, nextTryInMs: delayMs };
  await journal.flush([stuck], [], true);
  return 'left';
}

async function end(
  work: Work,
  state: EndState,
  { result, error }: { readonly result?: Json; readonly error?: WireError },
  given: Batch = [],
): Promise<'goes-on' | 'left'> {
  const { journal, definition, head } = work;
  const closed = definition.close?.(journal.state().plan, head.id, state) ?? [];
  const ended: OperationEvent = {
    type: 'ended',
    state,
    ...(result === undefined ? {} : { result }),
    ...(error === undefined ? {} : { error }),
  };
  const outcome = await journal.flush([ended], [...given, ...closed]);
  if (outcome.kind === 'kept') return 'goes-on';
  const refused = errors.OPERATION_RECORD_REFUSED({ stage: 'end', change: 'record', reason: outcome.reason });
  return getStuck(work, toWire(refused, work.parts.scrub));
}
