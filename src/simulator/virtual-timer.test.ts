import { setTimeout as realSleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createVirtualTimer } from './virtual-timer.ts';

describe('virtual time', () => {
  it('goes to the next sleeper at once, in the order of time and then of asking', async () => {
    const timer = createVirtualTimer({ startAtMs: 1000 });
    const woken: string[] = [];
    const sleeper = async (name: string, ms: number): Promise<void> => {
      await timer.sleep(ms);
      woken.push(`${name} at ${timer.now()}`);
    };
    const all = [sleeper('late', 3_600_000), sleeper('first', 50), sleeper('second', 50), sleeper('now', 0)];
    await timer.run(Promise.all(all));
    expect(woken).toEqual(['now at 1000', 'first at 1050', 'second at 1050', 'late at 3601000']);
  });

  it('stands still until everything else has moved as far as it can', async () => {
    const timer = createVirtualTimer();
    const startedAtMs = timer.now();
    const busy = async (): Promise<number> => {
      for (let turn = 0; turn < 1000; turn += 1) await Promise.resolve();
      return timer.now() - startedAtMs;
    };
    const [elapsedMs] = await timer.run(Promise.all([busy(), timer.sleep(10)]));
    expect(elapsedMs).toBe(0);
  });

  it('stands still while work outside of it goes on', async () => {
    const timer = createVirtualTimer();
    const order: string[] = [];
    const outside = async (): Promise<void> => {
      await timer.outside(realSleep(20));
      order.push('outside');
    };
    const inside = async (): Promise<void> => {
      await timer.sleep(10);
      order.push('inside');
    };
    await timer.run(Promise.all([inside(), outside()]));
    expect(order).toEqual(['outside', 'inside']);
    await expect(timer.run(timer.outside(Promise.reject(new Error('broken'))))).rejects.toThrow('broken');
  });

  it('wakes a sleeper whose signal is aborted, at once', async () => {
    const timer = createVirtualTimer();
    const controller = new AbortController();
    const startedAtMs = timer.now();
    const sleeping = timer.sleep(1000, controller.signal);
    controller.abort();
    await timer.run(sleeping);
    await timer.run(timer.sleep(1000, controller.signal));
    expect(timer.now()).toBe(startedAtMs);
  });

  it('says that nothing can move any more, and what waits', async () => {
    const timer = createVirtualTimer();
    timer.explain(() => ['the pump waits for oil']);
    const never = Promise.withResolvers<void>().promise;
    await expect(timer.run(timer.sleep(7).then(() => never))).rejects.toThrow(
      'nothing can move any more, 7 ms after the start: the pump waits for oil',
    );
  });

  it('ends a loop that would wait for ever', async () => {
    const timer = createVirtualTimer({ limitMs: 60_000 });
    const loop = async (): Promise<never> => {
      for (;;) await timer.sleep(1000);
    };
    await expect(timer.run(loop())).rejects.toThrow('no end within 60000 ms');
  });

  it('gives the failure of what it runs', async () => {
    const timer = createVirtualTimer();
    const failing = timer.sleep(5).then(() => Promise.reject(new Error('no')));
    await expect(timer.run(failing)).rejects.toThrow('no');
  });
});
