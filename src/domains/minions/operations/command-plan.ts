import type { HostId } from '../../../kernel/remote/index.ts';

/** What is run where; the data of the one stage. */
export type CommandPlan = {
  /** In the order of their turns. */
  readonly hosts: readonly HostId[];
  readonly argv: readonly string[];
  /** On each host. */
  readonly timeoutMs: number;
  readonly concurrency: number;
  readonly input?: string;
};

/** How many hosts have their turn from the beginning. */
export function firstTurns({ hosts, concurrency }: CommandPlan): number {
  return Math.min(hosts.length, concurrency);
}
