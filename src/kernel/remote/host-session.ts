import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import { type CommandRecord, recordedOutput } from './command-record.ts';
import { errors } from './errors.ts';
import { saidBy } from './excerpt.ts';
import { type GuardCall, guardedArgv, readGuarded } from './guard.ts';
import type { HostId } from './host-id.ts';
import type { Call } from './program.ts';
import { readFileCall, writeFileCall } from './replace-file.ts';
import type { CallOptions, HostSession } from './session.ts';
import { maxOutputBytes, type RunResult, type Transport } from './transport.ts';

/** What all sessions of a server have in common. */
export interface SessionParts {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Letters and digits, other ones at each call. */
  readonly newNonce: () => string;
  /** Where hosts keep locks and records; guard-name.ts has the default. */
  readonly directory?: string;
}

export interface SessionOptions {
  /** Names of locks that each changing command holds on the host, at most five. */
  readonly locks: readonly string[];
  /** The number of the step's right to its locks. Asked before each try; throws when the operation was lost. */
  readonly epoch: () => Promise<number>;
  /** A later number, when the host knows a later grant than ours; throws when the operation was lost. */
  readonly newEpoch: () => Promise<number>;
  /** Names the record of the next change; without it changes leave none (guard.ts tells the price). */
  readonly recordName?: () => string;
  /** Aborted by whatever ends the step early. */
  readonly signal: AbortSignal;
  /** By the clock. */
  readonly deadlineAtMs: number;
  readonly onCommand: (record: CommandRecord) => void;
}

// A host refuses an epoch only when a later one was granted: each refusal is somebody else's grant, not a retry.
const maxRefusals = 20;
const maxEdits = 20;
// The guard waits on the host in slices, so that the epoch is asked for anew and a lost operation ends its waiting.
const waitSliceMs = 10_000;
// Below it another wait would be too short to be worth a command.
const shortestWaitMs = 200;

/**
 * A host as a step sees it (session.ts), over a transport.
 *
 * Throws, beside what the transport throws: LOCK_BUSY when a lock is not free in time, LOCK_SUPERSEDED after too many
 * refusals, GUARD_BROKEN, COMMAND_ANSWER_UNKNOWN when a parser throws or output is cut off, FILE_CONTENDED,
 * FILE_NOT_EDITABLE, and whatever `epoch` and `newEpoch` throw.
 */
export function createHostSession(parts: SessionParts, host: HostId, options: SessionOptions): HostSession {
  const { transport, clock, newNonce, directory } = parts;
  const { locks, epoch, newEpoch, recordName, signal, deadlineAtMs, onCommand } = options;
  const leftMs = (): number => deadlineAtMs - clock.now();

  /** `waitMs` is time on top of the program's own. */
  const run = async (
    call: Call<unknown>,
    argv: readonly string[],
    { input, timeoutMs = Infinity }: CallOptions,
    waitMs = 0,
  ): Promise<RunResult> => {
    if (leftMs() <= 0) throw errors.COMMAND_TIMEOUT({ host, program: call.name, timeoutMs: 0 });
    return transport.run(host, argv, {
      name: call.name,
      timeoutMs: Math.min(leftMs(), timeoutMs + waitMs),
      signal,
      ...(input === undefined ? {} : { input }),
    });
  };

  const runGuarded = async (call: Call<unknown>, callOptions: CallOptions): Promise<RunResult> => {
    const startedAtMs = clock.now();
    const { locks: besides = [] } = callOptions;
    if (besides.length > 0 && locks.length === 0) throw new TypeError('locks for a call need a step that has locks');
    const record = recordName?.();
    for (let refusals = 0; ; ) {
      const held = await epoch();
      const guard: GuardCall = {
        locks: [...locks, ...besides].map((name) => ({ name, epoch: held })),
        // Half of what is left, so that time remains for the command itself.
        waitMs: Math.max(0, Math.min(waitSliceMs, Math.floor(leftMs() / 2))),
        nonce: newNonce(),
        ...(record === undefined ? {} : { record }),
        ...(directory === undefined ? {} : { directory }),
      };
      const outcome = readGuarded(guard, await run(call, guardedArgv(guard, call.argv), callOptions, guard.waitMs));
      switch (outcome.kind) {
        case 'ran':
          return outcome.result;
        case 'busy':
          if (leftMs() < shortestWaitMs) {
            throw errors.LOCK_BUSY({ host, lock: outcome.lock, waitedMs: clock.now() - startedAtMs });
          }
          break;
        case 'superseded':
          refusals += 1;
          if (refusals > maxRefusals) throw errors.LOCK_SUPERSEDED({ host, lock: outcome.lock, have: outcome.have });
          await newEpoch();
          break;
        case 'broken':
          throw errors.GUARD_BROKEN({ host, reason: outcome.reason });
      }
    }
  };

  /** Reads the answer of a run, and keeps the record of it whatever comes. */
  const perform = async <Output>(
    call: Call<Output>,
    guarded: boolean,
    attempt: () => Promise<RunResult>,
  ): Promise<Output> => {
    const startedAtMs = clock.now();
    const { conceal = asItIs } = call;
    let result: RunResult | undefined;
    let error: string | undefined;
    try {
      result = await attempt();
      return parseAnswer(host, call, result);
    } catch (thrown) {
      error = thrown instanceof CodedError ? thrown.code : 'INTERNAL';
      throw thrown;
    } finally {
      onCommand({
        host,
        program: call.name,
        argv: call.argv,
        startedAtMs,
        elapsedMs: clock.now() - startedAtMs,
        guarded,
        stdout: recordedOutput(conceal(result?.stdout ?? '')),
        stderr: recordedOutput(conceal(result?.stderr ?? '')),
        ...(result === undefined ? {} : { code: result.code }),
        ...(error === undefined ? {} : { error }),
      });
    }
  };

  const read: HostSession['read'] = (call, callOptions = {}) =>
    perform(call, false, () => run(call, call.argv, callOptions));

  const change: HostSession['change'] = (call, callOptions = {}) =>
    perform(call, true, () => runGuarded(call, callOptions));

  const edit: HostSession['edit'] = async (path, newText, editOptions = {}) => {
    for (let tries = 0; tries < maxEdits; tries += 1) {
      const found = await read(readFileCall(path));
      if (found.kind === 'not-editable') throw errors.FILE_NOT_EDITABLE({ host, path, reason: found.reason });
      const before = found.kind === 'text' ? found.text : undefined;
      const after = newText(before ?? '');
      if (after === (before ?? '')) return;
      if ((await change(writeFileCall(path, before, after), { input: after, ...editOptions })) === 'written') return;
    }
    throw errors.FILE_CONTENDED({ host, path, tries: maxEdits });
  };

  return { id: host, read, change, edit };
}

const asItIs = (text: string): string => text;

function parseAnswer<Output>(host: HostId, call: Call<Output>, result: RunResult): Output {
  const { conceal = asItIs } = call;
  const said = (): string => saidBy({ ...result, stdout: conceal(result.stdout), stderr: conceal(result.stderr) });
  const unknown = (text: string, cause?: unknown): CodedError =>
    errors.COMMAND_ANSWER_UNKNOWN({ host, program: call.name, code: result.code, said: text }, { cause });
  if (result.truncated === true) throw unknown(`it is longer than ${maxOutputBytes} bytes: ${said()}`);
  try {
    return call.parse(result);
  } catch (error) {
    throw error instanceof CodedError ? error : unknown(said(), error);
  }
}
