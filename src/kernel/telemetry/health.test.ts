import { describe, expect, it } from 'vitest';
import { createHealth } from './health.ts';

const clock = { now: () => 0 };
const never = async (): Promise<void> => new Promise(() => {});

describe('readiness', () => {
  it('is given without any check', async () => {
    expect(await createHealth(clock).ready()).toEqual({ ready: true, checks: [] });
  });

  it('needs every check, and says why one failed and how long each took', async () => {
    let time = 0;
    const health = createHealth({ now: () => time });
    health.register('store', async () => {
      time += 5;
    });
    health.register('engine', async () => {
      throw new Error('holds no lease');
    });
    expect(await health.ready()).toEqual({
      ready: false,
      checks: [
        { name: 'store', ok: true, ms: 5 },
        { name: 'engine', ok: false, message: 'holds no lease', ms: 0 },
      ],
    });
  });

  it('survives checks that throw at once, or throw what is no error', async () => {
    const health = createHealth(clock);
    health.register('sync', () => {
      throw new Error('at once');
    });
    const text = Promise.withResolvers<void>();
    health.register('text', async () => text.promise);
    text.reject('a text');
    expect((await health.ready()).checks.map((check) => check.message)).toEqual(['at once', 'a text']);
  });

  it('gives up on a check after its own time, and does not start it again while it hangs', async () => {
    const health = createHealth(clock);
    let starts = 0;
    health.register(
      'slow',
      async () => {
        starts += 1;
        await never();
      },
      { timeoutMs: 5 },
    );
    await health.ready();
    expect(await health.ready()).toEqual({
      ready: false,
      checks: [{ name: 'slow', ok: false, message: 'no answer within 5 ms', ms: 0 }],
    });
    expect(starts).toBe(1);
  });

  it('asks a check again once it has answered', async () => {
    const health = createHealth(clock);
    let isWell = false;
    health.register('store', async () => {
      if (!isWell) throw new Error('not yet');
    });
    expect((await health.ready()).ready).toBe(false);
    isWell = true;
    expect((await health.ready()).ready).toBe(true);
  });

  it('ends when stopping begins, also for a probe that is under way', async () => {
    const health = createHealth(clock);
    const store = Promise.withResolvers<void>();
    health.register('store', async () => store.promise);
    const underWay = health.ready();
    health.beginStopping();
    store.resolve();
    expect((await underWay).ready).toBe(false);
    expect(await health.ready()).toMatchObject({ ready: false, checks: [{ message: 'the server is stopping' }] });
  });

  it('refuses two checks of one name', () => {
    const health = createHealth(clock);
    health.register('store', never);
    expect(() => health.register('store', never)).toThrow('registered twice');
  });
});
