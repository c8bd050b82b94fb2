import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { KIB_PER_GIB } from '../sizes.ts';
import { brickLayouts } from './brick-sizes.ts';

function gibOf(...[sizeGib, durability]: [Parameters<typeof brickLayouts>[0], Parameters<typeof brickLayouts>[1]]) {
  const layouts = brickLayouts(sizeGib, durability, DEFAULT_SETTINGS);
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
    const wide = { ...DEFAULT_SETTINGS, maxBricksPerVolume: 1000 };
    const [first] = brickLayouts(100 * 1024, { kind: 'replicate', replica: 2 }, wide);
    expect(first).toEqual({ sets: 32, sizeKib: 3200 * KIB_PER_GIB });
  });

  it('go on with the numbers of sets that Heketi leaves out', () => {
    const sets = brickLayouts(30, { kind: 'replicate', replica: 3 }, DEFAULT_SETTINGS).map((layout) => layout.sets);
    expect(sets).toEqual([1, 2, 4, 8, 3, 5, 6, 7, 9, 10]);
  });

  it('are none when the volume is too small for one brick or too large for all', () => {
    expect(brickLayouts(3, { kind: 'disperse', data: 4, redundancy: 2 }, DEFAULT_SETTINGS)).toEqual([]);
    expect(brickLayouts(10_000_000, { kind: 'none' }, DEFAULT_SETTINGS)).toEqual([]);
  });
});
