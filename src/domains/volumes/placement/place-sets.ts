import type { BrickRole } from '../durability.ts';
import { arbiterLedger } from './arbiter-ledger.ts';
import type { Candidate } from './candidates.ts';
import type { DeviceTable } from './device-table.ts';
import type { TagRule } from './placement-rules.ts';
import { rankOf } from './rank-of.ts';
import { seededRandom } from './seeded-random.ts';
import { countPlaces, equalLedger, type SetLedger } from './set-ledger.ts';

export interface SetsWish {
  readonly sets: number;
  readonly setSize: number;
  /** Of each data brick. */
  readonly sizeKib: number;
  /** The last brick of each set is an arbiter of this size, which is not above that of the others. Absent: it is not. */
  readonly arbiterKib?: number;
  readonly snapshotFactor: number;
}

export interface SetsWanted extends SetsWish {
  /** Devices that follow more of these come first. */
  readonly prefer?: readonly TagRule[];
  readonly seed: string;
}

export type SetsPlacement =
  /** One list for each set, in the order of positions. */
  { readonly kind: 'placed'; readonly sets: readonly (readonly Candidate[])[] } | { readonly kind: 'no-space' };

/**
 * Places sets of bricks. No two bricks of a set in one domain of the table: a node, or with strict zones a zone; otherwise
 * different zones are preferred. In sets with arbiters, devices that are meant for a role alone come first for it; then
 * those that fulfil more wishes. Among equals devices are drawn at random with a weight of what is free, so that large
 * disks fill as fast as small ones and emptier ones catch up, and plans that are made at the same time seldom want the
 * same device; those that are fuller than the mean come after the others. The same seed draws the same devices.
 *
 * A draw counts only when all that is still to be placed can follow it, so that a placement is found whenever there is
 * one.
 */
export function placeSets(table: DeviceTable, wanted: SetsWanted): SetsPlacement {
  if (!mayFit(table, wanted)) return { kind: 'no-space' };
  const ledger = openLedger(table, wanted);
  if (!ledger.fits(wanted.sets)) return { kind: 'no-space' };
  const random = seededRandom(wanted.seed);
  const ranks = ranksOf(table, wanted);
  const sets: Candidate[][] = [];
  for (let setsAfter = wanted.sets - 1; setsAfter >= 0; setsAfter -= 1) {
    const keys = drawKeys(table, ledger, random);
    const taken = new Uint8Array(table.domains);
    const zonesTaken = new Uint8Array(table.zones);
    const roles = rolesOf(wanted);
    const picks = roles.map((role, index): number => {
      const missing = roles.slice(index + 1);
      const data = missing.filter((other) => other === 'data').length;
      const rest = { taken, data, arbiters: missing.length - data, setsAfter };
      const refused = new Set<string | number>();
      const rank = ranks[role];
      for (;;) {
        const pick = bestOf(table, { ledger, role, keys, rank, taken, zonesTaken, refused });
        if (pick === undefined) throw new TypeError('placement lost its way: what was said to fit does not');
        if (ledger.canTake(pick, role, rest)) {
          ledger.take(pick, role);
          taken[table.domainOf[pick] ?? 0] = 1;
          zonesTaken[table.zoneOf[pick] ?? 0] = 1;
          return pick;
        }
        refused.add(ledger.kindOf(pick));
      }
    });
    // The arbiter is the last brick of its set.
    const placed = wanted.arbiterKib === undefined ? picks : [...picks.slice(1), ...picks.slice(0, 1)];
    sets.push(placed.flatMap((pick) => table.candidates[pick] ?? []));
  }
  return { kind: 'placed', sets };
}

/** Whether there is a placement: what `placeSets` would say, without drawing. */
export function setsFit(table: DeviceTable, wish: SetsWish): boolean {
  return mayFit(table, wish) && (wish.arbiterKib === undefined || openLedger(table, wish).fits(wish.sets));
}

/** Without a look at devices that are too full: exact for equal bricks, and for others what has to hold at least. */
function mayFit(table: DeviceTable, { sets, setSize, sizeKib, arbiterKib, snapshotFactor }: SetsWish): boolean {
  const hasPlaces = (ofSet: number, kib: number): boolean => {
    const most = sets * ofSet;
    return countPlaces(table, { sets, sizeKib: kib, snapshotFactor, most }).places >= most;
  };
  if (arbiterKib === undefined) return hasPlaces(setSize, sizeKib);
  return hasPlaces(setSize - 1, sizeKib) && hasPlaces(setSize, arbiterKib);
}

