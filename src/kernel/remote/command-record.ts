import type { CodedError } from '../errors.ts';
import { excerpt } from './excerpt.ts';
import type { HostId } from './host-id.ts';

/** A command that a session ran, as the operation's record keeps it. */
export interface CommandRecord {
  readonly host: HostId;
  readonly program: string;
  /** Without the guard around it. */
  readonly argv: readonly string[];
  readonly startedAtMs: number;
  /** Waiting for locks included. */
  readonly elapsedMs: number;
  readonly guarded: boolean;
  /** Absent when the command did not end, or nobody knows how. */
  readonly code?: number;
  /** The beginning and the end of the output, 4 KiB of each stream. */
  readonly stdout: string;
  readonly stderr: string;
  /** The code of what was thrown in place of an answer. */
  readonly error?: CodedError['code'];
}

const outputLimit = 4096;

export function recordedOutput(text: string): string {
  return excerpt(text, outputLimit);
}
