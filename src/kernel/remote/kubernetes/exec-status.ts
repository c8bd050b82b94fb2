import type { ExecEnd } from './api.ts';

/** What container runtimes say of a command that they could not start; anything else may have come in mid-way. */
const UNSTARTED = /unable to start container process|OCI runtime exec failed|failed to start exec|container not found/;

/** Reads the v1.Status that ends an exec. One that does not say how the command ended leaves it unknown. */
export function endOfStatus(text: string): ExecEnd {
  const status = readStatus(text);
  if (status === undefined)
    return { kind: 'lost', reason: `the API server told an end that is no v1.Status: ${text.slice(0, 200)}` };
  if (status.status === 'Success') return { kind: 'exited', code: 0 };
  const { reason = '', message = '' } = status;
  const told = status.details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message ?? '';
  if (reason === 'NonZeroExitCode' && /^\d{1,3}$/.test(told)) return { kind: 'exited', code: Number(told) };
  return { kind: UNSTARTED.test(message) ? 'unstarted' : 'lost', reason: message === '' ? reason : message };
}

interface Status {
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

function readStatus(text: string): Status | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
