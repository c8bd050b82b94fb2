import { bricksThatFit, chargeOf } from '../accounting.ts';
import type { Candidate } from '../candidates.ts';

/** Of a fleet, by device: what is left. */
export type FreeSpace = Map<string, number>;

/**
 * Heketi's placing of one set, to be compared with (contract heketi-engine §2.4): a list of devices in which neighbours
 * come from different zones and nodes, turned to a random place, from which each position takes the next device that
 * fits. How full a device is does not matter. Gives undefined where it finds no set, and charges what it takes.
 */
export function placeOnRing(
  candidates: readonly Candidate[],
  free: FreeSpace,
  { setSize, sizeKib }: { readonly setSize: number; readonly sizeKib: number },
  random: () => number,
): readonly Candidate[] | undefined {
  const list = balanced(candidates, random);
  // The first seven hex digits of a fresh id.
  const start = Math.floor(random() * 0x1000_0000) % Math.max(1, list.length);
  const stream = [...list.slice(start), ...list.slice(0, start)];
  const set: Candidate[] = [];
  for (const device of stream) {
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

/** Zones in turn, in each its nodes in turn, of each its last device; Go's maps have another order each time. */
function balanced(candidates: readonly Candidate[], random: () => number): readonly Candidate[] {
  const zones = shuffled([...Map.groupBy(candidates, ({ zone }) => zone).values()], random).map((devices) =>
    shuffled([...Map.groupBy(devices, ({ node }) => node).values()], random).map((ofNode) => [...ofNode]),
  );
  const list: Candidate[] = [];
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

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
