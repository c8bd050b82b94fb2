/** The right to do one of a few things at a time; first come, first served. */
export interface Slots {
  /**
   * Resolves to what gives the slot back; to 'too-many' when enough wait already, and to 'aborted' when the signal is.
   */
  take(signal: AbortSignal): Promise<(() => void) | 'too-many' | 'aborted'>;
  /** Takes effect as slots are given back. */
  limitTo(limit: number): void;
  inUse(): number;
}

export function createSlots(options: { readonly limit: number; readonly maxWaiting: number }): Slots {
  let { limit } = options;
  let used = 0;
  const waiting = new Set<() => void>();

  const serve = (): void => {
    for (const grant of waiting) {
      if (used >= limit) return;
      waiting.delete(grant);
      grant();
    }
  };
  const slot = (): (() => void) => {
    used += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      used -= 1;
      serve();
    };
  };
  return {
    take: async (signal) => {
      if (signal.aborted) return 'aborted';
      if (used < limit && waiting.size === 0) return slot();
      if (waiting.size >= options.maxWaiting) return 'too-many';
      return new Promise((resolve) => {
        const onAbort = (): void => {
          waiting.delete(grant);
          resolve('aborted');
        };
        const grant = (): void => {
          signal.removeEventListener('abort', onAbort);
          resolve(slot());
        };
        waiting.add(grant);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
    limitTo: (newLimit) => {
      limit = newLimit;
      serve();
    },
    inUse: () => used,
  };
}
