import type { Clock } from '../clock.ts';

/** Keeps callers from trying in vain again and again. */
export interface CircuitBreaker {
  /** Why nothing may be tried now, and until when (by the clock); undefined when a try may be made. */
  refusal(): { readonly reason: string; readonly failures: number; readonly untilMs: number } | undefined;
  failed(reason: string): void;
  succeeded(): void;
}

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** So many failures in a row are let happen before the first pause. */
  readonly failuresAllowed: number;
  readonly firstPauseMs: number;
  /** Each pause is twice as long as the one before, up to this. */
  readonly longestPauseMs: number;
}

/**
 * After a pause the next try decides: it succeeds, or the next pause begins. That only one is made at that time is up to
 * the caller, as is asking `refusal` first. Pauses have no random part: a host is tried by few servers.
 */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { clock, failuresAllowed, firstPauseMs, longestPauseMs } = options;
  let failures = 0;
  let untilMs = 0;
  let reason = '';
  return {
    refusal: () => (clock.now() < untilMs ? { reason, failures, untilMs } : undefined),
    failed: (why) => {
      failures += 1;
      reason = why;
      if (failures < failuresAllowed) return;
      untilMs = clock.now() + Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - failuresAllowed));
    },
    succeeded: () => {
      failures = 0;
      untilMs = 0;
    },
  };
}