function openLedger(table: DeviceTable, wish: SetsWish): SetLedger {
  const { arbiterKib } = wish;
  return arbiterKib === undefined ? equalLedger(table, wish) : arbiterLedger(table, { ...wish, arbiterKib });
}

/** In the order of drawing: the arbiter before the others, since there may be few devices for it. */
function rolesOf({ setSize, arbiterKib }: SetsWish): readonly BrickRole[] {
  return Array.from({ length: setSize }, (_, position) =>
    arbiterKib !== undefined && position === 0 ? 'arbiter' : 'data',
  );
}

/** How steeply the weight falls above the mean: a ten-thousandth of the device divides it by e. */
const ABOVE_MEAN = 10_000;

/**
 * Weighted drawing without putting back: the keys of Efraimidis and Spirakis; the smallest is drawn first. They are
 * logarithms, since a weight may be smaller than any number: a device that is fuller than all of them together comes
 * after those that are not, nearly always, so that none rises above the others while there is another way.
 */
function drawKeys(table: DeviceTable, ledger: SetLedger, random: () => number): Float64Array {
  const keys = new Float64Array(table.candidates.length);
  const shareOfAll = shareFree(table, ledger);
  for (let device = 0; device < keys.length; device += 1) {
    const freeKib = ledger.freeKib(device);
    const share = freeKib / (table.totalKib[device] ?? 0);
    const drawn = Math.log(-Math.log(random()) / weightOf(freeKib, share));
    keys[device] = drawn + ABOVE_MEAN * Math.max(0, shareOfAll - share);
  }
  return keys;
}

/**
 * What is free, and far less where much of the device is taken: chance alone would leave some devices well above the
 * others, and so would sets that need a brick on each of a few nodes.
 */
function weightOf(freeKib: number, share: number): number {
  return freeKib * share ** 7;
}

/** What is free of all devices together. */
function shareFree(table: DeviceTable, ledger: SetLedger): number {
  let freeKib = 0;
  let totalKib = 0;
  for (let device = 0; device < table.totalKib.length; device += 1) {
    freeKib += ledger.freeKib(device);
    totalKib += table.totalKib[device] ?? 0;
  }
  return freeKib / totalKib;
}

function ranksOf(
  { candidates }: DeviceTable,
  { arbiterKib, prefer = [] }: SetsWanted,
): Readonly<Record<BrickRole, Uint8Array>> {
  if (arbiterKib === undefined && prefer.length === 0) {
    const equal = new Uint8Array(candidates.length);
    return { data: equal, arbiter: equal };
  }
  const rankFor = (role: BrickRole): Uint8Array =>
    Uint8Array.from(candidates, (candidate) => rankOf(candidate, arbiterKib === undefined ? undefined : role, prefer));
  return { data: rankFor('data'), arbiter: rankFor('arbiter') };
}

interface Draw {
  readonly ledger: SetLedger;
  readonly role: BrickRole;
  readonly keys: Float64Array;
  readonly rank: Uint8Array;
  /** By domain, and by zone: 1 where the set has a brick. */
  readonly taken: Uint8Array;
  readonly zonesTaken: Uint8Array;
  /** Kinds of devices. */
  readonly refused: ReadonlySet<string | number>;
}

function bestOf(table: DeviceTable, draw: Draw): number | undefined {
  const { ledger, role, keys, rank, taken, zonesTaken, refused } = draw;
  let best: number | undefined;
  let bestRank = -1;
  let bestZone = 1;
  let bestKey = Infinity;
  for (let device = 0; device < keys.length; device += 1) {
    if (taken[table.domainOf[device] ?? 0] === 1) continue;
    const itsRank = rank[device] ?? 0;
    const zone = zonesTaken[table.zoneOf[device] ?? 0] ?? 0;
    const key = keys[device] ?? Infinity;
    if (itsRank < bestRank) continue;
    if (itsRank === bestRank && (zone > bestZone || (zone === bestZone && key >= bestKey))) continue;
    if (!ledger.hasRoom(device, role) || (refused.size > 0 && refused.has(ledger.kindOf(device)))) continue;
    best = device;
    bestRank = itsRank;
    bestZone = zone;
    bestKey = key;
  }
  return best;
}
