import type { RunResult } from '../../../../kernel/remote/index.ts';

/** A program that either does its work or says why not. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly code: number; readonly said: string };

/** By the exit code alone: lvm warns on stderr whenever it succeeds [recorded]. */
export function outcomeOf({ code, stdout, stderr }: RunResult): Outcome {
  return code === 0 ? { kind: 'done' } : { kind: 'refused', code, said: stderr.trim() || stdout.trim() };
}
