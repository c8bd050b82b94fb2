import { setSizeOf } from '../durability.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import { inGib, KIB_PER_GIB } from '../sizes.ts';
import { chargeOf } from './accounting.ts';
import { type BrickLayout, type BrickLimits, brickLayouts, smallestVolumeGib } from './brick-sizes.ts';
import type { Candidate, Candidates } from './candidates.ts';
import { countPlaces } from './place-sets.ts';
import type { VolumeWish } from './volume-wish.ts';

export interface NoSpace {
  readonly reasons: readonly string[];
  readonly largestGib: number;
}

/** Heketi answers "No space" for all of these causes (contract heketi-engine §2.1, §8 row 5); here it is said which. */
export function explainNoSpace(
  cluster: ClusterView,
  { devices, leftOut }: Candidates,
  wish: VolumeWish,
  limits: BrickLimits,
): NoSpace {
  const largestGib = largestThatFits(devices, wish, limits);
  const outside = leftOut.map((sentence) => `left out: ${sentence}`);
  const fits = largestGib === 0 ? [] : [`the largest volume of this kind that fits now has ${largestGib} GiB`];
  return { largestGib, reasons: [...causes(cluster, devices, wish, limits), ...fits, ...outside] };
}

function causes(
  cluster: ClusterView,
  devices: readonly Candidate[],
  wish: VolumeWish,
  limits: BrickLimits,
): readonly string[] {
  if (cluster.nodes.length === 0) return [`cluster ${cluster.id} has no nodes`];
  if (devices.length === 0) return [`cluster ${cluster.id} has no online device on an online node`];
  const setSize = setSizeOf(wish.durability);
  const nodes = new Set(devices.map(({ node }) => node)).size;
  if (nodes < setSize)
    return [`too few nodes: the bricks of a set need ${setSize} different ones, ${nodes} have an online device`];
  const zones = new Set(devices.map(({ zone }) => zone)).size;
  if (wish.zones === 'strict' && zones < setSize)
    return [
      `too few zones: with strict checking a set needs ${setSize} different ones, ${zones} have an online device`,
    ];
  const layouts = brickLayouts(wish.sizeGib, wish.durability, limits);
  const [first] = layouts;
  if (first === undefined) return [outsideLimits(wish, limits)];
  const smallest = layouts.reduce((a, b) => (b.sizeKib < a.sizeKib ? b : a));
  return [
    tooFull(devices, wish, first),
    ...(smallest === first ? [] : [tooFull(devices, wish, smallest)]),
    whyNotSmaller(smallest, setSize, limits),
  ];
}

function outsideLimits({ sizeGib, durability }: VolumeWish, limits: BrickLimits): string {
  const least = smallestVolumeGib(durability, limits);
  if (sizeGib < least)
    return `brick limits: bricks are at least ${limits.minBrickGib} GiB, so a volume has ${least} GiB`;
  return `brick limits: at most ${limits.maxBricksPerVolume} bricks of at most ${limits.maxBrickGib} GiB do not make ${sizeGib} GiB`;
}

function tooFull(devices: readonly Candidate[], wish: VolumeWish, layout: BrickLayout): string {
  const setSize = setSizeOf(wish.durability);
  const bricks = layout.sets * setSize;
  const { places, domainsWithRoom } = countPlaces(devices, { ...wish, ...layout, setSize });
  const roomiest = devices.reduce((a, b) => (b.freeKib > a.freeKib ? b : a));
  const takes = chargeOf(layout.sizeKib, wish.snapshotFactor, roomiest).chargedKib;
  const where = wish.zones === 'strict' ? 'zones' : 'nodes';
  const missing = (bricks - places) * takes;
  return (
    `too full for bricks of ${inGib(layout.sizeKib)}: each takes ${inGib(takes)} of a device with more than that free, ` +
    `and ${places} of ${bricks} would find a place, on ${domainsWithRoom} different ${where}; ` +
    `the largest free space is ${inGib(roomiest.freeKib)}, on ${roomiest.storageHostname}, device ${roomiest.deviceName}; ` +
    `${inGib(missing)} are missing`
  );
}

function whyNotSmaller(smallest: BrickLayout, setSize: number, limits: BrickLimits): string {
  return (smallest.sets + 1) * setSize > limits.maxBricksPerVolume
    ? `more and smaller bricks would pass the limit of ${limits.maxBricksPerVolume} bricks in a volume`
    : `smaller bricks would fall below the limit of ${limits.minBrickGib} GiB`;
}

function largestThatFits(devices: readonly Candidate[], wish: VolumeWish, limits: BrickLimits): number {
  const setSize = setSizeOf(wish.durability);
  const fits = (sizeGib: number): boolean =>
    brickLayouts(sizeGib, wish.durability, limits).some(
      (layout) => countPlaces(devices, { ...wish, ...layout, setSize }).places >= layout.sets * setSize,
    );
  const freeKib = devices.reduce((sum, device) => sum + Math.max(0, device.freeKib), 0);
  // What does not fit lies above, what fits below; a volume never holds more than what is free.
  let below = 0;
  let above = Math.min(wish.sizeGib, Math.floor(freeKib / KIB_PER_GIB) + 1);
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (fits(middle)) below = middle;
    else above = middle;
  }
  return below;
}
