import { dataBricksOf, type Durability, hasArbiter, setSizeOf } from '../durability.ts';
import type { VolumeSettings } from '../settings.ts';
import { KIB_PER_GIB } from '../sizes.ts';
import type { SetsWish } from './place-sets.ts';
import type { VolumeWish } from './volume-wish.ts';

export interface BrickLayout {
  readonly sets: number;
  /** Of each data brick; what a division leaves over is dropped. */
  readonly sizeKib: number;
  /** Of the arbiters; absent where there are none. */
  readonly arbiterKib?: number;
}

export type BrickLimits = Pick<
  VolumeSettings,
  'minBrickGib' | 'maxBrickGib' | 'maxBricksPerVolume' | 'minArbiterMib' | 'averageFileSizeKib'
>;

export type SizeWish = Pick<VolumeWish, 'sizeGib' | 'durability' | 'placement'>;

/**
 * The layouts to try for a volume, best first: Heketi's powers of two in its order (contract heketi-engine §2.2), so
 * that what worked there gives the same bricks, then the other numbers of sets for what would have failed there
 * (DECISIONS, "brick sizes"). None has bricks that are smaller than the files that are to be expected beside an arbiter.
 */
export function brickLayouts(wish: SizeWish, limits: BrickLimits): readonly BrickLayout[] {
  const { sizeGib, durability } = wish;
  const mostSets = Math.floor(limits.maxBricksPerVolume / setSizeOf(durability));
  const leastKib = Math.max(
    limits.minBrickGib * KIB_PER_GIB,
    hasArbiter(durability) ? averageFileSizeOf(wish, limits) : 0,
  );
  const layouts = Array.from({ length: mostSets }, (_, index) => layout(index + 1)).filter(
    ({ sizeKib }) => sizeKib >= leastKib && sizeKib <= limits.maxBrickGib * KIB_PER_GIB,
  );
  return [...layouts.filter(({ sets }) => isPowerOfTwo(sets)), ...layouts.filter(({ sets }) => !isPowerOfTwo(sets))];

  function layout(sets: number): BrickLayout {
    const setKib = Math.floor((sizeGib * KIB_PER_GIB) / sets);
    const sizeKib = Math.floor(setKib / dataBricksOf(durability));
    return { sets, sizeKib, ...(hasArbiter(durability) ? { arbiterKib: arbiterKibFor(sizeKib, wish, limits) } : {}) };
  }
}

/** A layout as placing knows it. */
export function setsOf(layout: BrickLayout, { durability, snapshotFactor }: VolumeWish): SetsWish {
  return { ...layout, setSize: setSizeOf(durability), snapshotFactor };
}

/** The expected size of a file; a volume's own before that of the configuration. */
export function averageFileSizeOf(
  { placement }: Pick<SizeWish, 'placement'>,
  { averageFileSizeKib }: Pick<BrickLimits, 'averageFileSizeKib'>,
): number {
  return placement.averageFileSizeKib ?? averageFileSizeKib;
}

/**
 * A KiB for each file that fits beside it (contract heketi-engine §2.5), and never below the smallest, which Heketi has
 * at 16 MiB, where mkfs.xfs refuses it (DECISIONS, "arbiter"); nor above what it is the arbiter of.
 */
function arbiterKibFor(sizeKib: number, wish: SizeWish, limits: BrickLimits): number {
  const forFiles = Math.floor(sizeKib / averageFileSizeOf(wish, limits));
  return Math.min(sizeKib, Math.max(forFiles, limits.minArbiterMib * 1024));
}

/** Below it no volume is made: a set of its smallest bricks (contract heketi-engine §1.7). */
export function smallestVolumeGib(durability: Durability, limits: Pick<BrickLimits, 'minBrickGib'>): number {
  return limits.minBrickGib * dataBricksOf(durability);
}

function isPowerOfTwo(value: number): boolean {
  return (value & (value - 1)) === 0;
}
