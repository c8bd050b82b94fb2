import { expect, it } from 'vitest';
import { createLocalLocks } from './local-locks.ts';

it('gives a name to one at a time, in the order of asking, and other names at once', async () => {
  const locks = createLocalLocks();
  const order: string[] = [];
  const free = await locks.acquire(['a']);
  const take = async (who: string, names: readonly string[]): Promise<void> => {
    const release = await locks.acquire(names);
    order.push(who);
    release();
  };
  const second = take('second', ['b', 'a']);
  const third = take('third', ['a']);
  (await locks.acquire(['c']))();
  expect(order).toEqual([]);
  free();
  await Promise.all([second, third]);
  expect(order).toEqual(['second', 'third']);
});

it('never lets two wait for each other', async () => {
  const locks = createLocalLocks();
  const turns = Array.from({ length: 50 }, async (_, index) => {
    const free = await locks.acquire(index % 2 === 0 ? ['x', 'y'] : ['y', 'x', 'y']);
    await Promise.resolve();
    free();
  });
  await expect(Promise.all(turns)).resolves.toHaveLength(50);
});
