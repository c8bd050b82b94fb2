import type { BrickRole } from '../durability.ts';
import { bricksThatFit } from './accounting.ts';
import type { DeviceTable } from './device-table.ts';
import type { Rest, SetLedger } from './set-ledger.ts';

export interface ArbiterSets {
  /** Data bricks and one arbiter. */
  readonly setSize: number;
  readonly sizeKib: number;
  readonly arbiterKib: number;
  readonly snapshotFactor: number;
}

/** By number of data bricks: how many arbiters find a place beside them in a domain; -1 where the data do not. */
type Frontier = Int32Array;

/**
 * For sets of large data bricks and one small arbiter (contract heketi-engine §2.5). n sets fit exactly when each domain
 * can take some x data bricks and y arbiters with x + y ≤ n, and the sums over the domains are the data bricks and the
 * arbiters of n sets. For then draw an edge for each brick, from its domain to its position in a set: no domain and no
 * position has more than n edges, so that by König's theorem n colours suffice, and the edges of a colour are a set on
 * different domains. So only the sums are sought, domain by domain, of all that a domain can take.
 */
export function arbiterLedger(table: DeviceTable, wanted: ArbiterSets): SetLedger {
  const { setSize, sizeKib, arbiterKib, snapshotFactor } = wanted;
  const dataCharges = table.charges(sizeKib, snapshotFactor);
  const arbiterCharges = table.charges(arbiterKib, snapshotFactor);
  const free = table.freeKib.slice();
  const devicesIn = table.devicesIn();
  const known = new Map<number, Frontier>();
  let knownMost = -1;

  const chargeOn = (device: number, role: BrickRole): number =>
    (role === 'data' ? dataCharges : arbiterCharges)[table.classOf[device] ?? 0] ?? 0;
  const takes = (device: number, role: BrickRole): boolean =>
    (role === 'data' ? table.takesData : table.takesArbiter)[device] === 1;
  const room = (device: number, role: BrickRole): number =>
    takes(device, role) ? bricksThatFit(free[device] ?? 0, chargeOn(device, role)) : 0;

  /** Up to so many of both kinds together. */
  const measure = (domain: number, most: number): Frontier => {
    const frontier = new Int32Array(most + 1).fill(-1);
    frontier[0] = 0;
    for (const device of devicesIn[domain] ?? []) {
      // Not even an arbiter takes less than its size.
      if ((free[device] ?? 0) <= arbiterKib) continue;
      const dataMost = Math.min(most, room(device, 'data'));
      const arbiters = arbitersBeside(device, dataMost, most);
      if (dataMost === 0 && arbiters[0] === 0) continue;
      // From above, so that what stands below is still without this device.
      for (let data = most; data >= 0; data -= 1) {
        let best = -1;
        for (let here = 0; here <= Math.min(data, dataMost); here += 1) {
          const others = frontier[data - here] ?? -1;
          if (others >= 0) best = Math.max(best, Math.min(most, others + (arbiters[here] ?? 0)));
        }
        frontier[data] = best;
      }
      if (takesAll(frontier)) break;
    }
    return frontier;
  };

  // There are thousands of devices: one list serves them all.
  let beside = new Int32Array(0);

  /** By number of data bricks on a device, what else fits there; it holds until the next device. */
  const arbitersBeside = (device: number, dataMost: number, most: number): Int32Array => {
    if (beside.length <= most) beside = new Int32Array(most + 1);
    if (!takes(device, 'arbiter')) return beside.fill(0);
    const dataCharge = chargeOn(device, 'data');
    const arbiterCharge = chargeOn(device, 'arbiter');
    let left = free[device] ?? 0;
    for (let data = 0; data <= dataMost; data += 1) {
      beside[data] = Math.min(most, bricksThatFit(left, arbiterCharge));
      left -= dataCharge;
    }
    return beside;
  };

  const frontierOf = (domain: number, most: number): Frontier => {
    if (most !== knownMost) known.clear();
    knownMost = most;
    const before = known.get(domain);
    if (before !== undefined) return before;
    const frontier = measure(domain, most);
    known.set(domain, frontier);
    return frontier;
  };

  /** @param pick the domain of the brick that is tried, and what is left there */
  const canFollow = (rest: Rest, pick?: { readonly domain: number; readonly frontier: Frontier }): boolean => {
    const { taken, data, arbiters, setsAfter } = rest;
    const sums = openSums({ data, arbiters, setsAfter, dataOfSet: setSize - 1 });
    const isNeeded = boundedByKind(setSize * (setsAfter + 1));
    let open = 0;
    let full = 0;
    // No domain is measured that is not needed: mostly the first few are enough.
    for (let domain = 0; domain < table.domains && !sums.areReached(); domain += 1) {
      const isPick = domain === pick?.domain;
      const isTaken = isPick || taken[domain] === 1;
      const frontier = isPick && pick !== undefined ? pick.frontier : frontierOf(domain, setsAfter + 1);
      if (takesAll(frontier)) {
        full += 1;
        if (!isTaken) open += 1;
        // Domains with room for all that may come: the set is finished on them, and so is each one after it.
        if (open >= data + arbiters && (setsAfter === 0 || full >= setSize)) return true;
      }
      if (isNeeded(frontier, isTaken)) sums.add(frontier, isTaken);
    }
    return sums.areReached();
  };

  return {
    fits: (sets) =>
      sets === 0 ||
      canFollow({ taken: new Uint8Array(table.domains), data: 0, arbiters: 0, setsAfter: sets }, undefined),
    hasRoom: (device, role) => room(device, role) > 0,
    freeKib: (device) => free[device] ?? 0,
    kindOf: (device) => `${table.domainOf[device]} ${table.classOf[device]} ${free[device]}`,
    take: (device, role) => {
      free[device] = (free[device] ?? 0) - chargeOn(device, role);
      known.delete(table.domainOf[device] ?? 0);
    },
    canTake: (device, role, rest) => {
      const before = free[device] ?? 0;
      const domain = table.domainOf[device] ?? 0;
      free[device] = before - chargeOn(device, role);
      const frontier = measure(domain, rest.setsAfter + 1);
      free[device] = before;
      return canFollow(rest, { domain, frontier });
    },
  };
}

