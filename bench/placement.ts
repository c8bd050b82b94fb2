/**
 * How long it takes to place a volume in a large cluster: `npm run bench:placement [-- --runs 20]`.
 *
 * A cluster is nodes in five zones with twenty devices of 4 TiB each, on which ten bricks lie, of random sizes. Each case
 * is placed twice to warm up, then so often with other seeds; a figure is the time of the processor that this process
 * took for one. The aim is 20 ms. Reading the cluster from the store is not in it. What does not fit takes longest,
 * since then the largest volume is sought that would.
 */
import { parseArgs } from 'node:util';
import type { ClusterView } from '../src/domains/volumes/inventory/cluster-view.ts';
import { placeVolume } from '../src/domains/volumes/placement/place-volume.ts';
import { seededRandom } from '../src/domains/volumes/placement/seeded-random.ts';
import type { VolumeWish } from '../src/domains/volumes/placement/volume-wish.ts';
import { DEFAULT_SETTINGS } from '../src/domains/volumes/settings.ts';
import { KIB_PER_GIB } from '../src/domains/volumes/sizes.ts';
import { hostId } from '../src/kernel/remote/index.ts';

const { values: flags } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
const runs = Number(flags.runs);

const AIM_MS = 20;
const DEVICES_OF_NODE = 20;
const BRICKS_OF_DEVICE = 10;
const DEVICE_GIB = 4096;

/** @param fullness how much of a device its bricks take on average */
function cluster(devices: number, fullness: number): ClusterView {
  const random = seededRandom('bench');
  return {
    id: 'cluster',
    takesFile: true,
    takesBlock: true,
    volumeCount: 0,
    nodes: Array.from({ length: devices / DEVICES_OF_NODE }, (_, node) => ({
      id: `node-${node}`,
      host: hostId(`node-${node}`),
      zone: (node % 5) + 1,
      storageHostname: `node-${node}`,
      tags: {},
      state: 'online',
      isLeaving: false,
      isHeld: false,
      devices: Array.from({ length: DEVICES_OF_NODE }, (__, device) => {
        const usedGib = Array.from({ length: BRICKS_OF_DEVICE }, () =>
          Math.floor((2 * random() * fullness * DEVICE_GIB) / BRICKS_OF_DEVICE),
        ).reduce((sum, gib) => sum + gib, 0);
        return {
          id: `device-${node}-${device}`,
          name: `/dev/disk-${device}`,
          kind: 'lvm-thin',
          tags: device % 2 === 0 ? { disk: 'ssd' } : { disk: 'hdd' },
          state: 'online',
          isBeingRemoved: false,
          totalKib: DEVICE_GIB * KIB_PER_GIB,
          usedKib: Math.min(usedGib, DEVICE_GIB) * KIB_PER_GIB,
          extentKib: 4096,
        };
      }),
    })),
  };
}

const base: VolumeWish = {
  sizeGib: 100,
  durability: { kind: 'replicate', replica: 3 },
  snapshotFactor: 1,
  zones: 'none',
  placement: {},
};
const arbiter = { kind: 'replicate', replica: 3, arbiter: true } as const;
const cases: readonly (readonly [what: string, fullness: number, wish: VolumeWish])[] = [
  ['100 GiB, 3 replicas', 0.5, base],
  ['100 GiB, 3 replicas, in different zones', 0.5, { ...base, zones: 'strict' }],
  ['100 GiB, an arbiter', 0.5, { ...base, durability: arbiter }],
  [
    '100 GiB, 3 replicas, on devices with a tag',
    0.5,
    { ...base, placement: { require: [{ tag: 'disk', value: 'ssd' }], prefer: [{ tag: 'rack', value: 'a' }] } },
  ],
  ['20 TiB, 3 replicas: ten sets', 0.5, { ...base, sizeGib: 20_480 }],
  ['20 TiB, an arbiter: ten sets', 0.5, { ...base, sizeGib: 20_480, durability: arbiter }],
  ['39 TiB, 3 replicas: no room', 0.5, { ...base, sizeGib: 39_936 }],
  ['39 TiB, an arbiter: no room', 0.5, { ...base, sizeGib: 39_936, durability: arbiter }],
  ['100 GiB, 3 replicas: no room, devices full', 5, base],
  ['100 GiB, an arbiter: no room, devices full', 5, { ...base, durability: arbiter }],
];

console.log(`Node ${process.version}; the median and the longest of ${runs}, in ms of the processor`);
for (const devices of [1_000, 10_000]) {
  const clusters = new Map<number, ClusterView>();
  console.log(`\n${devices} devices, ${devices * BRICKS_OF_DEVICE} bricks`);
  for (const [what, fullness, wish] of cases) {
    const view = clusters.get(fullness) ?? cluster(devices, fullness);
    clusters.set(fullness, view);
    const place = (seed: string): string => placeVolume(view, wish, { seed, limits: DEFAULT_SETTINGS, avoid: [] }).kind;
    const kinds = new Set([place('warm'), place('up')]);
    const tookMs = Array.from({ length: runs }, (_, run) => {
      const before = process.cpuUsage();
      kinds.add(place(`${run}`));
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    }).toSorted((a, b) => a - b);
    const median = tookMs[Math.floor(runs / 2)] ?? 0;
    const longest = tookMs.at(-1) ?? 0;
    console.log(
      `${median.toFixed(1).padStart(7)} ${longest.toFixed(1).padStart(7)}  ${what} (${[...kinds].join(', ')})` +
        (median > AIM_MS ? ', missed' : ''),
    );
  }
}
