import type { Clock } from './clock.ts';

/** Time that can be waited for; tests and simulations hand in a virtual one. */
export interface Timer extends Clock {
  /** Resolves after so many milliseconds, or as soon as the signal is aborted; who cares looks at the signal then. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** `setTimeout` takes anything larger for 1 ms. */
export const longestTimeoutMs = 2 ** 31 - 1;

/**
 * Time as it passes. A sleep does not keep the process alive.
 *
 * Not `node:timers/promises`: it makes an error for each sleep that is cut short, and each step's deadline is one.
 */
export function createTimer(clock: Clock): Timer {
  return {
    now: () => clock.now(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve();
          return;
        }
        const end = (): void => {
          clearTimeout(timeout);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const timeout = setTimeout(end, Math.min(ms, longestTimeoutMs)).unref();
        signal?.addEventListener('abort', end, { once: true });
      }),
  };
}
