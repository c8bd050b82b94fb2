import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KIB_PER_GIB } from '../sizes.ts';
import { clusterView, deviceView, nodeView } from '../testing/cluster-views.ts';
import { chargeOf } from './accounting.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { deviceTable } from './device-table.ts';
import { placeSets } from './place-sets.ts';
import { seededRandom } from './seeded-random.ts';
import { type FreeSpace, placeOnRing } from './testing/heketi-ring.ts';

const PLACEMENTS = 1000;
const SET_SIZE = 3;

/** Sizes of the devices of each node of a zone, in GiB: all the same, or very different ones. */
const zone = (leastNodes: number) =>
  fc.constantFrom([1000], [1000, 1000, 4000]).chain((sizes) =>
    fc.array(fc.array(fc.constantFrom(...sizes), { minLength: 1, maxLength: 3 }), {
      minLength: leastNodes,
      maxLength: 5,
    }),
  );

/** One to three zones that are alike. */
const alike = fc
  .record({ zones: fc.integer({ min: 1, max: 3 }), nodes: zone(1) })
  .map(({ zones, nodes }) => fleet(Array.from({ length: zones }, () => nodes)));

/**
 * Two or three zones, each with nodes of its own. Heketi's ring takes zones for a hint; here each gets a copy while it
 * has room.
 */
const unlike = fc.array(zone(3), { minLength: 2, maxLength: 3 }).map(fleet);

/** With which share of it is to be taken, and what brick ids are made of. */
const filled = (fleets: typeof alike) =>
  fc.tuple(
    fleets.filter((devices) => new Set(devices.map(({ node }) => node)).size >= SET_SIZE),
    fc.integer({ min: 20, max: 60 }),
    fc.string(),
  );

function fleet(zones: readonly (readonly (readonly number[])[])[]): readonly Candidate[] {
  const nodes = zones.flatMap((ofZone, number) =>
    ofZone.map((sizes, index) =>
      nodeView(
        `n${number}-${index}`,
        sizes.map((gib, place) => deviceView(`d${number}-${index}-${place}`, { totalKib: gib * KIB_PER_GIB })),
        { zone: number },
      ),
    ),
  );
  return candidatesOf(clusterView(nodes)).devices;
}

/** How much fuller the fullest device is than the whole fleet, after so many placements, or as many as could be made. */
function unevenness(devices: readonly Candidate[], place: (free: FreeSpace, index: number) => boolean): number {
  const free: FreeSpace = new Map(devices.map(({ device, freeKib }) => [device, freeKib]));
  for (let index = 0; index < PLACEMENTS; index += 1) if (!place(free, index)) break;
  const fills = devices.map(({ device, freeKib }) => 1 - (free.get(device) ?? 0) / freeKib);
  const left = [...free.values()].reduce((sum, kib) => sum + kib, 0);
  return Math.max(...fills) - (1 - left / sumOfFree(devices));
}

const sumOfFree = (devices: readonly Candidate[]): number => devices.reduce((sum, { freeKib }) => sum + freeKib, 0);

/** The id of the first brick of a placement: what both choose by. */
const brickId = (seed: string, index: number): string =>
  createHash('sha256').update(`${seed}/${index}`).digest('hex').slice(0, 32);

function withRing(devices: readonly Candidate[], sizeKib: number, seed: string): number {
  const random = seededRandom(seed);
  const mapStart = (): number => Math.floor(random() * 8);
  return unevenness(
    devices,
    (free, index) =>
      placeOnRing(devices, free, { setSize: SET_SIZE, sizeKib, brick: brickId(seed, index) }, mapStart) !== undefined,
  );
}

function withOurs(devices: readonly Candidate[], sizeKib: number, seed: string): number {
  return unevenness(devices, (free, index) => {
    const now = devices.map((device) => ({ ...device, freeKib: free.get(device.device) ?? 0 }));
    const wanted = { sets: 1, setSize: SET_SIZE, sizeKib, snapshotFactor: 1, seed: brickId(seed, index) };
    const placed = placeSets(deviceTable(now, 'none'), wanted);
    if (placed.kind === 'no-space') return false;
    for (const device of placed.sets.flat())
      free.set(device.device, (free.get(device.device) ?? 0) - chargeOf(sizeKib, 1, device).chargedKib);
    return true;
  });
}

/** Both on one fleet, with the same ids; and how much of the smallest device one brick is. */
function compare([devices, percent, seed]: readonly [readonly Candidate[], number, string]) {
  const sizeKib = Math.floor((sumOfFree(devices) * percent) / 100 / (PLACEMENTS * SET_SIZE));
  const brick = Math.max(...devices.map((device) => chargeOf(sizeKib, 1, device).chargedKib / device.freeKib));
  return { ours: withOurs(devices, sizeKib, seed), ring: withRing(devices, sizeKib, seed), brick };
}

// The seed is free: decision 26 says why no run can fail by chance. A busy machine takes its time.
describe('filling a fleet', { timeout: 120_000 }, () => {
  it("leaves no device further above the mean than Heketi's ring does, over 1,000 placements with the same seeds", () => {
    fc.assert(
      fc.property(filled(alike), (wanted) => {
        const { ours, ring, brick } = compare(wanted);
        // Nothing smaller than a brick can be placed: where both come out level, chance says who has one more.
        expect(ours).toBeLessThanOrEqual(ring + brick);
      }),
      { numRuns: 60 },
    );
  });

  it("stays below Heketi's ring on average where zones are not alike, though copies in each zone fill a small one first", () => {
    const results = fc.sample(filled(unlike), 80).map(compare);
    const sum = (of: 'ours' | 'ring'): number => results.reduce((total, each) => total + each[of], 0);
    expect(sum('ours')).toBeLessThan(sum('ring'));
  });
});
