import { expect, it } from 'vitest';
import { createLocalLocks } from './local-locks.ts';

it('gives a name to one at a time, in the order of asking, and other names at once', async () => {
  const locks = createLocalLocks();
  const order: string[] = [];
  const first = locks.queue(['a']);
  await first.turn;
  const take = async (who: string, names: readonly string[]): Promise<void> => {
    const place = locks.queue(names);
    await place.turn;
    order.push(who);
    place.free();
  };
  const second = take('second', ['b', 'a']);
  const third = take('third', ['a']);
  await take('other', ['c']);
  expect(order).toEqual(['other']);
  first.free();
  await Promise.all([second, third]);
  expect(order).toEqual(['other', 'second', 'third']);
});

it('lets nobody pass when somebody gives up before the turn', async () => {
  const locks = createLocalLocks();
  const first = locks.queue(['a']);
  const impatient = locks.queue(['a']);
  const third = locks.queue(['a']);
  impatient.free();
  let isThirdOn = false;
  const waiting = (async () => {
    await third.turn;
    isThirdOn = true;
  })();
  await new Promise((resolve) => setImmediate(resolve));
  expect(isThirdOn).toBe(false);
  first.free();
  await waiting;
  expect(isThirdOn).toBe(true);
});

it('never lets two wait for each other', async () => {
  const locks = createLocalLocks();
  const turns = Array.from({ length: 50 }, async (_, index) => {
    const place = locks.queue(index % 2 === 0 ? ['x', 'y'] : ['y', 'x', 'y']);
    await place.turn;
    await Promise.resolve();
    place.free();
  });
  await expect(Promise.all(turns)).resolves.toHaveLength(50);
});
