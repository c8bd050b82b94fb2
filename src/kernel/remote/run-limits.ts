import type { CodedError } from '../errors.ts';
import type { Timer } from '../timer.ts';
import { errors } from './errors.ts';
import type { HostId } from './host-id.ts';
import type { RunOptions } from './transport.ts';
import { unlessAborted } from './unless-aborted.ts';

/** How long one command may take, and whether it is still wanted. */
export interface RunLimits {
  /** Aborted when the time is over or the command is taken back. */
  readonly signal: AbortSignal;
  /** COMMAND_TIMEOUT or COMMAND_ABORTED. */
  readonly over: () => CodedError;
  /** Why a command that was still waiting for this does not start: COMMAND_ABORTED or HOST_UNREACHABLE. */
  readonly unstarted: (what: string) => CodedError;
  /**
   * Waits for what comes before the start of the command.
   *
   * @throws {CodedError} `unstarted` when the time is over, the command is taken back, or the transport is closed
   */
  readonly before: <Value>(promise: Promise<Value>, what: string) => Promise<Value>;
  /** To be called at the end. */
  readonly drop: () => void;
}

/** @throws {CodedError} COMMAND_ABORTED when the command was taken back already */
export function createRunLimits(
  host: HostId,
  program: string,
  { timeoutMs, signal: wanted }: RunOptions,
  { timer, closing }: { readonly timer: Timer; readonly closing: AbortSignal },
): RunLimits {
  const aborted = errors.COMMAND_ABORTED({ host, program });
  if (wanted?.aborted === true) throw aborted;
  const limits = new AbortController();
  let isAborted = false;
  const onAbort = (): void => {
    isAborted = true;
    limits.abort();
  };
  const onTime = (): void => limits.abort();
  wanted?.addEventListener('abort', onAbort, { once: true });
  timer.sleep(timeoutMs, limits.signal).then(onTime, onTime);
  const stop = AbortSignal.any([limits.signal, closing]);
  const over = (): CodedError => (isAborted ? aborted : errors.COMMAND_TIMEOUT({ host, program, timeoutMs }));
  const unstarted = (what: string): CodedError => {
    if (isAborted) return aborted;
    const reason = closing.aborted ? 'the transport is closed' : `${what} took longer than ${timeoutMs} ms`;
    return errors.HOST_UNREACHABLE({ host, reason });
  };
  return {
    signal: limits.signal,
    over,
    unstarted,
    before: async (promise, what) => {
      const box = await unlessAborted(promise, stop);
      if (box === undefined) throw unstarted(what);
      return box.value;
    },
    drop: () => {
      wanted?.removeEventListener('abort', onAbort);
      limits.abort();
    },
  };
}
