import { CodedError, reasonOf } from '../errors.ts';
import {
  type CommandRecord,
  type HostId,
  type HostSession,
  recordOf,
  removeRecords,
  type SessionOptions,
} from '../remote/index.ts';
import type { Batch } from '../store/index.ts';
import type { Json, Observation, OperationId, Step, StepContext } from './definition.ts';
import type { EngineParts } from './engine-parts.ts';
import { electedHost } from './elected-host.ts';
import { errors } from './errors.ts';
import type { OperationEvent } from './events.ts';
import { type Journal, Stopped } from './journal.ts';
import { ClaimLost, type OperationHead } from './record.ts';
import { toWire } from './wire-error.ts';

/** After the deadline a step has so long to take notice before it is left to itself. */
const AFTER_DEADLINE_MS = 5_000;
const TIDY_MS = 10_000;
const TIDY_LANES = 20;
const MOST_COMMANDS = 200;
const OVER = new Error('the step is over');

/** What the steps of one operation share while this server has it. */
export interface StepWork {
  readonly parts: EngineParts;
  readonly head: OperationHead;
  readonly journal: Journal;
  /** Aborted when a person cancels; steps without a way back do not listen to it. */
  readonly cancel: AbortSignal;
  readonly stop: AbortSignal;
}

/** One step with what was prepared for it. */
export interface StepAtWork {
  readonly step: Step;
  readonly results: Readonly<Record<string, Json>>;
  /** The number of the server's right to the step's locks, from the commit that started it. */
  readonly epoch: number;
}

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
  const tools = stepTools(work, at);
  try {
    return { event: await tryStep(work, at.step, tools, wasBegun), tidy: () => tools.tidy() };
  } finally {
    work.journal.addCommands(at.step.key, tools.commands);
  }
}

async function tryStep(work: StepWork, step: Step, tools: StepTools, wasBegun: boolean): Promise<OperationEvent> {
  const delays = 'atMostOnce' in step ? [] : work.parts.limits.retryDelaysMs;
  for (let tries = 0; ; tries += 1) {
    try {
      if (wasBegun || tries > 0) {
        const seen = await look(work, step, tools);
        if (seen !== undefined) return seen;
        const refused = await startAgain(work, step);
        if (refused !== undefined) return refused;
      }
      const result = await tools.bounded((context) => step.run(context), tries);
      return { type: 'step-succeeded', step: step.key, result: result ?? null };
    } catch (error) {
      const coded = toCoded(work, step, error);
      const delay = delays[tries];
      if (coded.retry !== 'backoff' || delay === undefined || isCancelled(work, step)) {
        return failed(work, step, coded);
      }
      await work.parts.timer.sleep(delay, work.stop);
      if (work.stop.aborted) throw new Stopped();
    }
  }
}

/**
 * Undoes a step that was recorded so, with its retries.
 *
 * @param mayStillRun its end was not seen: whoever runs it must be kept out first
 */
