import type { Timer } from '../kernel/timer.ts';

/** The locks that a running host has in its memory, as `flock` gives them: first come, first served. */
export interface LockTable {
  /** Gives 'busy' after the wait, and when the signal is aborted; it is asked for when there is a wait. */
  take(key: string, owner: string, waitMs: number, signal: () => AbortSignal): Promise<'taken' | 'busy'>;
  free(key: string): void;
  isHeld(key: string): boolean;
  /** Sentences, for somebody who looks at a standstill. */
  waiting(): readonly string[];
}

interface Waiter {
  readonly owner: string;
  readonly grant: () => void;
}

interface Lock {
  owner: string;
  readonly waiters: Waiter[];
}

// An abort without a reason makes an error with a stack.
const GRANTED = 'the lock is free';

export function createLockTable(timer: Timer): LockTable {
  const locks = new Map<string, Lock>();
  return {
    take: async (key, owner, waitMs, signal) => {
      const lock = locks.get(key);
      if (lock === undefined) {
        locks.set(key, { owner, waiters: [] });
        return 'taken';
      }
      if (waitMs <= 0) return 'busy';
      const granted = new AbortController();
      const waiter: Waiter = { owner, grant: () => granted.abort(GRANTED) };
      lock.waiters.push(waiter);
      await timer.sleep(waitMs, AbortSignal.any([granted.signal, signal()]));
      // Freed in the same moment: it is ours, whatever else came.
      if (granted.signal.aborted) return 'taken';
      lock.waiters.splice(lock.waiters.indexOf(waiter), 1);
      return 'busy';
    },
    free: (key) => {
      const lock = locks.get(key);
      const next = lock?.waiters.shift();
      if (lock === undefined || next === undefined) {
        locks.delete(key);
        return;
      }
      lock.owner = next.owner;
      next.grant();
    },
    isHeld: (key) => locks.has(key),
    waiting: () =>
      [...locks].flatMap(([key, { owner, waiters }]) =>
        waiters.map((waiter) => `${waiter.owner} waits for ${key}, which ${owner} holds`),
      ),
  };
}
