import { bricksThatFit, chargeOf } from '../accounting.ts';
import type { Candidate } from '../candidates.ts';

/** Of a fleet, by device: what is left. */
export type FreeSpace = Map<string, number>;

/** What the ring knows of a device. */
export type RingDevice = Pick<Candidate, 'device' | 'node' | 'zone'>;

/**
 * Where Go begins to go through a map, 0 to 7, at random each time. A small map has eight places, which its keys fill in
 * the order in which they came; who begins at an empty one comes to the first key next.
 */
export type MapStart = () => number;

/** With more a map may be a larger one, whose order depends on a hash that is another one each time. */
const MOST_KEYS = 7;

/**
 * Heketi's ring (contract heketi-engine §2.4): the devices in the order in which a set takes them, each if it fits. Zones
 * take turns, in each its nodes, and each node gives its last device. The list is turned to the place that the first
 * seven hex digits of a fresh brick's id name. How full a device is does not matter. `test/conformance/ring.test.ts` holds
 * it against Heketi itself.
 */
export function ringOf<Device extends RingDevice>(
  devices: readonly Device[],
  brick: string,
  mapStart: MapStart,
): readonly Device[] {
  const list = balanced(devices, mapStart);
  const start = Number.parseInt(brick.slice(0, 7), 16) % Math.max(1, list.length);
  return [...list.slice(start), ...list.slice(0, start)];
}

/** Heketi's placing of one set. Gives undefined where it finds none, and charges what it takes. */
export function placeOnRing<Device extends Candidate>(
  candidates: readonly Device[],
  free: FreeSpace,
  { setSize, sizeKib, brick }: { readonly setSize: number; readonly sizeKib: number; readonly brick: string },
  mapStart: MapStart,
): readonly Device[] | undefined {
  const set: Device[] = [];
  for (const device of ringOf(candidates, brick, mapStart)) {
    if (set.length === setSize) break;
    const takes = chargeOf(sizeKib, 1, device).chargedKib;
    if (set.some(({ node }) => node === device.node)) continue;
    if (bricksThatFit(free.get(device.device) ?? 0, takes) > 0) set.push(device);
  }
  if (set.length < setSize) return undefined;
  for (const device of set)
    free.set(device.device, (free.get(device.device) ?? 0) - chargeOf(sizeKib, 1, device).chargedKib);
  return set;
}

function balanced<Device extends RingDevice>(devices: readonly Device[], mapStart: MapStart): readonly Device[] {
  const zones = groups(devices.toSorted(byNodeAndId), ({ zone }) => zone, mapStart).map((ofZone) =>
    groups(ofZone, ({ node }) => node, mapStart).map((ofNode) => [...ofNode]),
  );
  const list: Device[] = [];
  for (let turn = 0; zones.length > 0; turn += 1) {
    const zone = zones[turn % zones.length] ?? [];
    const node = zone[turn % zone.length] ?? [];
    const device = node.pop();
    if (device !== undefined) list.push(device);
    if (node.length === 0) zone.splice(zone.indexOf(node), 1);
    if (zone.length === 0) zones.splice(zones.indexOf(zone), 1);
  }
  return list;
}

/** As a cluster lists them. */
function byNodeAndId(one: RingDevice, other: RingDevice): number {
  if (one.node !== other.node) return one.node < other.node ? -1 : 1;
  return one.device < other.device ? -1 : 1;
}

/** By key, in the order of a Go map that begins there. */
function groups<Item>(items: readonly Item[], keyOf: (item: Item) => unknown, mapStart: MapStart): readonly Item[][] {
  const found = [...Map.groupBy(items, keyOf).values()];
  if (found.length > MOST_KEYS) throw new RangeError(`the order of a Go map of ${found.length} keys cannot be told`);
  const start = mapStart();
  return [...found.slice(start), ...found.slice(0, start)];
}
