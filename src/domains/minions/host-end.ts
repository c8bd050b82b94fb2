import type { CodedError } from '../../kernel/errors.ts';
import { type RunResult, remoteErrors } from '../../kernel/remote/index.ts';
import { type KeptText, keepText } from './kept-text.ts';

/** How the command ended on one host. */
export interface HostEnd {
  /**
   * - `done`, `failed`: it ran, and ended with code 0 or another one;
   * - `unreachable`, `not-sent`: it was certainly not started;
   * - `unknown`: it may have run, wholly or in part.
   */
  readonly state: 'done' | 'failed' | 'unreachable' | 'unknown' | 'not-sent';
  readonly code?: number;
  /** A sentence, where there is no answer of the command. */
  readonly reason?: string;
  readonly stdout: KeptText;
  readonly stderr: KeptText;
}

const NOTHING: KeptText = { text: '', isCut: false };
const TOO_LONG: KeptText = { text: '', isCut: true };

/** @param scrub takes known secrets out */
export function endOfResult({ code, stdout, stderr }: RunResult, scrub: (text: string) => string): HostEnd {
  return { state: stateOfCode(code), code, stdout: keepText(scrub(stdout)), stderr: keepText(scrub(stderr)) };
}

/** What a failure of the session says about its host; undefined when it is not about the host. */
export function endOfError(error: unknown, scrub: (text: string) => string): HostEnd | undefined {
  const end = (state: HostEnd['state'], { message }: CodedError): HostEnd => ({
    state,
    reason: keepText(scrub(message)).text,
    stdout: NOTHING,
    stderr: NOTHING,
  });
  const { HOST_UNREACHABLE, HOST_LOST, COMMAND_TIMEOUT, COMMAND_ABORTED, COMMAND_ANSWER_UNKNOWN } = remoteErrors;
  if (HOST_UNREACHABLE.is(error)) return end('unreachable', error);
  if (remoteErrors.GUARD_BROKEN.is(error) || remoteErrors.LOCK_BUSY.is(error)) return end('not-sent', error);
  if (HOST_LOST.is(error) || COMMAND_TIMEOUT.is(error) || COMMAND_ABORTED.is(error)) return end('unknown', error);
  if (COMMAND_ANSWER_UNKNOWN.is(error)) {
    // Any answer is understood here, so it was one that the transport had to cut off. The error still has the code.
    const code = Number(error.fields['code']);
    return { ...end(stateOfCode(code), error), code, stdout: TOO_LONG, stderr: TOO_LONG };
  }
  return undefined;
}

function stateOfCode(code: number): 'done' | 'failed' {
  return code === 0 ? 'done' : 'failed';
}
