import type { Hosts, HostSession } from '../../../kernel/remote/index.ts';
import type { Timer } from '../../../kernel/timer.ts';
import { lookingSession } from '../looking-session.ts';
import type { StoredNode } from './store-view.ts';

/** A host that takes longer is one that could not be read. */
const LOOK_MS = 120_000;
/** Hosts that are read at the same time. */
const MOST_HOSTS = 16;

export interface AskParts {
  readonly hosts: Hosts;
  readonly timer: Timer;
}

/** A node's host, to be read within two minutes. */
export function lookAtHost(parts: AskParts, { host }: StoredNode, signal: AbortSignal): HostSession {
  return lookingSession(parts.hosts, host, { timer: parts.timer, signal, lookMs: LOOK_MS });
}

/**
 * Asks each node, so many at the same time.
 *
 * @throws what `signal` was aborted with
 */
export async function askNodes(
  parts: AskParts,
  nodes: readonly StoredNode[],
  signal: AbortSignal,
  ask: (node: StoredNode, host: HostSession) => Promise<void>,
): Promise<void> {
  const waiting = nodes.values();
  const asker = async (): Promise<void> => {
    for (const node of waiting) {
      if (signal.aborted) return;
      await ask(node, lookAtHost(parts, node, signal));
    }
  };
  await Promise.all(Array.from({ length: MOST_HOSTS }, asker));
  signal.throwIfAborted();
}
