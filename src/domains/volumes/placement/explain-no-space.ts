import { hasArbiter, setSizeOf } from '../durability.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import { inGib, KIB_PER_GIB } from '../sizes.ts';
import { chargeOf } from './accounting.ts';
import {
  averageFileSizeOf,
  type BrickLayout,
  type BrickLimits,
  brickLayouts,
  setsOf,
  smallestVolumeGib,
} from './brick-sizes.ts';
import type { Candidate, Candidates } from './candidates.ts';
import { type DeviceTable, deviceTable } from './device-table.ts';
import { setsFit } from './place-sets.ts';
import { describeRule } from './placement-rules.ts';
import { countPlaces } from './set-ledger.ts';
import type { VolumeWish } from './volume-wish.ts';

export interface NoSpace {
  readonly reasons: readonly string[];
  readonly largestGib: number;
}

export interface Offered extends Candidates {
  readonly table: DeviceTable;
}

/** Heketi answers "No space" for all of these causes (contract heketi-engine §2.1, §8 row 5); here it is said which. */
export function explainNoSpace(cluster: ClusterView, offered: Offered, wish: VolumeWish, limits: BrickLimits): NoSpace {
  const largestGib = largestThatFits(offered.table, wish, limits);
  const outside = offered.leftOut.map((sentence) => `left out: ${sentence}`);
  const fits = largestGib === 0 ? [] : [`the largest volume of this kind that fits now has ${largestGib} GiB`];
  return { largestGib, reasons: [...causes(cluster, offered, wish, limits), ...fits, ...outside] };
}

/** Bricks of a set that need devices of one kind. */
interface Part {
  readonly devices: readonly Candidate[];
  readonly table: DeviceTable;
  readonly perSet: number;
  /** `bricks`, or a narrower word. */
  readonly what: string;
  /** Which devices count. */
  readonly kind: string;
  readonly sizeKib: (layout: BrickLayout) => number;
}

function partsOf({ devices, table }: Offered, { durability, zones }: VolumeWish): readonly Part[] {
  const setSize = setSizeOf(durability);
  const sizeKib = (layout: BrickLayout): number => layout.sizeKib;
  const all = { devices, table, perSet: setSize, what: 'bricks', kind: 'an online device', sizeKib };
  if (!hasArbiter(durability)) return [all];
  const forData = devices.filter(({ takesData }) => takesData);
  const forArbiters = devices.filter(({ takesArbiter }) => takesArbiter);
  return [
    {
      devices: forData,
      table: deviceTable(forData, zones),
      perSet: setSize - 1,
      what: 'data bricks',
      kind: "an online device whose tag arbiter is not 'required'",
      sizeKib,
    },
    {
      devices: forArbiters,
      table: deviceTable(forArbiters, zones),
      perSet: 1,
      what: 'arbiters',
      kind: "an online device whose tag arbiter is not 'disabled'",
      sizeKib: ({ arbiterKib = 0 }) => arbiterKib,
    },
  ];
}

function causes(cluster: ClusterView, offered: Offered, wish: VolumeWish, limits: BrickLimits): readonly string[] {
  const { devices, table } = offered;
  if (cluster.nodes.length === 0) return [`cluster ${cluster.id} has no nodes`];
  if (devices.length === 0) {
    const { require = [] } = wish.placement;
    const tagged = require.length === 0 ? '' : ` that is ${require.map(describeRule).join(' and ')}`;
    return [`cluster ${cluster.id} has no online device${tagged} on an online node`];
  }
  const setSize = setSizeOf(wish.durability);
  const nodes = new Set(devices.map(({ node }) => node)).size;
  if (nodes < setSize)
    return [`too few nodes: the bricks of a set need ${setSize} different ones, ${nodes} have an online device`];
  if (wish.zones === 'strict' && table.zones < setSize)
    return [
      `too few zones: with strict checking a set needs ${setSize} different ones, ${table.zones} have an online device`,
    ];
  const parts = partsOf(offered, wish);
  const where = wish.zones === 'strict' ? 'zones' : 'nodes';
  const lacking = parts.filter(({ table: { domains }, perSet }) => domains < perSet);
  if (lacking.length > 0)
    return lacking.map(
      ({ table: { domains }, perSet, what, kind }) =>
        `too few ${where} for ${what}: a set needs ${perSet}, ${domains} have ${kind}`,
    );
  const layouts = brickLayouts(wish, limits);
  const [first] = layouts;
  if (first === undefined) return [outsideLimits(wish, limits)];
  const smallest = layouts.reduce((a, b) => (b.sizeKib < a.sizeKib ? b : a));
  return [
    ...tooFull(parts, wish, first),
    ...(smallest === first ? [] : tooFull(parts, wish, smallest)),
    whyNotSmaller(smallest, wish, limits),
  ];
}

