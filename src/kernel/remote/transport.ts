import type { HostId } from './host-id.ts';

export interface RunOptions {
  /** What messages call the command; its first word without it. */
  readonly name?: string;
  /** What the command reads on its standard input; empty without it. */
  readonly input?: string | Uint8Array;
  /** After so many milliseconds the command is ended and COMMAND_TIMEOUT is thrown. */
  readonly timeoutMs: number;
  /** Ends the command when it is aborted; COMMAND_ABORTED is thrown then. */
  readonly signal?: AbortSignal;
  /** Called with each piece of output as it comes; the result has the whole of it all the same. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
}

/** How a command ended. A code other than 0 is data, and so is whatever stands on `stderr`. */
export interface RunResult {
  /** 0 to 255; 128 + signal when a signal ended it, 127 when there is no such program. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Set when a stream was longer than `maxOutputBytes`; its end is missing then. */
  readonly truncated?: true;
}

/** How much of each output stream a transport keeps. The command runs on all the same. */
export const maxOutputBytes = 8 * 1024 * 1024;

/**
 * The port of remote execution. Drivers never see it: they call programs (program.ts) through a session of the
 * operations engine, which adds the guard, the record and the deadline.
 *
 * Throws HOST_UNREACHABLE when the command was certainly not started, and HOST_LOST, COMMAND_TIMEOUT and
 * COMMAND_ABORTED when it may have run, wholly or in part (errors.ts).
 */
export interface Transport {
  /** Runs one program with its arguments, without a shell in between, in the C locale: parsers read its words. */
  run(host: HostId, argv: readonly string[], options: RunOptions): Promise<RunResult>;
  /** Lets go of connections; what runs is lost, as with HOST_LOST. */
  close(): Promise<void>;
}
