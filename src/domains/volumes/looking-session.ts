import type { HostId, Hosts, HostSession } from '../../kernel/remote/index.ts';
import type { Timer } from '../../kernel/timer.ts';

/** A host for a look outside of any operation: it can read, and change nothing. */
export function lookingSession(
  hosts: Hosts,
  host: HostId,
  { timer, signal, lookMs }: { readonly timer: Timer; readonly signal: AbortSignal; readonly lookMs: number },
): HostSession {
  return hosts.session(host, {
    locks: [],
    epoch: changesNothing,
    newEpoch: changesNothing,
    signal,
    deadlineAtMs: timer.now() + lookMs,
    onCommand: () => undefined,
  });
}

function changesNothing(): Promise<number> {
  return Promise.reject(new TypeError('a look changes nothing'));
}
