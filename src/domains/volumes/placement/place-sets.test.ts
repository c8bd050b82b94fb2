import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterView, deviceView, nodeView } from '../testing/cluster-views.ts';
import { chargeOf } from './accounting.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { deviceTable } from './device-table.ts';
import { placeSets, type SetsWanted } from './place-sets.ts';

const BRICK_KIB = 1_048_576;

/** Clusters of up to six nodes in up to three zones, with devices that hold none to four bricks. */
const candidates = fc
  .array(fc.record({ zone: fc.integer({ min: 1, max: 3 }), rooms: fc.array(fc.nat(4), { maxLength: 3 }) }), {
    maxLength: 6,
  })
  .map(
    (nodes) =>
      candidatesOf(
        clusterView(
          nodes.map(({ zone, rooms }, index) =>
            nodeView(
              `n${index}`,
              rooms.map((room, number) => deviceView(`d${index}-${number}`, { totalKib: room * chargedKib + 1 })),
              { zone },
            ),
          ),
        ),
      ).devices,
  );

const { chargedKib } = chargeOf(BRICK_KIB, 1, { kind: 'lvm-thin', extentKib: 4096 });

const wanted = fc.record({
  sets: fc.integer({ min: 1, max: 4 }),
  setSize: fc.integer({ min: 1, max: 4 }),
  sizeKib: fc.constant(BRICK_KIB),
  snapshotFactor: fc.constant(1),
  zones: fc.constantFrom('strict' as const, 'none' as const),
  seed: fc.string(),
});

interface Wanted extends SetsWanted {
  readonly zones: 'strict' | 'none';
}

function placeOn(devices: readonly Candidate[], { zones, ...want }: Wanted) {
  return placeSets(deviceTable(devices, zones), want);
}

describe('placing sets of bricks', () => {
  it('never over-commits a device and never puts two bricks of a set on one node or, when strict, in one zone', () => {
    fc.assert(
      fc.property(candidates, wanted, (devices, want) => {
        const placed = placeOn(devices, want);
        if (placed.kind === 'no-space') return;
        expect(placed.sets.map((set) => set.length)).toEqual(Array.from({ length: want.sets }, () => want.setSize));
        for (const set of placed.sets) {
          expect(new Set(set.map(({ node }) => node)).size).toBe(want.setSize);
          if (want.zones === 'strict') expect(new Set(set.map(({ zone }) => zone)).size).toBe(want.setSize);
        }
        for (const { device, freeKib } of devices) {
          const taken = placed.sets.flat().filter((brick) => brick.device === device).length * chargedKib;
          expect(taken === 0 || taken < freeKib).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('finds a placement exactly when there is one', () => {
    fc.assert(
      fc.property(candidates, wanted, (devices, want) => {
        expect(placeOn(devices, want).kind === 'placed').toBe(canBePlaced(devices, want));
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same placement for the same seed, and others for others', () => {
    const nodes = Array.from({ length: 8 }, (_, index) => nodeView(`n${index}`, [deviceView(`d${index}`)]));
    const devices = candidatesOf(clusterView(nodes)).devices;
    const place = (seed: string): string =>
      JSON.stringify(
        placeOn(devices, { sets: 2, setSize: 3, sizeKib: BRICK_KIB, snapshotFactor: 1, zones: 'none', seed }),
      );
    const seeds = Array.from({ length: 20 }, (_, index) => `seed ${index}`);
    expect(seeds.map(place)).toEqual(seeds.map(place));
    expect(new Set(seeds.map(place)).size).toBeGreaterThan(15);
  });

  it('prefers different zones where it can, without being strict', () => {
    const nodes = [1, 1, 1, 2].map((zone, index) => nodeView(`n${index}`, [deviceView(`d${index}`)], { zone }));
    for (let number = 0; number < 20; number += 1) {
      const placed = placeOn(candidatesOf(clusterView(nodes)).devices, {
        sets: 1,
        setSize: 2,
        sizeKib: BRICK_KIB,
        snapshotFactor: 1,
        zones: 'none',
        seed: `${number}`,
      });
      if (placed.kind !== 'placed') throw new TypeError('there is room');
      expect(new Set(placed.sets.flat().map(({ zone }) => zone))).toEqual(new Set([1, 2]));
    }
  });

  it('fills large devices faster than small ones', () => {
    const nodes = [
      nodeView('n0', [deviceView('small', { totalKib: 100 * BRICK_KIB })]),
      nodeView('n1', [deviceView('large', { totalKib: 900 * BRICK_KIB })]),
    ];
    const devices = candidatesOf(clusterView(nodes)).devices;
    const onLarge = Array.from({ length: 1000 }, (_, index) =>
      placeOn(devices, {
        sets: 1,
        setSize: 1,
        sizeKib: BRICK_KIB,
        snapshotFactor: 1,
        zones: 'none',
        seed: `${index}`,
      }),
    ).filter((placed) => placed.kind === 'placed' && placed.sets[0]?.[0]?.device === 'large').length;
    expect(onLarge).toBeGreaterThan(850);
    expect(onLarge).toBeLessThan(950);
  });
});

/** By trying everything. */
function canBePlaced(devices: readonly Candidate[], want: Wanted): boolean {
  const domains = new Map<string, number>();
  for (const { node, zone, freeKib } of devices) {
    const name = want.zones === 'strict' ? `${zone}` : node;
    domains.set(name, (domains.get(name) ?? 0) + Math.max(0, Math.ceil(freeKib / chargedKib) - 1));
  }
  return fill([...domains.values()], want.sets);

  function fill(rooms: readonly number[], sets: number): boolean {
    if (sets === 0) return true;
    return choices(rooms, want.setSize, 0).some((chosen) =>
      fill(
        rooms.map((room, index) => (chosen.includes(index) ? room - 1 : room)),
        sets - 1,
      ),
    );
  }

  function choices(rooms: readonly number[], count: number, from: number): number[][] {
    if (count === 0) return [[]];
    return rooms.flatMap((room, index) =>
      index >= from && room > 0 ? choices(rooms, count - 1, index + 1).map((more) => [index, ...more]) : [],
    );
  }
}
