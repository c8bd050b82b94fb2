import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { newStore } from '../../kernel/operations/testing/engines.ts';
import { blockSpaceOf, offeredGib, offeredGibSql } from './block-space.ts';

const size = fc.integer({ min: 1, max: 1_000_000_000 });

it('98 of a hundred are offered, rounded down', () => {
  expect([1, 49, 50, 51, 100, 1024].map(offeredGib)).toEqual([0, 48, 49, 49, 98, 1003]);
  fc.assert(
    fc.property(size, (gib) => {
      expect(offeredGib(gib)).toBe(Number((BigInt(gib) * 98n) / 100n));
    }),
  );
});

it('a size is the sum of what is taken, free and reserved', () => {
  const taken = size.chain((gib) => fc.tuple(fc.constant(gib), fc.integer({ min: 0, max: gib })));
  fc.assert(
    fc.property(taken, ([gib, takenGib]) => {
      const { freeGib, reservedGib } = blockSpaceOf(gib, takenGib);
      expect(takenGib + freeGib + reservedGib).toBe(gib);
      expect(Math.min(freeGib, reservedGib)).toBeGreaterThanOrEqual(0);
    }),
  );
});

it('the store reckons in the same way', async () => {
  const store = await newStore([]);
  const sizes = [1, 2, 49, 50, 51, 99, 100, 101, 149, 150, 151, 1024, 999_999_999];
  for (const gib of sizes) {
    const [row] = await store.read({
      sql: `select ${offeredGibSql('size_gib')} as offered from (select cast($1 as integer) as size_gib) sizes`,
      values: [gib],
    });
    expect([gib, row?.['offered']]).toEqual([gib, offeredGib(gib)]);
  }
});