interface Sums {
  readonly data: number;
  readonly arbiters: number;
  readonly setsAfter: number;
  /** Data bricks of a whole set. */
  readonly dataOfSet: number;
}

interface DomainSums {
  /** One more domain, and what it may take; one that is taken gives nothing to this set. */
  add(frontier: Frontier, isTaken: boolean): void;
  areReached(): boolean;
}

/** Whether some choice of what each domain takes has these sums: the rest of one set, and whole sets. */
function openSums({ data, arbiters, setsAfter, dataOfSet }: Sums): DomainSums {
  const dataAfter = dataOfSet * setsAfter;
  const width = dataAfter + 1;
  const states = (data + 1) * (arbiters + 1) * width;
  // By data bricks and arbiters of this set, and data bricks of later ones: the most arbiters of later sets.
  let best = new Int32Array(states).fill(-1);
  best[0] = 0;

  /** A domain gives so much to this set, and whatever else it can to later ones. */
  const spread = (
    next: Int32Array,
    from: number,
    to: number,
    frontier: Frontier,
    own: { readonly data: number; readonly arbiters: number },
  ): void => {
    for (let laterData = 0; laterData <= setsAfter; laterData += 1) {
      const beside = (frontier[laterData + own.data] ?? -1) - own.arbiters;
      if (beside < 0) break;
      const laterArbiters = Math.min(beside, setsAfter - laterData);
      for (let sum = 0; sum <= dataAfter; sum += 1) {
        const has = best[from + sum] ?? -1;
        if (has < 0) continue;
        const at = to + Math.min(dataAfter, sum + laterData);
        next[at] = Math.max(next[at] ?? -1, Math.min(setsAfter, has + laterArbiters));
      }
    }
  };

  return {
    areReached: () => (best[states - 1] ?? -1) >= setsAfter,
    add: (frontier, isTaken) => {
      const next = best.slice();
      for (let ownData = 0; ownData <= data; ownData += 1)
        for (let ownArbiters = 0; ownArbiters <= arbiters; ownArbiters += 1) {
          const from = (ownData * (arbiters + 1) + ownArbiters) * width;
          spread(next, from, from, frontier, NOTHING);
          if (isTaken) continue;
          if (ownData < data) spread(next, from, from + (arbiters + 1) * width, frontier, ONE_DATA);
          if (ownArbiters < arbiters) spread(next, from, from + width, frontier, ONE_ARBITER);
        }
      best = next;
    },
  };
}

const NOTHING = { data: 0, arbiters: 0 };
const ONE_DATA = { data: 1, arbiters: 0 };
const ONE_ARBITER = { data: 0, arbiters: 1 };

/** Of domains that are alike no more are needed than there are bricks to place; those that take nothing are not needed. */
function boundedByKind(bricks: number): (frontier: Frontier, isTaken: boolean) => boolean {
  const counts = new Map<string, number>();
  return (frontier, isTaken) => {
    if ((frontier[0] ?? 0) === 0 && (frontier[1] ?? -1) < 0) return false;
    const kind = `${isTaken} ${frontier.join()}`;
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return count < bricks;
  };
}

/** Whether a domain takes any mixture of as many bricks as were looked for. */
function takesAll(frontier: Frontier): boolean {
  for (let data = 0; data < frontier.length; data += 1)
    if ((frontier[data] ?? -1) < frontier.length - 1 - data) return false;
  return true;
}
