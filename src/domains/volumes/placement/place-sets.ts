import { bricksThatFit, chargeOf } from './accounting.ts';
import type { Candidate } from './candidates.ts';
import { seededRandom } from './seeded-random.ts';

export interface SetsWanted {
  readonly sets: number;
  readonly setSize: number;
  /** Of each brick. */
  readonly sizeKib: number;
  readonly snapshotFactor: number;
  readonly zones: 'strict' | 'none';
  readonly seed: string;
}

export type SetsPlacement =
  /** One list for each set, in the order of positions. */
  { readonly kind: 'placed'; readonly sets: readonly (readonly Candidate[])[] } | { readonly kind: 'no-space' };

/**
 * Places sets of bricks of one size. No two bricks of a set on one node, nor, with strict zones, in one zone; otherwise
 * different zones are preferred. Devices are drawn at random with their free space as weight, so that large disks fill
 * as fast as small ones, and plans that are made at the same time seldom want the same device. The same seed draws the
 * same devices.
 *
 * A draw counts only when all that is still to be placed can follow it, so that a placement is found whenever there is
 * one. That can be told at once: n sets of k bricks fit on domains (nodes, or zones) with room for s1, s2, … bricks
 * when the sum of min(si, n) is at least n·k, since then the fullest domains can always be spread over the sets.
 */
export function placeSets(candidates: readonly Candidate[], wanted: SetsWanted): SetsPlacement {
  const random = seededRandom(wanted.seed);
  const ledger = openLedger(candidates, wanted);
  if (ledger.places(wanted.sets) < wanted.sets * wanted.setSize) return { kind: 'no-space' };
  const sets: Candidate[][] = [];
  for (let left = wanted.sets - 1; left >= 0; left -= 1) {
    const set: Candidate[] = [];
    const order = drawOrder(candidates, ledger, random);
    while (set.length < wanted.setSize) {
      const pick = pickNext(order, set, ledger, { missing: wanted.setSize - set.length - 1, setsAfter: left, wanted });
      ledger.take(pick);
      set.push(pick);
    }
    sets.push(set);
  }
  return { kind: 'placed', sets };
}

/** How many bricks would find a place, and on how many different nodes or zones: for explanations. */
export function countPlaces(
  candidates: readonly Candidate[],
  wanted: Omit<SetsWanted, 'seed'>,
): { readonly places: number; readonly domainsWithRoom: number } {
  const ledger = openLedger(candidates, wanted);
  return { places: ledger.places(wanted.sets), domainsWithRoom: ledger.domainsWithRoom() };
}

/** Weighted drawing without putting back: the keys of Efraimidis and Spirakis. */
function drawOrder(candidates: readonly Candidate[], ledger: Ledger, random: () => number): readonly Candidate[] {
  return candidates
    .map((candidate) => ({ candidate, key: -Math.log(random()) / Math.max(1, ledger.freeKib(candidate)) }))
    .filter(({ candidate }) => ledger.room(candidate) > 0)
    .toSorted((a, b) => a.key - b.key)
    .map(({ candidate }) => candidate);
}

interface Rest {
  /** Bricks of this set that are still to come after the pick. */
  readonly missing: number;
  readonly setsAfter: number;
  readonly wanted: SetsWanted;
}

function pickNext(order: readonly Candidate[], set: readonly Candidate[], ledger: Ledger, rest: Rest): Candidate {
  const domains = new Set(set.map((taken) => ledger.domain(taken)));
  const zones = new Set(set.map(({ zone }) => zone));
  const free = order.filter((candidate) => !domains.has(ledger.domain(candidate)));
  const preferred = [...free.filter(({ zone }) => !zones.has(zone)), ...free.filter(({ zone }) => zones.has(zone))];
  const pick = preferred.find((candidate) => ledger.canFollow(candidate, domains, rest));
  if (pick === undefined) throw new TypeError('placement lost its way: the sum over the domains was wrong');
  return pick;
}

/** What is left of each device and domain while the sets are placed. */
interface Ledger {
  domain(candidate: Candidate): string;
  room(candidate: Candidate): number;
  freeKib(candidate: Candidate): number;
  take(candidate: Candidate): void;
  /** How many bricks find a place when so many sets are wanted. */
  places(sets: number): number;
  domainsWithRoom(): number;
  /** Whether the set and those after it can be finished when the candidate is taken for this set. */
  canFollow(candidate: Candidate, taken: ReadonlySet<string>, rest: Rest): boolean;
}

function openLedger(
  candidates: readonly Candidate[],
  { zones, sizeKib, snapshotFactor }: Omit<SetsWanted, 'seed'>,
): Ledger {
  const domain = ({ node, zone }: Candidate): string => (zones === 'strict' ? `${zone}` : node);
  const charge = (candidate: Candidate): number => chargeOf(sizeKib, snapshotFactor, candidate).chargedKib;
  const roomOf = new Map<string, number>();
  const takenOf = new Map<string, number>();
  const roomIn = new Map<string, number>();
  for (const candidate of candidates) {
    const room = bricksThatFit(candidate.freeKib, charge(candidate));
    roomOf.set(candidate.device, room);
    roomIn.set(domain(candidate), (roomIn.get(domain(candidate)) ?? 0) + room);
  }
  const ledger: Ledger = {
    domain,
    room: ({ device }) => roomOf.get(device) ?? 0,
    freeKib: (candidate) => candidate.freeKib - (takenOf.get(candidate.device) ?? 0) * charge(candidate),
    take: (candidate) => {
      roomOf.set(candidate.device, ledger.room(candidate) - 1);
      takenOf.set(candidate.device, (takenOf.get(candidate.device) ?? 0) + 1);
      roomIn.set(domain(candidate), (roomIn.get(domain(candidate)) ?? 0) - 1);
    },
    places: (sets) => [...roomIn.values()].reduce((sum, room) => sum + Math.min(room, sets), 0),
    domainsWithRoom: () => [...roomIn.values()].filter((room) => room > 0).length,
    canFollow: (candidate, taken, { missing, setsAfter, wanted }) => {
      let sum = 0;
      let spare = 0;
      let tight = 0;
      for (const [name, before] of roomIn) {
        const isPick = name === domain(candidate);
        const room = isPick ? before - 1 : before;
        sum += Math.min(room, setsAfter);
        if (isPick || taken.has(name)) continue;
        if (room > setsAfter) spare += 1;
        else if (room > 0) tight += 1;
      }
      // The set is finished on domains that the later sets do not need in full; any other costs them a place.
      const cost = Math.max(0, missing - spare);
      return spare + tight >= missing && sum - cost >= setsAfter * wanted.setSize;
    },
  };
  return ledger;
}
