import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { blockSizeGib, blockSizeText } from './block-size.ts';

const GIB = 1024 ** 3;

it.each([
  [1, '1.0 GiB'],
  [1023, '1023.0 GiB'],
  [1024, '1.0 TiB'],
  [1500, '1.5 TiB'],
  // C rounds a half to the even digit: 1.25 down, 1.75 up.
  [1280, '1.2 TiB'],
  [1792, '1.8 TiB'],
])('%i GiB are printed as gluster-block prints them', (gib, text) => {
  expect(blockSizeText(gib * GIB)).toBe(text);
});

it('a size that is expected is told by its text, however large', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (gib) => {
      expect(blockSizeGib(blockSizeText(gib * GIB), [gib])).toBe(gib);
    }),
  );
});

it('a size that nobody expects is never told too large', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (gib) => {
      const told = blockSizeGib(blockSizeText(gib * GIB), []);
      expect(told).toBeLessThanOrEqual(gib);
      expect(told).toBeGreaterThan(gib * 0.89);
    }),
  );
});

it('says so of what is no size', () => {
  expect(() => blockSizeGib('10 apples', [])).toThrow("'10 apples' is no size");
});
