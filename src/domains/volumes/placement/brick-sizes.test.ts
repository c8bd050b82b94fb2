import { describe, expect, it } from 'vitest';
import type { Durability } from '../durability.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { KIB_PER_GIB } from '../sizes.ts';
import { type BrickLimits, brickLayouts } from './brick-sizes.ts';

function layoutsOf(sizeGib: number, durability: Durability, change: Partial<BrickLimits> = {}, files?: number) {
  const placement = files === undefined ? {} : { averageFileSizeKib: files };
  return brickLayouts({ sizeGib, durability, placement }, { ...DEFAULT_SETTINGS, ...change });
}

function gibOf(sizeGib: number, durability: Durability) {
  const layouts = layoutsOf(sizeGib, durability);
  const powers = layouts.filter(({ sets }) => Number.isInteger(Math.log2(sets)));
  expect(layouts.slice(0, powers.length)).toEqual(powers);
  return powers.map(({ sizeKib }) => sizeKib / KIB_PER_GIB);
}

describe('the layouts that are tried', () => {
  it('halve the brick as Heketi does, until it is smaller than allowed or there are too many', () => {
    expect(gibOf(100, { kind: 'replicate', replica: 2 })).toEqual([100, 50, 25, 12.5, 6.25]);
    expect(gibOf(100, { kind: 'none' })).toEqual([100, 50, 25, 12.5, 6.25, 3.125]);
    expect(gibOf(200, { kind: 'disperse', data: 8, redundancy: 3 })).toEqual([25, 12.5]);
  });

  it('begin with the first that is not larger than allowed', () => {
    const [first] = layoutsOf(100 * 1024, { kind: 'replicate', replica: 2 }, { maxBricksPerVolume: 1000 });
    expect(first).toEqual({ sets: 32, sizeKib: 3200 * KIB_PER_GIB });
  });

  it('go on with the numbers of sets that Heketi leaves out', () => {
    const sets = layoutsOf(30, { kind: 'replicate', replica: 3 }).map((layout) => layout.sets);
    expect(sets).toEqual([1, 2, 4, 8, 3, 5, 6, 7, 9, 10]);
  });

  it('are none when the volume is too small for one brick or too large for all', () => {
    expect(layoutsOf(3, { kind: 'disperse', data: 4, redundancy: 2 })).toEqual([]);
    expect(layoutsOf(10_000_000, { kind: 'none' })).toEqual([]);
  });

  describe('with arbiters', () => {
    const arbiter: Durability = { kind: 'replicate', replica: 3, arbiter: true };
    const firstOf = (...args: Parameters<typeof layoutsOf>): number | undefined => layoutsOf(...args)[0]?.arbiterKib;

    it('give each file a KiB of the arbiter, as Heketi does', () => {
      expect(firstOf(100, arbiter)).toBe(1_638_400);
      expect(firstOf(100, arbiter, { averageFileSizeKib: 16 })).toBe(6_553_600);
      expect(firstOf(100, arbiter, {}, 128)).toBe(819_200);
      expect(firstOf(100, { kind: 'replicate', replica: 3 })).toBeUndefined();
    });

    it('make none smaller than 512 MiB, or than what is configured, and none larger than its data bricks', () => {
      expect(firstOf(1, arbiter)).toBe(512 * 1024);
      expect(firstOf(1, arbiter, { minArbiterMib: 16 })).toBe(16_384);
      expect(firstOf(1, arbiter, { minArbiterMib: 2048 })).toBe(KIB_PER_GIB);
    });

    it('leave out bricks that are smaller than a file', () => {
      expect(layoutsOf(100, arbiter, {}, 30 * KIB_PER_GIB).map(({ sets }) => sets)).toEqual([1, 2, 3]);
      expect(layoutsOf(100, arbiter, {}, 101 * KIB_PER_GIB)).toEqual([]);
    });
  });
});
