import { describe, expect, it } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.ts';

describe('the circuit breaker', () => {
  const at = { now: 1_000_000 };
  const aBreaker = (): ReturnType<typeof createCircuitBreaker> =>
    createCircuitBreaker({
      clock: { now: () => at.now },
      failuresAllowed: 3,
      firstPauseMs: 1000,
      longestPauseMs: 5000,
    });

  it('lets some failures happen, then refuses with the reason and the time of the next try', () => {
    const breaker = aBreaker();
    breaker.failed('no route');
    breaker.failed('no route');
    expect(breaker.refusal()).toBeUndefined();
    breaker.failed('it is silent');
    expect(breaker.refusal()).toEqual({ reason: 'it is silent', failures: 3, untilMs: at.now + 1000 });
    at.now += 1000;
    expect(breaker.refusal()).toBeUndefined();
  });

  it('doubles its pauses up to the longest', () => {
    const breaker = aBreaker();
    breaker.failed('silent');
    breaker.failed('silent');
    const pauses = [1, 2, 3, 4, 5].map(() => {
      breaker.failed('silent');
      const untilMs = breaker.refusal()?.untilMs ?? 0;
      const pause = untilMs - at.now;
      at.now = untilMs;
      return pause;
    });
    expect(pauses).toEqual([1000, 2000, 4000, 5000, 5000]);
  });

  it('forgets all failures at the first success', () => {
    const breaker = aBreaker();
    for (let failures = 0; failures < 5; failures += 1) breaker.failed('silent');
    breaker.succeeded();
    expect(breaker.refusal()).toBeUndefined();
    breaker.failed('silent');
    expect(breaker.refusal()).toBeUndefined();
  });
});
