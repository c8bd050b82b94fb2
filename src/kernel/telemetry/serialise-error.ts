import { inspect } from 'node:util';
import { CodedError } from '../errors.ts';

/** How deep a chain of causes is followed: one that points at itself would never end. */
const MOST_CAUSES = 5;

export interface SerialisedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly stack?: string;
  readonly cause?: SerialisedError;
}

/** An error as the log shows it: a coded one with code and fields, each with its stack and its causes. */
export function serialiseError(error: unknown, depth = 0): SerialisedError {
  if (!(error instanceof Error)) return { type: typeof error, message: inspect(error, { depth: 1 }) };
  // Node's own errors (ENOENT, ECONNREFUSED) have a code too.
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    type: error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    ...(error instanceof CodedError && { fields: error.fields }),
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(error.cause !== undefined && depth < MOST_CAUSES && { cause: serialiseError(error.cause, depth + 1) }),
  };
}
