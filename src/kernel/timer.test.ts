import { describe, expect, it } from 'vitest';
import { createTimer } from './timer.ts';

describe('the timer', () => {
  const timer = createTimer({ now: () => performance.now() });

  it('resolves when the time is over', async () => {
    const startedAtMs = timer.now();
    await timer.sleep(20);
    expect(timer.now() - startedAtMs).toBeGreaterThanOrEqual(18);
  });

  it('resolves as soon as its signal is aborted, and at once when it was', async () => {
    const controller = new AbortController();
    const sleeping = timer.sleep(60_000, controller.signal);
    controller.abort();
    await sleeping;
    await timer.sleep(60_000, controller.signal);
  });
});