function outsideLimits(wish: VolumeWish, limits: BrickLimits): string {
  const { sizeGib, durability } = wish;
  const least = smallestVolumeGib(durability, limits);
  const filesKib = averageFileSizeOf(wish, limits);
  if (sizeGib < least)
    return `brick limits: bricks are at least ${limits.minBrickGib} GiB, so a volume has ${least} GiB`;
  if (hasArbiter(durability) && sizeGib * KIB_PER_GIB < filesKib)
    return `brick limits: files of ${inGib(filesKib)} on average do not fit into bricks beside an arbiter`;
  return `brick limits: at most ${limits.maxBricksPerVolume} bricks of at most ${limits.maxBrickGib} GiB do not make ${sizeGib} GiB`;
}

function tooFull(parts: readonly Part[], wish: VolumeWish, layout: BrickLayout): readonly string[] {
  const full = parts.flatMap((part) => partTooFull(part, wish, layout) ?? []);
  if (full.length > 0) return full;
  const each = parts.map((part) => `${part.what} of ${inGib(part.sizeKib(layout))}`).join(' and ');
  const where = wish.zones === 'strict' ? 'zones' : 'nodes';
  return [
    `too full for ${layout.sets === 1 ? 'a set' : `${layout.sets} sets`} of ${each}: each kind alone would find its ` +
      `places, but not both on different ${where}`,
  ];
}

/** Undefined where there is room for these bricks, were they alone. */
function partTooFull(part: Part, wish: VolumeWish, layout: BrickLayout): string | undefined {
  const { devices, table, perSet, what } = part;
  const sizeKib = part.sizeKib(layout);
  const bricks = layout.sets * perSet;
  const { places, domainsWithRoom } = countPlaces(table, { sets: layout.sets, sizeKib, ...factorOf(wish) });
  if (places >= bricks) return undefined;
  const roomiest = devices.reduce((a, b) => (b.freeKib > a.freeKib ? b : a));
  const takes = chargeOf(sizeKib, wish.snapshotFactor, roomiest).chargedKib;
  const where = wish.zones === 'strict' ? 'zones' : 'nodes';
  const missing = (bricks - places) * takes;
  return (
    `too full for ${what} of ${inGib(sizeKib)}: each takes ${inGib(takes)} of a device with more than that free, ` +
    `and ${places} of ${bricks} would find a place, on ${domainsWithRoom} different ${where}; ` +
    `the largest free space is ${inGib(roomiest.freeKib)}, on ${roomiest.storageHostname}, device ${roomiest.deviceName}; ` +
    `${inGib(missing)} are missing`
  );
}

function factorOf({ snapshotFactor }: VolumeWish): Pick<VolumeWish, 'snapshotFactor'> {
  return { snapshotFactor };
}

function whyNotSmaller(smallest: BrickLayout, wish: VolumeWish, limits: BrickLimits): string {
  if ((smallest.sets + 1) * setSizeOf(wish.durability) > limits.maxBricksPerVolume)
    return `more and smaller bricks would pass the limit of ${limits.maxBricksPerVolume} bricks in a volume`;
  const filesKib = averageFileSizeOf(wish, limits);
  return hasArbiter(wish.durability) && filesKib > limits.minBrickGib * KIB_PER_GIB
    ? `smaller bricks would not hold files of ${inGib(filesKib)}`
    : `smaller bricks would fall below the limit of ${limits.minBrickGib} GiB`;
}

function largestThatFits(table: DeviceTable, wish: VolumeWish, limits: BrickLimits): number {
  // The smallest bricks, which most likely fit, come last.
  const fits = (sizeGib: number): boolean =>
    brickLayouts({ ...wish, sizeGib }, limits).findLast((layout) => setsFit(table, setsOf(layout, wish))) !== undefined;
  const freeKib = table.freeKib.reduce((sum, free) => sum + Math.max(0, free), 0);
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
