import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterView } from '../inventory/cluster-view.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { KIB_PER_GIB } from '../sizes.ts';
import { clusterView, deviceView, nodeView } from '../testing/cluster-views.ts';
import { placeVolume, type VolumePlacement } from './place-volume.ts';
import type { VolumeWish } from './volume-wish.ts';

const replica3: VolumeWish = {
  sizeGib: 100,
  durability: { kind: 'replicate', replica: 3 },
  snapshotFactor: 1,
  zones: 'none',
  placement: {},
};

function place(cluster: ClusterView, wish: Partial<VolumeWish> = {}, avoid: string[] = []) {
  return placeVolume(cluster, { ...replica3, ...wish }, { seed: 'seed', limits: DEFAULT_SETTINGS, avoid });
}

function nodes(count: number, gib = 500, zone?: number) {
  return Array.from({ length: count }, (_, index) =>
    nodeView(
      `n${index}`,
      [deviceView(`d${index}`, { totalKib: gib * KIB_PER_GIB })],
      zone === undefined ? {} : { zone },
    ),
  );
}

/** Of each brick, set by set. */
function sizesOf(placed: VolumePlacement): readonly (readonly number[])[] {
  if (placed.kind !== 'placed') throw new TypeError(placed.reasons.join('; '));
  return placed.sets.map((set) => set.map(({ sizeKib }) => sizeKib));
}

function whyNot(cluster: ClusterView, wish: Partial<VolumeWish> = {}): string {
  const placed = place(cluster, wish);
  if (placed.kind === 'placed') throw new TypeError('it was placed');
  return placed.reasons.join('\n');
}

describe('placing a volume', () => {
  it('takes the largest bricks that fit, and says so', () => {
    const placed = place(clusterView(nodes(6, 60)));
    expect(sizesOf(placed)).toEqual([50, 50].map((gib) => Array.from({ length: 3 }, () => gib * KIB_PER_GIB)));
    expect(placed.reasons[0]).toBe('2 sets of bricks of 50 GiB; there was no room for bricks of 100 GiB');
  });

  it('uses other numbers of sets where powers of two do not fit', () => {
    const small = Array.from({ length: 9 }, (_, index) =>
      nodeView(`n${index}`, [deviceView(`d${index}`, { totalKib: 35 * KIB_PER_GIB })]),
    );
    expect(sizesOf(place(clusterView(small)))).toHaveLength(3);
  });

  it('keeps away from hosts that failed before', () => {
    const placed = place(clusterView(nodes(4)), {}, ['n1']);
    expect(placed).toMatchObject({ kind: 'placed' });
    expect(JSON.stringify(placed)).not.toContain('"node":"n1"');
    expect(placed.reasons).toContain('left out: node n1 made an earlier attempt fail');
  });

  it('says that there are too few nodes, and which were left out', () => {
    const [first, ...others] = nodes(3);
    const cluster = clusterView([{ ...(first ?? nodeView('n', [])), state: 'offline' as const }, ...others]);
    expect(whyNot(cluster)).toBe(
      'too few nodes: the bricks of a set need 3 different ones, 2 have an online device\nleft out: node n0 is offline',
    );
  });

  it('says that there are too few zones', () => {
    expect(whyNot(clusterView(nodes(4, 500, 1)), { zones: 'strict' })).toMatch(
      /^too few zones: .* 3 different ones, 1 have/,
    );
  });

  it('says how full the devices are, what is missing and what would fit', () => {
    const why = whyNot(clusterView(nodes(3, 20)));
    expect(why).toContain('too full for bricks of 100 GiB');
    expect(why).toContain('the largest free space is 20 GiB');
    expect(why).toContain('more and smaller bricks would pass the limit of 32 bricks');
    expect(why).toContain('the largest volume of this kind that fits now has 19 GiB');
  });

  it('says when the brick limits are the cause', () => {
    expect(
      whyNot(clusterView(nodes(6)), { sizeGib: 3, durability: { kind: 'disperse', data: 4, redundancy: 2 } }),
    ).toBe('brick limits: bricks are at least 1 GiB, so a volume has 4 GiB');
    expect(whyNot(clusterView(nodes(3)), { sizeGib: 100_000 })).toMatch(/^brick limits: at most 32 bricks of at most/);
  });

  it('says that nothing is there', () => {
    expect(whyNot(clusterView([]))).toBe('cluster cluster has no nodes');
    expect(whyNot(clusterView([nodeView('n1', [deviceView('d1', { state: 'offline' })])]))).toBe(
      'cluster cluster has no online device on an online node\nleft out: device d1 on n1 is offline',
    );
  });

  it('always gives reasons, and what it calls the largest does fit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom<VolumeWish['durability']>(
          { kind: 'none' },
          { kind: 'replicate', replica: 2 },
          { kind: 'replicate', replica: 3 },
          { kind: 'disperse', data: 2, redundancy: 1 },
        ),
        (sizes, sizeGib, durability) => {
          const cluster = clusterView(
            sizes.map((gib, index) =>
              nodeView(`n${index}`, [deviceView(`d${index}`, { totalKib: gib * KIB_PER_GIB })]),
            ),
          );
          const placed = place(cluster, { sizeGib, durability });
          expect(placed.reasons.length).toBeGreaterThan(0);
          if (placed.kind === 'placed' || placed.largestGib === 0) return;
          expect(placed.largestGib).toBeLessThan(sizeGib);
          expect(place(cluster, { sizeGib: placed.largestGib, durability }).kind).toBe('placed');
        },
      ),
    );
  });
});
