import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KIB_PER_GIB } from '../sizes.ts';
import { bricksThatFit, chargeOf } from './accounting.ts';

const lvm = { kind: 'lvm-thin', extentKib: 4096 } as const;

describe('what a brick takes from its device', () => {
  it.each([
    [10 * KIB_PER_GIB, 1, 10_485_760, 53_248],
    [10 * KIB_PER_GIB, 1.5, 15_728_640, 81_920],
    [1_638_400, 1, 1_638_400, 8192],
  ])('agrees with what Heketi took for %i KiB at factor %f', (sizeKib, factor, poolKib, metadataKib) => {
    expect(chargeOf(sizeKib, factor, lvm)).toEqual({ poolKib, metadataKib, chargedKib: poolKib + metadataKib });
  });

  it('stops the metadata at 16 GiB', () => {
    expect(chargeOf(4096 * KIB_PER_GIB, 100, lvm).metadataKib).toBe(16 * KIB_PER_GIB);
  });

  it('is the size of the image and nothing else on a file device', () => {
    expect(chargeOf(1000, 1.5, { kind: 'file', extentKib: 4096 })).toEqual({
      poolKib: 0,
      metadataKib: 0,
      chargedKib: 1000,
    });
  });

  it('is whole extents, and never less than the brick', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 40 }),
        fc.double({ min: 1, max: 100, noNaN: true }),
        fc.constantFrom(1024, 4096, 65_536),
        (sizeKib, factor, extentKib) => {
          const { poolKib, metadataKib, chargedKib } = chargeOf(sizeKib, factor, { kind: 'lvm-thin', extentKib });
          expect(chargedKib % extentKib).toBe(0);
          expect(poolKib).toBeGreaterThanOrEqual(sizeKib);
          expect(chargedKib).toBe(poolKib + metadataKib);
        },
      ),
    );
  });

  it('never fills a device to the last block', () => {
    expect(bricksThatFit(100, 100)).toBe(0);
    expect(bricksThatFit(101, 100)).toBe(1);
    expect(bricksThatFit(200, 100)).toBe(1);
    expect(bricksThatFit(-5, 100)).toBe(0);
  });
});
