import { expect, it } from 'vitest';
import { inBatches } from './in-batches.ts';

it('hands on together what came while a batch was written, one batch at a time', async () => {
  const batches: (readonly number[])[] = [];
  const writing = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const add = inBatches<number>((items) => {
    batches.push(items);
    return writing[batches.length - 1]?.promise ?? Promise.resolve();
  });
  const first = add(1);
  await expect.poll(() => batches).toEqual([[1]]);
  const others = [add(2), add(3)];
  writing[0]?.resolve();
  await first;
  await expect.poll(() => batches).toEqual([[1], [2, 3]]);
  writing[1]?.resolve();
  await Promise.all(others);
});

it('fails the items of a batch that could not be written, and no others', async () => {
  const add = inBatches<string>((items) =>
    items.includes('bad') ? Promise.reject(new Error('refused')) : Promise.resolve(),
  );
  const outcomes = await Promise.allSettled([add('bad'), add('with it')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(add('good')).resolves.toBeUndefined();
});
