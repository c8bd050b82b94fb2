import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { allItems } from './all-items.ts';

it('all items of a list are all of its pages, up to as many as are wanted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(2_000),
      fc.integer({ min: 1, max: 700 }),
      fc.option(fc.nat(2_000)),
      async (count, page, most) => {
        const list = Array.from({ length: count }, (_, index) => index);
        const found = await allItems(
          async ({ after, limit }) => {
            const start = after === undefined ? 0 : Number(after);
            const end = start + Math.min(limit, page);
            const items = list.slice(start, end);
            return { data: { items, ...(end < count ? { next: String(end) } : {}) }, response: new Response() };
          },
          most === null ? undefined : most + 1,
        );
        expect(found).toEqual(most === null ? list : list.slice(0, most + 1));
      },
    ),
  );
});
