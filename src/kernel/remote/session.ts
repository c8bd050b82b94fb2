import type { HostId } from './host-id.ts';
import type { Call } from './program.ts';

export interface CallOptions {
  /** Milliseconds; the step's own deadline when it is absent or later. */
  readonly timeoutMs?: number;
  readonly input?: string | Uint8Array;
  /**
   * For a change: locks to hold besides the step's own, for this call alone, so that others wait only for it and not for
   * the whole step. The step must have locks of its own: its fencing is theirs.
   */
  readonly locks?: readonly string[];
}

/**
 * A host as a step of an operation sees it. Each call is bounded by the step's deadline, ended by its cancellation, and
 * kept in the operation's record with its arguments, code, time and output.
 *
 * Throws HOST_UNREACHABLE, HOST_LOST, COMMAND_TIMEOUT, COMMAND_ABORTED, COMMAND_ANSWER_UNKNOWN, and where it changes
 * something LOCK_BUSY, LOCK_SUPERSEDED, GUARD_BROKEN; programs that refuse are outputs of the call.
 */
export interface HostSession {
  readonly id: HostId;
  /** Runs a program that changes nothing. */
  read<Output>(call: Call<Output>, options?: CallOptions): Promise<Output>;
  /**
   * Runs a program that changes the host, under the guard with the step's locks and their epochs: a late copy of this
   * call, sent by a server that was overtaken, is refused on the host.
   */
  change<Output>(call: Call<Output>, options?: CallOptions): Promise<Output>;
  /**
   * Changes a text file by reading it, and putting a new one in its place in one rename after an fsync, under the guard.
   * `change` gets the text, empty when there is no file, and is called again when somebody else was faster; giving back
   * the same text writes nothing. Throws FILE_CONTENDED and FILE_NOT_EDITABLE, too.
   */
  edit(path: string, change: (text: string) => string, options?: Pick<CallOptions, 'locks'>): Promise<void>;
}
