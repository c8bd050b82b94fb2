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
/** On small fleets of equal devices both come out level, to a hundredth; which of them is ahead there is chance. */
const LEVEL = 0.01;

/**
 * One to three zones that are alike, of three to five nodes each with up to three devices of the same size or of very
 * different ones. Where zones are not alike, Heketi's ring may fill more evenly: it takes zones for a hint and puts
 * copies side by side in a large one, while here a small one is used as long as there is room.
 */
const fleets = fc
  .record({
    zones: fc.integer({ min: 1, max: 3 }),
    nodes: fc.array(fc.array(fc.constantFrom(1000, 1000, 4000), { minLength: 1, maxLength: 3 }), {
      minLength: 3,
      maxLength: 5,
    }),
  })
  .map(
    ({ zones, nodes }) =>
      candidatesOf(
        clusterView(
          Array.from({ length: zones }, (_, zone) =>
            nodes.map((gib, index) =>
              nodeView(
                `n${zone}-${index}`,
                gib.map((size, number) => deviceView(`d${zone}-${index}-${number}`, { totalKib: size * KIB_PER_GIB })),
                { zone },
              ),
            ),
          ).flat(),
        ),
      ).devices,
  );

/** How much fuller the fullest device is than the whole fleet, after so many placements, or as many as could be made. */
function unevenness(devices: readonly Candidate[], place: (free: FreeSpace, index: number) => boolean): number {
  const free: FreeSpace = new Map(devices.map(({ device, freeKib }) => [device, freeKib]));
  for (let index = 0; index < PLACEMENTS; index += 1) if (!place(free, index)) break;
  const fills = devices.map(({ device, freeKib }) => 1 - (free.get(device) ?? 0) / freeKib);
  const left = [...free.values()].reduce((sum, kib) => sum + kib, 0);
  return Math.max(...fills) - (1 - left / devices.reduce((sum, { freeKib }) => sum + freeKib, 0));
}

function withRing(devices: readonly Candidate[], sizeKib: number, seed: string): number {
  const random = seededRandom(seed);
  return unevenness(
    devices,
    (free) => placeOnRing(devices, free, { setSize: SET_SIZE, sizeKib }, random) !== undefined,
  );
}

function withOurs(devices: readonly Candidate[], sizeKib: number, seed: string): number {
  return unevenness(devices, (free, index) => {
    const now = devices.map((device) => ({ ...device, freeKib: free.get(device.device) ?? 0 }));
    const wanted = { sets: 1, setSize: SET_SIZE, sizeKib, snapshotFactor: 1, seed: `${seed}/${index}` };
    const placed = placeSets(deviceTable(now, 'none'), wanted);
    if (placed.kind === 'no-space') return false;
    for (const device of placed.sets.flat())
      free.set(device.device, (free.get(device.device) ?? 0) - chargeOf(sizeKib, 1, device).chargedKib);
    return true;
  });
}

describe('filling a fleet', () => {
  it("leaves no device further above the mean than Heketi's ring does, over 1,000 placements with the same seeds", () => {
    const sums = { ours: 0, ring: 0 };
    fc.assert(
      fc.property(fleets, fc.integer({ min: 20, max: 60 }), fc.string(), (devices, percent, seed) => {
        const total = devices.reduce((sum, { freeKib }) => sum + freeKib, 0);
        // So that they fill the fleet to about so much.
        const sizeKib = Math.floor((total * percent) / 100 / (PLACEMENTS * SET_SIZE));
        const [ours, ring] = [withOurs(devices, sizeKib, seed), withRing(devices, sizeKib, seed)];
        expect(ours).toBeLessThanOrEqual(ring + LEVEL);
        sums.ours += ours;
        sums.ring += ring;
      }),
      // Which of the two is ahead on one small fleet is chance, once in some thousand by more than that: always the same ones.
      { numRuns: 80, seed: 10 },
    );
    expect(sums.ours).toBeLessThan(sums.ring);
  });
});
