import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Timer } from '../kernel/timer.ts';

/** Time that passes only when nothing else can happen; the same program sees the same times in each run. */
export interface VirtualTimer extends Timer {
  /**
   * Lets time pass until the promise settles, and gives its outcome. Rejects when nothing can move any more, and when
   * more virtual time than the limit went by.
   */
  run<Value>(promise: Promise<Value>): Promise<Value>;
  /** Time stands still until this promise settles: for work of the real world, such as a store on a disk. */
  outside<Value>(promise: Promise<Value>): Promise<Value>;
  /** Somebody who can say what waits, for the message about a standstill. */
  explain(who: () => readonly string[]): void;
}

export interface VirtualTimerOptions {
  /** Milliseconds since 1970. */
  readonly startAtMs?: number;
  /** How much virtual time one `run` may take; a loop that waits for ever would not end otherwise. */
  readonly limitMs?: number;
}

interface Sleeper {
  readonly atMs: number;
  readonly sinceMs: number;
  readonly wake: () => void;
}

const dayMs = 24 * 3600 * 1000;

/**
 * @example
 * const timer = createVirtualTimer();
 * await timer.run(timer.sleep(60_000)); // at once, and timer.now() is a minute later
 */
export function createVirtualTimer({
  startAtMs = Date.UTC(2026, 0, 1),
  limitMs = 30 * dayMs,
}: VirtualTimerOptions = {}): VirtualTimer {
  /** By time, and by registration where times are equal. */
  const sleepers: Sleeper[] = [];
  const explainers: (() => readonly string[])[] = [];
  const outside = new Set<Promise<unknown>>();
  let nowMs = startAtMs;
  let isRunning = false;

  const add = (sleeper: Sleeper): void => {
    const later = sleepers.findIndex(({ atMs }) => atMs > sleeper.atMs);
    sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper);
  };
  const remove = (sleeper: Sleeper): void => {
    const index = sleepers.indexOf(sleeper);
    if (index !== -1) sleepers.splice(index, 1);
  };
  const whatWaits = (): string => {
    const texts = [
      ...explainers.flatMap((explain) => explain()),
      ...sleepers.slice(0, 20).map(({ atMs, sinceMs }) => `a sleep of ${atMs - sinceMs} ms, to ${atMs - startAtMs} ms`),
    ];
    return texts.length === 0 ? 'nobody says what waits' : texts.join('; ');
  };

  const drive = async (isSettled: () => boolean): Promise<void> => {
    const endMs = nowMs + limitMs;
    for (;;) {
      // A turn of the event loop comes when all promises have moved as far as they can.
      await nextTurn();
      if (isSettled()) return;
      if (outside.size > 0) {
        await Promise.race(outside);
        continue;
      }
      const next = sleepers.shift();
      if (next === undefined) {
        throw new Error(`nothing can move any more, ${nowMs - startAtMs} ms after the start: ${whatWaits()}`);
      }
      if (next.atMs > endMs) throw new Error(`no end within ${limitMs} ms of virtual time: ${whatWaits()}`);
      nowMs = next.atMs;
      next.wake();
    }
  };

  return {
    // Clocks give whole milliseconds; commands may take parts of them.
    now: () => Math.floor(nowMs),
    sleep: (ms, signal) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (signal?.aborted === true) return Promise.resolve();
      const onAbort = (): void => {
        remove(sleeper);
        resolve();
      };
      const sleeper: Sleeper = {
        atMs: nowMs + Math.max(0, ms),
        sinceMs: nowMs,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      add(sleeper);
      return promise;
    },
    outside: async (promise) => {
      // Its failure is its caller's; here only the end counts.
      const ended = promise.then(
        () => undefined,
        () => undefined,
      );
      outside.add(ended);
      try {
        return await promise;
      } finally {
        outside.delete(ended);
      }
    },
    explain: (who) => {
      explainers.push(who);
    },
    run: async (promise) => {
      if (isRunning) throw new Error('the time is run by somebody else already');
      isRunning = true;
      let isSettled = false;
      const settle = (): void => {
        isSettled = true;
      };
      promise.then(settle, settle);
      try {
        await drive(() => isSettled);
        return await promise;
      } finally {
        isRunning = false;
      }
    },
  };
}
