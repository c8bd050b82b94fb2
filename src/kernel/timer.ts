import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/** Time that can be waited for; tests and simulations hand in a virtual one. */
export interface Timer extends Clock {
  /** Resolves after so many milliseconds, or as soon as the signal is aborted; who cares looks at the signal then. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Time as it passes. */
export function createTimer(clock: Clock): Timer {
  return {
    now: () => clock.now(),
    sleep: async (ms, signal) => {
      try {
        await sleepFor(ms, undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        if (signal?.aborted !== true) throw error;
      }
    },
  };
}
