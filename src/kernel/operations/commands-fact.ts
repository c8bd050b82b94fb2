import { createHash } from 'node:crypto';
import type { CommandRecord } from '../remote/index.ts';

/** Entries of the audit record are bounded; the digest is over all of them. */
const MOST_COMMANDS = 400;

/** What the audit record keeps of commands. The operation's own record has them in full, for a shorter time. */
export interface CommandsFact {
  readonly result: 'done' | 'failed';
  readonly body: {
    /** Host, program, and exit code or what went wrong. */
    readonly commands: readonly (readonly [host: string, program: string, end: number | string])[];
    readonly count: number;
    /** Over hosts and whole argument vectors, in their order: `sha256` in hex. */
    readonly digest: string;
  };
}

/**
 * A non-zero code is no failure: many programs answer by it, and the end of the operation says what came of it. A
 * command of which nobody knows how it ended is one.
 */
export function commandsFact(commands: readonly CommandRecord[]): CommandsFact {
  const hash = createHash('sha256');
  for (const { host, argv } of commands) hash.update(JSON.stringify([host, argv]));
  return {
    result: commands.some(({ code }) => code === undefined) ? 'failed' : 'done',
    body: {
      commands: commands
        .slice(0, MOST_COMMANDS)
        .map(({ host, program, code, error }) => [host, program, code ?? error ?? 'unknown'] as const),
      count: commands.length,
      digest: hash.digest('hex'),
    },
  };
}
