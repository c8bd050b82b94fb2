import { describe, expect, it } from 'vitest';
import { KIB_PER_GIB } from '../sizes.ts';
import { clusterView, deviceView, nodeView } from '../testing/cluster-views.ts';
import { placeReplacement, type ReplacementWish } from './place-replacement.ts';

const wish: ReplacementWish = {
  device: 'd1',
  sizeKib: 10 * KIB_PER_GIB,
  snapshotFactor: 1,
  zones: 'strict',
  placement: {},
  peers: [
    { node: 'n2', zone: 2 },
    { node: 'n3', zone: 3 },
  ],
};
const context = { seed: 'seed', avoid: [] };
const full = { totalKib: 10 * KIB_PER_GIB };

describe('replacing a brick', () => {
  it('may stay on its node and in its zone, on another device', () => {
    const cluster = clusterView([
      nodeView('n1', [deviceView('d1', { state: 'offline' }), deviceView('d1b')]),
      nodeView('n2', [deviceView('d2')]),
      nodeView('n3', [deviceView('d3')]),
    ]);
    expect(placeReplacement(cluster, wish, context)).toMatchObject({ kind: 'placed', candidate: { device: 'd1b' } });
  });

  it('never comes beside another brick of its set', () => {
    const cluster = clusterView([
      nodeView('n1', [deviceView('d1', { state: 'offline' })]),
      nodeView('n2', [deviceView('d2')]),
      nodeView('n4', [deviceView('d4')], { zone: 3 }),
    ]);
    expect(placeReplacement(cluster, wish, context)).toEqual({
      kind: 'no-space',
      reasons: [
        'every online device is on a node or in a zone that has a brick of the set already',
        'left out: device d1 on n1 is offline',
      ],
    });
    expect(placeReplacement(cluster, { ...wish, zones: 'none' }, context)).toMatchObject({
      kind: 'placed',
      candidate: { device: 'd4' },
    });
  });

  it('says how much is missing', () => {
    const cluster = clusterView([nodeView('n1', [deviceView('d1'), deviceView('d1b', full)])]);
    expect(placeReplacement(cluster, wish, context)).toEqual({
      kind: 'no-space',
      reasons: [
        'too full: the brick takes 10.05 GiB of a device with more than that free; the largest free space apart from its set is 10 GiB, on n1, device /dev/d1b',
      ],
    });
  });
});
