import type { BrickRole } from '../durability.ts';
import { bricksThatFit } from './accounting.ts';
import type { DeviceTable } from './device-table.ts';

/** What is still to come after a brick was taken: the rest of its set, and whole sets. */
export interface Rest {
  /** By domain: 1 where it has a brick of this set, that of the device in question left aside. */
  readonly taken: Uint8Array;
  /** Bricks of this set that are missing. */
  readonly data: number;
  readonly arbiters: number;
  readonly setsAfter: number;
}

/** What is left of each device while sets are placed. Devices are known by their index in the table. */
export interface SetLedger {
  /** Whether so many whole sets find a place. */
  fits(sets: number): boolean;
  hasRoom(device: number, role: BrickRole): boolean;
  freeKib(device: number): number;
  /** Whether all that is still to come finds a place when the device takes the brick. Exact: no when there is no way. */
  canTake(device: number, role: BrickRole, rest: Rest): boolean;
  take(device: number, role: BrickRole): void;
  /** Devices of one kind are refused together. */
  kindOf(device: number): string | number;
}

export interface EqualSets {
  readonly setSize: number;
  /** Of each brick. */
  readonly sizeKib: number;
  readonly snapshotFactor: number;
}

/**
 * For sets of equal bricks. Whether they fit can be told at once: n sets of k bricks fit on domains with room for s1, s2,
 * … bricks when the sum of min(si, n) is at least n·k, since then the fullest domains can always be spread over the sets.
 */
export function equalLedger(table: DeviceTable, { setSize, sizeKib, snapshotFactor }: EqualSets): SetLedger {
  const charges = table.charges(sizeKib, snapshotFactor);
  const free = table.freeKib.slice();
  const roomIn = new Int32Array(table.domains);
  const chargeOn = (device: number): number => charges[table.classOf[device] ?? 0] ?? 0;
  const room = (device: number): number => bricksThatFit(free[device] ?? 0, chargeOn(device));
  for (let device = 0; device < free.length; device += 1) {
    const domain = table.domainOf[device] ?? 0;
    roomIn[domain] = (roomIn[domain] ?? 0) + room(device);
  }
  return {
    fits: (sets) => placesIn(roomIn, sets) >= sets * setSize,
    hasRoom: (device) => room(device) > 0,
    freeKib: (device) => free[device] ?? 0,
    kindOf: (device) => table.domainOf[device] ?? 0,
    take: (device) => {
      free[device] = (free[device] ?? 0) - chargeOn(device);
      const domain = table.domainOf[device] ?? 0;
      roomIn[domain] = (roomIn[domain] ?? 0) - 1;
    },
    canTake: (device, _, { taken, data: missing, setsAfter }) => {
      const domainOfPick = table.domainOf[device] ?? 0;
      let sum = 0;
      let spare = 0;
      let tight = 0;
      for (let domain = 0; domain < roomIn.length; domain += 1) {
        const before = roomIn[domain] ?? 0;
        const isPick = domain === domainOfPick;
        const left = isPick ? before - 1 : before;
        sum += Math.min(left, setsAfter);
        if (isPick || taken[domain] === 1) continue;
        if (left > setsAfter) spare += 1;
        else if (left > 0) tight += 1;
      }
      // The set is finished on domains that the later sets do not need in full; any other costs them a place.
      const cost = Math.max(0, missing - spare);
      return spare + tight >= missing && sum - cost >= setsAfter * setSize;
    },
  };
}

/** Bricks that find a place when so many sets are wanted, and on how many domains: at most one of a set on each. */
export function countPlaces(
  table: DeviceTable,
  { sets, sizeKib, snapshotFactor, most = Infinity }: Omit<EqualSets, 'setSize'> & CountWish,
): { readonly places: number; readonly domainsWithRoom: number } {
  const charges = table.charges(sizeKib, snapshotFactor);
  const roomIn = new Int32Array(table.domains);
  let places = 0;
  let domainsWithRoom = 0;
  for (let device = 0; device < table.freeKib.length && places < most; device += 1) {
    const free = table.freeKib[device] ?? 0;
    // No brick takes less than its size.
    if (free <= sizeKib) continue;
    const domain = table.domainOf[device] ?? 0;
    const before = roomIn[domain] ?? 0;
    if (before >= sets) continue;
    const more = Math.min(sets - before, bricksThatFit(free, charges[table.classOf[device] ?? 0] ?? 0));
    if (before === 0 && more > 0) domainsWithRoom += 1;
    roomIn[domain] = before + more;
    places += more;
  }
  return { places, domainsWithRoom };
}

export interface CountWish {
  readonly sets: number;
  /** It is enough to know that there are so many. Absent: all are counted. */
  readonly most?: number;
}

function placesIn(roomIn: Int32Array, sets: number): number {
  let places = 0;
  for (const room of roomIn) places += Math.min(room, sets);
  return places;
}
