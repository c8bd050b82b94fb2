import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, candidatesOf } from '../../src/domains/volumes/placement/candidates.ts';
import {
  type FreeSpace,
  type MapStart,
  placeOnRing,
  ringOf,
} from '../../src/domains/volumes/placement/testing/heketi-ring.ts';
import { KIB_PER_GIB } from '../../src/domains/volumes/sizes.ts';
import { clusterView, deviceView, nodeView } from '../../src/domains/volumes/testing/cluster-views.ts';
import { clientsPath, runClient } from './run-client.ts';

const BRICK_KIB = 2 * KIB_PER_GIB + 100;

interface Question {
  readonly devices: readonly Candidate[];
  /** The ids of the bricks that are asked for, one after the other. */
  readonly bricks: readonly string[];
  /** How often the ring is built for each. */
  readonly times?: number;
  readonly setSize?: number;
}

const hexId = fc
  .array(fc.integer({ min: 0, max: 15 }), { minLength: 32, maxLength: 32 })
  .map((digits) => digits.map((digit) => digit.toString(16)).join(''));

const idsOfBricks = (count: number) => fc.uniqueArray(hexId, { minLength: count, maxLength: count });

const listOf = <Item>(item: fc.Arbitrary<Item>, most: number) => fc.array(item, { minLength: 1, maxLength: most });

/** Zones of one to five nodes of one to four devices, of different sizes and extents; all ids at random. */
const fleets = (mostZones: number): fc.Arbitrary<readonly Candidate[]> =>
  listOf(
    listOf(
      fc.record({
        id: hexId,
        devices: listOf(
          fc.record({
            id: hexId,
            gib: fc.integer({ min: 1, max: 20 }),
            extentKib: fc.constantFrom(1024, 4096, 65_536),
          }),
          4,
        ),
      }),
      5,
    ),
    mostZones,
  ).map(
    (zones) =>
      candidatesOf(clusterView(zones.flatMap((nodes, zone) => nodes.map((node) => viewOf(node, zone))))).devices,
  );

function viewOf(
  node: { readonly id: string; readonly devices: readonly { id: string; gib: number; extentKib: number }[] },
  zone: number,
) {
  const devices = node.devices.map(({ id, gib, extentKib }) =>
    deviceView(id, { totalKib: gib * KIB_PER_GIB, extentKib }),
  );
  return nodeView(node.id, devices, { zone });
}

/** What Heketi's own code says. */
async function askHeketi<Answer>(what: 'orders' | 'sets', questions: readonly Question[]): Promise<readonly Answer[]> {
  const input = questions.map(({ devices, bricks, times, setSize }) => ({
    devices: devices.map(({ device, node, zone, freeKib, extentKib }) => ({
      id: device,
      node,
      zone,
      freeKib,
      extentKib,
    })),
    bricks,
    times,
    sizeKib: BRICK_KIB,
    bricksOfSet: setSize,
  }));
  const program = join(clientsPath('HEKETI_CLIENTS'), 'ring');
  const { code, stdout, stderr } = await runClient(program, [what], JSON.stringify(input));
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Answer[];
}

/** All that our copy gives, over all places where Go may begin in each of its maps. */
function everyWay(devices: readonly Candidate[], give: (mapStart: MapStart) => string): ReadonlySet<string> {
  const maps = 1 + new Set(devices.map(({ zone }) => zone)).size;
  const ways = Array.from({ length: 8 ** maps }, (_, way) => {
    let rest = way;
    return give(() => {
      const start = rest % 8;
      rest = Math.floor(rest / 8);
      return start;
    });
  });
  return new Set(ways);
}

const namesOf = (devices: readonly Candidate[]): string => devices.map(({ device }) => device).join(' ');

const ordersOf = (devices: readonly Candidate[], brick: string): ReadonlySet<string> =>
  everyWay(devices, (mapStart) => namesOf(ringOf(devices, brick, mapStart)));

describe('our copy of the ring, with Heketi’s own', () => {
  it('has every order of devices that it gives for a brick, in fleets of one to three zones', async () => {
    const asked = fc.record({ devices: fleets(3), bricks: idsOfBricks(2), times: fc.constant(4) });
    const questions = fc.sample(asked, 100);
    const answers = await askHeketi<string[][][]>('orders', questions);
    for (const [index, { devices, bricks }] of questions.entries()) {
      for (const [place, brick] of bricks.entries()) {
        const ours = ordersOf(devices, brick);
        const theirs = answers[index]?.[place]?.map((order) => order.join(' ')) ?? [];
        expect(theirs.length).toBeGreaterThan(0);
        expect(theirs.filter((order) => !ours.has(order))).toEqual([]);
      }
    }
  });

  it.each([
    // The rarest order comes once in eight times, and once in 512.
    { zones: [3], times: 400 },
    { zones: [5], times: 400 },
    { zones: [2, 2], times: 12_000 },
  ])('has no other order than those, in zones of $zones nodes', async ({ zones, times }) => {
    const nodes = zones.flatMap((count, zone) =>
      Array.from({ length: count }, (_, index) =>
        nodeView(
          `n${zone}${index}`,
          [deviceView(`d${zone}${index}a`), deviceView(`d${zone}${index}b`)].slice(index % 2),
          { zone },
        ),
      ),
    );
    const { devices } = candidatesOf(clusterView(nodes));
    const bricks = ['0123456789abcdef0123456789abcdef'];
    const [[theirs] = []] = await askHeketi<string[][][]>('orders', [{ devices, bricks, times }]);
    expect(new Set(theirs?.map((order) => order.join(' ')))).toEqual(ordersOf(devices, bricks[0] ?? ''));
  });

  it('places the sets that it places, until nothing fits any more', async () => {
    const asked = fc.record({ devices: fleets(2), bricks: idsOfBricks(25), setSize: fc.integer({ min: 1, max: 3 }) });
    const questions = fc.sample(asked, 30);
    const answers = await askHeketi<(string[] | null)[]>('sets', questions);
    expect(answers.flat()).toContain(null);
    for (const [index, { devices, bricks, setSize }] of questions.entries()) {
      const free: FreeSpace = new Map(devices.map(({ device, freeKib }) => [device, freeKib]));
      for (const [place, brick] of bricks.entries()) {
        const after = new Map<string, FreeSpace>();
        const ours = everyWay(devices, (mapStart) => {
          const left: FreeSpace = new Map(free);
          const set = namesOf(placeOnRing(devices, left, { setSize, sizeKib: BRICK_KIB, brick }, mapStart) ?? []);
          after.set(set, left);
          return set;
        });
        const theirs = answers[index]?.[place]?.join(' ') ?? '';
        expect([...ours]).toContain(theirs);
        for (const [device, kib] of after.get(theirs) ?? []) free.set(device, kib);
      }
    }
  });
});
