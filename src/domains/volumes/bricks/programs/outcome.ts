import type { RunResult } from '../../../../kernel/remote/index.ts';

/** A program that either does its work or says why not. */
export type Outcome = { readonly kind: 'done' } | Refusal<'refused'>;

export interface Refusal<Kind extends string> {
  readonly kind: Kind;
  readonly code: number;
  readonly said: string;
}

/** By the exit code alone: lvm warns on stderr whenever it succeeds [recorded]. */
export function outcomeOf({ code, stdout, stderr }: RunResult): Outcome {
  return code === 0 ? { kind: 'done' } : { kind: 'refused', code, said: stderr.trim() || stdout.trim() };
}

/** Of a program that takes room on a device, too: `full` where there is less of it than it wants [recorded]. */
export function roomOutcomeOf(result: RunResult): Outcome | Refusal<'full'> {
  const outcome = outcomeOf(result);
  const isFull = outcome.kind === 'refused' && /insufficient free space|no space left on device/i.test(outcome.said);
  return isFull ? { ...outcome, kind: 'full' } : outcome;
}
