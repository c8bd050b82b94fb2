import { dataBricksOf, type Durability, setSizeOf } from '../durability.ts';
import type { VolumeSettings } from '../settings.ts';
import { KIB_PER_GIB } from '../sizes.ts';

export interface BrickLayout {
  readonly sets: number;
  /** Of each brick; what a division leaves over is dropped. */
  readonly sizeKib: number;
}

export type BrickLimits = Pick<VolumeSettings, 'minBrickGib' | 'maxBrickGib' | 'maxBricksPerVolume'>;

/**
 * The layouts to try for a volume, best first: Heketi's powers of two in its order (contract heketi-engine §2.2), so
 * that what worked there gives the same bricks, then the other numbers of sets for what would have failed there
 * (DECISIONS, "brick sizes").
 */
export function brickLayouts(sizeGib: number, durability: Durability, limits: BrickLimits): readonly BrickLayout[] {
  const mostSets = Math.floor(limits.maxBricksPerVolume / setSizeOf(durability));
  const layouts = Array.from({ length: mostSets }, (_, index) => layout(index + 1)).filter(
    ({ sizeKib }) => sizeKib >= limits.minBrickGib * KIB_PER_GIB && sizeKib <= limits.maxBrickGib * KIB_PER_GIB,
  );
  return [...layouts.filter(({ sets }) => isPowerOfTwo(sets)), ...layouts.filter(({ sets }) => !isPowerOfTwo(sets))];

  function layout(sets: number): BrickLayout {
    const setKib = Math.floor((sizeGib * KIB_PER_GIB) / sets);
    return { sets, sizeKib: Math.floor(setKib / dataBricksOf(durability)) };
  }
}

/** Below it no volume is made: a set of its smallest bricks (contract heketi-engine §1.7). */
export function smallestVolumeGib(durability: Durability, limits: BrickLimits): number {
  return limits.minBrickGib * dataBricksOf(durability);
}

function isPowerOfTwo(value: number): boolean {
  return (value & (value - 1)) === 0;
}
