import {
  type CommandRecord,
  type HostId,
  type HostSession,
  recordOf,
  remoteErrors,
  removeRecords,
  type SessionOptions,
} from '../remote/index.ts';
import type { Batch } from '../store/index.ts';
import type { Json, Step, StepContext } from './definition.ts';
import { electedHost } from './elected-host.ts';
import type { EngineParts } from './engine-parts.ts';
import { errors } from './errors.ts';
import type { Journal } from './journal.ts';
import type { OperationHead } from './record.ts';
import { stepRecords } from './step-records.ts';

/** After the deadline a step has so long to take notice before it is left to itself. */
const AFTER_DEADLINE_MS = 5_000;
const TIDY_MS = 10_000;
const TIDY_LANES = 20;
const MOST_COMMANDS = 200;
const OVER = new Error('the step is over');
/** Ends of a changing command that was not begun. */
const NOT_STARTED: ReadonlySet<string> = new Set([
  remoteErrors.HOST_UNREACHABLE.code,
  remoteErrors.LOCK_BUSY.code,
  remoteErrors.LOCK_SUPERSEDED.code,
  remoteErrors.GUARD_BROKEN.code,
]);

/** What the steps of one operation share while this server has it. */
export interface StepWork {
  readonly parts: EngineParts;
  readonly head: OperationHead;
  readonly journal: Journal;
  /** Aborted when a person cancels. */
  readonly cancel: AbortSignal;
  readonly stop: AbortSignal;
}

/** One step with what was prepared for it. */
export interface StepAtWork {
  readonly step: Step;
  readonly results: Readonly<Record<string, Json>>;
  /** The number of the server's right to the step's locks, from the commit that started it. */
  readonly epoch: number;
  /** Whether cancellation may end it: where it is undone then, or says itself how far it came. */
  readonly isCancellable: boolean;
}

export interface StepTools {
  readonly commands: readonly CommandRecord[];
  /** It asked hosts for something, and certainly none of them changed anything. */
  hasCertainlyNotActed(): boolean;
  /** Makes sure that no late command of an earlier holder of the step's locks can act. */
  fence(): Promise<void>;
  /** Calls a function of the step within its deadline. Later tries begin with another of its hosts. */
  bounded<Result>(act: (context: StepContext) => Promise<Result>, tries: number): Promise<Result>;
  /** Removes from the hosts the records of how the step's commands ended; what cannot be removed stays. */
  tidy(): Promise<void>;
}

/** What one run, or one undo, of a step works with. */
export function stepTools(
  work: StepWork,
  { step, results, epoch: firstEpoch, isCancellable }: StepAtWork,
  direction: 'run' | 'undo',
): StepTools {
  const { parts, head, journal } = work;
  const commands: CommandRecord[] = [];
  const records = stepRecords(head.id, journal, step, direction);
  let epoch = firstEpoch;
  let hasAsked = false;
  let mayHaveActed = false;
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
    onCommand: (command) => {
      keepSome(commands, command);
      hasAsked = true;
      if (command.guarded && !NOT_STARTED.has(command.error ?? '')) mayHaveActed = true;
    },
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
    if (isCancellable) work.cancel.addEventListener('abort', end, { once: true });
    if (isCancellable && work.cancel.aborted) end();
    const isOver = new AbortController();
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
      write: async (batch) => {
        if (isOver.signal.aborted) throw OVER;
        return writeRows(work, batch);
      },
      signal,
    };
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
    hasCertainlyNotActed: () => hasAsked && !mayHaveActed,
    bounded,
    fence: async () => {
      if (locks.length === 0 || hosts.length === 0) return;
      await newEpoch();
      const untilMs = parts.timer.now() + step.deadlineMs;
      const outcomes = await Promise.allSettled(
        hosts.map((host) => parts.hosts.fence(host, options(host, locks, work.stop, untilMs))),
      );
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as Error);
      // A host that cannot be reached may be left out while another one can. On any other that refused, a predecessor may
      // still be at work, and must not be joined by us elsewhere.
      const [first] = refused;
      const refusing = refused.find((error) => !remoteErrors.HOST_UNREACHABLE.is(error));
      if (refusing !== undefined) throw refusing;
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
          try {
            await session.read(removeRecords(names));
          } catch (error) {
            parts.log.debug({ operation: head.id, host, err: error }, 'records of commands stay on a host');
          }
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
export async function takeNumber({ journal, parts }: StepWork): Promise<number> {
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
