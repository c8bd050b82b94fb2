import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterView, deviceView, nodeView } from '../testing/cluster-views.ts';
import { chargeOf } from './accounting.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { deviceTable } from './device-table.ts';
import { placeSets, setsFit, type SetsWish } from './place-sets.ts';

const DATA_KIB = 4 * 1_048_576;
const ARBITER_KIB = 1_048_576;
const lvm = { kind: 'lvm-thin', extentKib: 4096 } as const;
const arbiterCharge = chargeOf(ARBITER_KIB, 1, lvm).chargedKib;

/** Up to five nodes in up to three zones, with devices from nothing to some arbiters and data bricks, for any role. */
const fleets = fc
  .array(
    fc.record({
      zone: fc.integer({ min: 1, max: 3 }),
      devices: fc.array(
        fc.record({
          room: fc.integer({ min: 0, max: 13 }),
          arbiter: fc.constantFrom('required', 'disabled', 'supported', ''),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
    { minLength: 3, maxLength: 5 },
  )
  .map(
    (nodes) =>
      candidatesOf(
        clusterView(
          nodes.map(({ zone, devices }, index) =>
            nodeView(
              `n${index}`,
              devices.map(({ room, arbiter }, number) =>
                deviceView(`d${index}-${number}`, {
                  totalKib: room * arbiterCharge + 1,
                  tags: arbiter === '' ? {} : { arbiter },
                }),
              ),
              { zone },
            ),
          ),
        ),
      ).devices,
  );

const wishes = fc.record({
  sets: fc.integer({ min: 1, max: 3 }),
  setSize: fc.constant(3),
  sizeKib: fc.constantFrom(ARBITER_KIB, 2 * ARBITER_KIB, DATA_KIB),
  arbiterKib: fc.constant(ARBITER_KIB),
  snapshotFactor: fc.constant(1),
});
const zones = fc.constantFrom('strict' as const, 'none' as const);

describe('sets with an arbiter', () => {
  it('find a placement exactly when there is one', () => {
    let possible = 0;
    fc.assert(
      fc.property(fleets, wishes, zones, fc.string(), (devices, wish, how, seed) => {
        const canBe = canBePlaced(devices, wish, how);
        possible += canBe ? 1 : 0;
        expect(setsFit(deviceTable(devices, how), wish)).toBe(canBe);
        expect(placeSets(deviceTable(devices, how), { ...wish, seed }).kind).toBe(canBe ? 'placed' : 'no-space');
      }),
      { numRuns: 1000 },
    );
    // The law says nothing of fleets on which nothing fits.
    expect(possible).toBeGreaterThan(100);
  });

  it('never over-commit a device, never lie beside each other, and lie where their roles are allowed', () => {
    fc.assert(
      fc.property(fleets, wishes, zones, fc.string(), (devices, wish, how, seed) => {
        const placed = placeSets(deviceTable(devices, how), { ...wish, seed });
        if (placed.kind === 'no-space') return;
        const used = new Map<string, number>();
        for (const set of placed.sets) {
          expect(set).toHaveLength(3);
          expect(new Set(set.map(({ node }) => node)).size).toBe(3);
          if (how === 'strict') expect(new Set(set.map(({ zone }) => zone)).size).toBe(3);
          set.forEach((device, position) => {
            const isArbiter = position === 2;
            expect(isArbiter ? device.takesArbiter : device.takesData).toBe(true);
            const takes = chargeOf(isArbiter ? wish.arbiterKib : wish.sizeKib, 1, lvm).chargedKib;
            used.set(device.device, (used.get(device.device) ?? 0) + takes);
          });
        }
        for (const { device, freeKib } of devices) expect(used.get(device) ?? -1).toBeLessThan(freeKib);
      }),
      { numRuns: 500 },
    );
  });

  it('use devices that are meant for one role before those that take both', () => {
    const tags = ['required', 'disabled', 'disabled', 'supported', 'supported', 'supported'];
    const { devices } = candidatesOf(
      clusterView(
        tags.map((arbiter, index) => nodeView(`n${index}`, [deviceView(`d${index}`, { tags: { arbiter } })])),
      ),
    );
    for (let seed = 0; seed < 20; seed += 1) {
      const wish = { sets: 2, setSize: 3, sizeKib: DATA_KIB, arbiterKib: ARBITER_KIB, snapshotFactor: 1 };
      const placed = placeSets(deviceTable(devices, 'none'), { ...wish, seed: `${seed}` });
      if (placed.kind === 'no-space') throw new TypeError('there is room');
      for (const [one, two, arbiter] of placed.sets) {
        expect(new Set([one?.device, two?.device])).toEqual(new Set(['d1', 'd2']));
        expect(arbiter?.device).toBe('d0');
      }
    }
  });
});

/** By trying everything. */
function canBePlaced(devices: readonly Candidate[], wish: SetsWish, how: 'strict' | 'none'): boolean {
  const free = devices.map(({ freeKib }) => freeKib);
  const domains = devices.map(({ node, zone }) => (how === 'strict' ? `${zone}` : node));
  const dataTakes = chargeOf(wish.sizeKib, 1, lvm).chargedKib;
  return fillSet(wish.sets, 0, []);

  function fillSet(setsLeft: number, position: number, taken: readonly string[]): boolean {
    if (position === wish.setSize) return setsLeft === 1 || fillSet(setsLeft - 1, 0, []);
    const isArbiter = position === 0;
    const takes = isArbiter ? arbiterCharge : dataTakes;
    return devices.some(({ takesData, takesArbiter }, index) => {
      const domain = domains[index] ?? '';
      const before = free[index] ?? 0;
      if (!(isArbiter ? takesArbiter : takesData) || taken.includes(domain) || before <= takes) return false;
      // The data bricks of a set in one order only.
      if (position === 2 && domain < (taken[1] ?? '')) return false;
      free[index] = before - takes;
      const isPossible = fillSet(setsLeft, position + 1, [...taken, domain]);
      free[index] = before;
      return isPossible;
    });
  }
}
