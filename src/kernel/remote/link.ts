import type { CodedError } from '../errors.ts';
import type { Account } from './account.ts';

/** How a line that was handed to a host ended. */
export type Ended =
  /** All of its output has come. The code is the login shell's. */
  | { readonly kind: 'exited'; readonly code: number }
  /** The host opened no session for it: it was not started. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It was not started, and to try again at once would not help. */
  | { readonly kind: 'unstarted'; readonly error: CodedError }
  /** Nobody knows. */
  | { readonly kind: 'lost'; readonly reason: string };

export interface Execution {
  readonly ended: Promise<Ended>;
  /** Stops waiting for the end, and for output. What runs goes on. */
  abandon(): void;
}

export interface OutputHandlers {
  readonly stdout: (chunk: Buffer) => void;
  readonly stderr: (chunk: Buffer) => void;
}

/** A connection to a host, as one login, on which lines for its login shell are run side by side. */
export interface Link {
  /** Where it goes to, for messages. */
  readonly address: string;
  /** What reads the lines, for messages; the login shell without it. */
  readonly shell?: string;
  /** No line can be run on it any more. */
  isClosed(): boolean;
  /** @param timeoutMs when nobody will wait for it any more; absent for a word to a command that runs already */
  execute(line: string, input: string | Uint8Array | undefined, output: OutputHandlers, timeoutMs?: number): Execution;
  /** What runs is lost; the commands themselves go on. */
  close(reason: string): void;
}

/**
 * Makes a link to the first address of an account that answers.
 *
 * @throws {CodedError} HOST_UNREACHABLE, HOST_KEY_UNKNOWN, HOST_KEY_CHANGED, HOST_KEY_REVOKED,
 * HOST_CERTIFICATE_REFUSED
 */
export type Connect = (account: Account, signal: AbortSignal) => Promise<Link>;