export async function takeBack(work: StepWork, at: StepAtWork, mayStillRun: boolean): Promise<OperationEvent> {
  const { step } = at;
  if (!('undo' in step)) throw new TypeError(`the step '${step.key}' has no way back`);
  const tools = stepTools(work, at);
  try {
    for (let tries = 0; ; tries += 1) {
      try {
        if (mayStillRun || tries > 0) await tools.fence();
        await tools.bounded((context) => step.undo(context), tries);
        await tools.tidy();
        return { type: 'step-undone', step: step.key };
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
async function look(work: StepWork, step: Step, tools: StepTools): Promise<OperationEvent | undefined> {
  if ('atMostOnce' in step) {
    const learn = step.learn;
    const learnt = learn === undefined ? undefined : await tools.bounded((context) => learn(context), 0);
    if (learnt !== undefined) return { type: 'step-succeeded', step: step.key, result: learnt, observed: true };
    return doubtful(work, step, errors.OPERATION_UNKNOWN_END({ step: step.title }));
  }
  await tools.fence();
  const seen: Observation = await tools.bounded((context) => step.observe(context), 0);
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

function failed(work: StepWork, step: Step, error: CodedError): OperationEvent {
  // A host that was not reached, and a refusal for good, are certain ends; after anything else it may have been done.
  const isCertain =
    error.code === 'HOST_UNREACHABLE' || (error.retry !== 'backoff' && !errors.OPERATION_STEP_BROKE.is(error));
  if ('atMostOnce' in step && !isCertain) return doubtful(work, step, error);
  return { type: 'step-failed', step: step.key, error: toWire(error, work.parts.scrub) };
}

function doubtful({ parts }: StepWork, step: Step, error: CodedError): OperationEvent {
  return { type: 'step-failed', step: step.key, error: toWire(error, parts.scrub), inDoubt: true };
}

function isCancelled({ cancel }: StepWork, step: Step): boolean {
  return cancel.aborted && !('forwardOnly' in step);
}

/** @throws what is not the step's failure but the end of this server's work on it */
function toCoded({ parts, head }: StepWork, step: Step, error: unknown): CodedError {
  if (error instanceof ClaimLost || error instanceof Stopped) throw error;
  if (error instanceof CodedError) return error;
  parts.log.error({ operation: head.id, step: step.key, err: error }, 'a step broke');
  return errors.OPERATION_STEP_BROKE({ step: step.title, reason: reasonOf(error) }, { cause: error });
}

interface StepTools {
  readonly commands: readonly CommandRecord[];
  /** Makes sure that no late command of an earlier holder of the step's locks can act. */
  fence(): Promise<void>;
  /** Calls a function of the step within its deadline. Later tries begin with another of its hosts. */
  bounded<Result>(act: (context: StepContext) => Promise<Result>, tries: number): Promise<Result>;
  /** Removes from the hosts the records of how the step's commands ended; what cannot be removed stays. */
  tidy(): Promise<void>;
}

function stepTools(work: StepWork, { step, results, epoch: firstEpoch }: StepAtWork): StepTools {
  const { parts, head, journal } = work;
  const commands: CommandRecord[] = [];
  const records = stepRecords(head.id, journal, step);
  let epoch = firstEpoch;
  const ensureLease = async (): Promise<void> => {
    if (!parts.replica.isFresh()) await parts.replica.renew();
  };
  const newEpoch = async (): Promise<number> => {
    epoch = await takeNumber(work);
    return epoch;
  };
  const options = (
    host: HostId,
    locks: readonly string[],
    signal: AbortSignal,
    deadlineAtMs: number,
  ): SessionOptions => ({
    locks,
    epoch: async () => {
      await ensureLease();
      return epoch;
    },
    newEpoch,
    recordName: () => records.next(host),
    signal,
    deadlineAtMs,
    onCommand: (command) => keepSome(commands, command),
  });
  const hosts = hostsOf(step);
  const locks = (step.locks ?? []).toSorted();

  const bounded: StepTools['bounded'] = async (act, tries) => {
    const over = new AbortController();
    const { signal } = over;
    const deadlineAtMs = parts.timer.now() + step.deadlineMs;
    // Reasons are given, and listeners used where AbortSignal.any would do: making an error each time was a sixth of the
    // engine's time [measured].
    const end = (): void => over.abort(OVER);
    if (!('forwardOnly' in step)) work.cancel.addEventListener('abort', end, { once: true });
    if (isCancelled(work, step)) end();
    const context: StepContext = {
      operation: head.id,
      principal: head.principal,
      get host(): HostSession {
        if (hosts.length === 0) throw new TypeError(`the step '${step.key}' has no host`);
        const turn = tries % hosts.length;
        const inTurn = [...hosts.slice(turn), ...hosts.slice(0, turn)];
        return electedHost(inTurn.map((host) => parts.hosts.session(host, options(host, locks, signal, deadlineAtMs))));
      },
      on: (host) => parts.hosts.session(host, options(host, [], signal, deadlineAtMs)),
      results,
      reader: parts.store,
      timer: parts.timer,
      scrub: (text) => parts.scrub(text),
      recorded: (host, number = 1) => {
        const session = parts.hosts.session(host, options(host, [], signal, deadlineAtMs));
        return session.read(recordOf(records.asked(host, number)));
      },
      write: (batch) => writeRows(work, batch),
      signal,
    };
    const isOver = new AbortController();
    const late = async (): Promise<never> => {
      await parts.timer.sleep(step.deadlineMs, isOver.signal);
      end();
      if (!isOver.signal.aborted) await parts.timer.sleep(AFTER_DEADLINE_MS, isOver.signal);
      if (isOver.signal.aborted) throw OVER;
      throw errors.OPERATION_DEADLINE({ step: step.title, deadlineMs: step.deadlineMs });
    };
    try {
      return await Promise.race([act(context), late()]);
    } finally {
      work.cancel.removeEventListener('abort', end);
      isOver.abort(OVER);
      // What a step has left running must not send anything more.
      end();
    }
  };

  return {
    commands,
    bounded,
    fence: async () => {
      if (locks.length === 0 || hosts.length === 0) return;
      await newEpoch();
      const untilMs = parts.timer.now() + step.deadlineMs;
      const outcomes = await Promise.allSettled(
        hosts.map((host) => parts.hosts.fence(host, options(host, locks, work.stop, untilMs))),
      );
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as Error);
      const lost = refused.find((error) => error instanceof ClaimLost || error instanceof Stopped);
      // One of several hosts that could have been elected is enough; the others cannot be reached by anybody.
      const [first] = refused;
      if (lost !== undefined) throw lost;
      if (first !== undefined && refused.length === outcomes.length) throw first;
    },
    tidy: async () => {
      const untilMs = parts.timer.now() + TIDY_MS;
      const left = [...records.given()];
      const lane = async (): Promise<void> => {
        for (let next = left.pop(); next !== undefined; next = left.pop()) {
          const [host, names] = next;
          const quiet = { ...options(host, [], work.stop, untilMs), onCommand: () => undefined };
          const session = parts.hosts.session(host, quiet);
          await session.read(removeRecords(names)).catch(() => 'left' as const);
        }
      };
      await Promise.all(Array.from({ length: Math.min(TIDY_LANES, left.length) }, lane));
    },
  };
}

function hostsOf({ host }: Step): readonly HostId[] {
  if (host === undefined) return [];
  return typeof host === 'string' ? [host] : host;
}

/** The next fencing number, if this server still has the operation. */
async function takeNumber({ journal, parts }: StepWork): Promise<number> {
  const next = { sql: parts.store.words.next('fencing_number'), values: [] };
  for (;;) {
    const outcome = await journal.flush([], [next]);
    const number = outcome.kind === 'kept' ? outcome.results[0]?.rows[0]?.['number'] : undefined;
    // The answer of a commit may have been lost; numbers may be left out.
    if (typeof number === 'number') return number;
  }
}

async function writeRows({ journal }: StepWork, batch: Batch): ReturnType<StepContext['write']> {
  const outcome = await journal.flush([], batch);
  return outcome.kind === 'kept'
    ? { kind: 'committed', results: outcome.results }
    : { kind: 'refused', statement: outcome.statement, reason: 'changes' };
}

/** The first and the newest: a step may run one on each of ten thousand hosts. */
function keepSome(commands: CommandRecord[], command: CommandRecord): void {
  if (commands.length === MOST_COMMANDS) commands.splice(MOST_COMMANDS / 2, 1);
  commands.push(command);
}

interface StepRecords {
  /** The name for the next command on this host. */
  next(host: HostId): string;
  /** That of the n-th command on a host in the step's last run; it is there to be removed, too. */
  asked(host: HostId, number: number): string;
  given(): ReadonlyMap<HostId, readonly string[]>;
}

/** Records on hosts are named by operation, stage, step and run, so that no command writes over another's. */
function stepRecords(id: OperationId, journal: Journal, step: Step): StepRecords {
  const given = new Map<HostId, string[]>();
  const name = (number: number): string => {
    const { attempt, settled, stage } = journal.state();
    return `${id}.${attempt}.${settled.length}.${step.key}.${stage?.steps[step.key]?.runs ?? 0}.${number}`;
  };
  return {
    given: () => given,
    asked: (host, number) => {
      const asked = name(number);
      const names = given.get(host) ?? [];
      if (!names.includes(asked)) given.set(host, [...names, asked]);
      return asked;
    },
    next: (host) => {
      const names = given.get(host) ?? [];
      const next = name(names.length + 1);
      given.set(host, [...names, next]);
      return next;
    },
  };
}
