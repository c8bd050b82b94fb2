import { howMany } from '../../../kernel/how-many.ts';
import type { BrickRole } from '../durability.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import { inGib } from '../sizes.ts';
import { bricksThatFit, chargeOf } from './accounting.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { deviceTable } from './device-table.ts';
import { placeSets } from './place-sets.ts';
import type { PlacementRules } from './placement-rules.ts';
import { rankOf } from './rank-of.ts';

export interface ReplacementWish {
  /** The brick that is to go. */
  readonly device: string;
  readonly sizeKib: number;
  /** In a volume with arbiters: what the brick is. Absent: the volume has none, and tags do not matter for that. */
  readonly role?: BrickRole;
  readonly snapshotFactor: number;
  readonly zones: 'strict' | 'none';
  readonly placement: PlacementRules;
  /** The other bricks of its set. */
  readonly peers: readonly { readonly node: string; readonly zone: number }[];
}

export type ReplacementPlacement =
  | { readonly kind: 'placed'; readonly candidate: Candidate; readonly reasons: readonly string[] }
  | { readonly kind: 'no-space'; readonly reasons: readonly string[] };

/**
 * A place for a brick of the same size and role beside the rest of its set, by the rules of its volume (contract
 * heketi-engine §2.7 step 5). The old brick does not count as a neighbour, so its own node and zone are open, only its
 * device is not: also in volumes with arbiters (§8.1 no. 4).
 */
export function placeReplacement(
  cluster: ClusterView,
  wish: ReplacementWish,
  context: { readonly seed: string; readonly avoid: readonly string[] },
): ReplacementPlacement {
  const { role, placement } = wish;
  const { devices: offered, leftOut } = candidatesOf(cluster, context.avoid, placement.require);
  const devices = offered.filter(
    ({ takesData, takesArbiter }) => role === undefined || (role === 'data' ? takesData : takesArbiter),
  );
  const nodes = new Set(wish.peers.map(({ node }) => node));
  const zones = new Set(wish.peers.map(({ zone }) => zone));
  const apart = devices.filter(
    ({ device, node, zone }) =>
      device !== wish.device && !nodes.has(node) && !(wish.zones === 'strict' && zones.has(zone)),
  );
  const fitting = apart.filter((candidate) => bricksThatFit(candidate.freeKib, charge(candidate)) > 0);
  const best = preferred();
  const otherZones = best.filter(({ zone }) => !zones.has(zone));
  const placed = placeSets(deviceTable(otherZones.length > 0 ? otherZones : best, 'none'), {
    sets: 1,
    setSize: 1,
    sizeKib: wish.sizeKib,
    snapshotFactor: wish.snapshotFactor,
    seed: context.seed,
  });
  const [candidate] = placed.kind === 'placed' ? (placed.sets[0] ?? []) : [];
  const outside = leftOut.map((sentence) => `left out: ${sentence}`);
  if (candidate !== undefined) {
    const where = `${candidate.storageHostname} (zone ${candidate.zone}), device ${candidate.deviceName}`;
    const reason = `${where}: ${inGib(candidate.freeKib)} free, ${howMany(fitting.length, 'device')} could take the brick`;
    return { kind: 'placed', candidate, reasons: [reason, ...outside] };
  }
  return { kind: 'no-space', reasons: [whyNot(), ...outside] };

  function charge(on: Candidate): number {
    return chargeOf(wish.sizeKib, wish.snapshotFactor, on).chargedKib;
  }

  /** Those of the highest rank, as when a volume is placed. */
  function preferred(): readonly Candidate[] {
    const ranks = fitting.map((one) => rankOf(one, role, placement.prefer));
    const most = ranks.reduce((a, b) => Math.max(a, b), 0);
    return fitting.filter((_, index) => ranks[index] === most);
  }

  function whyNot(): string {
    if (offered.length === 0) return 'the cluster has no online device on an online node that the volume may use';
    if (devices.length === 0)
      return role === 'arbiter'
        ? "no online device takes an arbiter: the tag arbiter of all is 'disabled'"
        : "no online device takes a data brick beside an arbiter: the tag arbiter of all is 'required'";
    const [first, ...others] = apart;
    if (first === undefined)
      return `every online device is on a node${wish.zones === 'strict' ? ' or in a zone' : ''} that has a brick of the set already`;
    const roomiest = others.reduce((a, b) => (b.freeKib > a.freeKib ? b : a), first);
    return (
      `too full: the brick takes ${inGib(charge(roomiest))} of a device with more than that free; the largest free ` +
      `space apart from its set is ${inGib(roomiest.freeKib)}, on ${roomiest.storageHostname}, device ${roomiest.deviceName}`
    );
  }
}
