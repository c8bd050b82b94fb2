import { describe, expect, it } from 'vitest';
import { createSlots, type Slots } from './slots.ts';

const never = new AbortController().signal;

/** A slot that is free now. */
async function taken(slots: Slots): Promise<() => void> {
  const release = await slots.take(never);
  if (typeof release === 'string') throw new TypeError(release);
  return release;
}

describe('slots', () => {
  it('are given in the order in which they were asked for, never more than there are', async () => {
    const slots = createSlots({ limit: 2, maxWaiting: 100 });
    const order: number[] = [];
    let most = 0;
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const release = await taken(slots);
        order.push(index);
        most = Math.max(most, slots.inUse());
        await Promise.resolve();
        release();
        release();
      }),
    );
    expect(order).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect(most).toBe(2);
    expect(slots.inUse()).toBe(0);
  });

  it('are refused when too many wait', async () => {
    const slots = createSlots({ limit: 1, maxWaiting: 1 });
    const release = await taken(slots);
    const second = taken(slots);
    expect(await slots.take(never)).toBe('too-many');
    release();
    (await second)();
  });

  it('are not kept for who does not wait any more', async () => {
    const slots = createSlots({ limit: 1, maxWaiting: 10 });
    const release = await taken(slots);
    const back = new AbortController();
    const gone = slots.take(back.signal);
    const next = taken(slots);
    back.abort();
    expect(await gone).toBe('aborted');
    expect(await slots.take(back.signal)).toBe('aborted');
    release();
    (await next)();
    expect(slots.inUse()).toBe(0);
  });

  it('can become fewer, as they are given back, and more', async () => {
    const slots = createSlots({ limit: 3, maxWaiting: 10 });
    const releases = [await taken(slots), await taken(slots), await taken(slots)];
    const waiting = [taken(slots), taken(slots)];
    slots.limitTo(1);
    releases[0]?.();
    releases[1]?.();
    await Promise.resolve();
    expect(slots.inUse()).toBe(1);
    slots.limitTo(3);
    await Promise.all(waiting);
    expect(slots.inUse()).toBe(3);
  });
});
