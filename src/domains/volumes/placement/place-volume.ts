import { howMany } from '../../../kernel/how-many.ts';
import { type BrickRole, roleAt } from '../durability.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import { inGib } from '../sizes.ts';
import { type BrickLayout, type BrickLimits, brickLayouts, setsOf } from './brick-sizes.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { deviceTable } from './device-table.ts';
import { explainNoSpace } from './explain-no-space.ts';
import { placeSets } from './place-sets.ts';
import { describeRule, follows } from './placement-rules.ts';
import type { VolumeWish } from './volume-wish.ts';

export interface PlacementContext {
  readonly seed: string;
  readonly limits: BrickLimits;
  /** Hosts that made an earlier attempt fail. */
  readonly avoid: readonly string[];
}

/** A device for one brick, and what the brick there will be. */
export interface BrickPlace {
  readonly candidate: Candidate;
  readonly role: BrickRole;
  readonly sizeKib: number;
}

export type VolumePlacement =
  | {
      readonly kind: 'placed';
      /** One list for each set, in the order of positions. */
      readonly sets: readonly (readonly BrickPlace[])[];
      readonly reasons: readonly string[];
    }
  | {
      readonly kind: 'no-space';
      /** Which of its causes it was, and how much is missing. */
      readonly reasons: readonly string[];
      /** The largest volume of this kind that would fit; 0 when none does. */
      readonly largestGib: number;
    };

/** Places a volume in one cluster: the first layout that fits (contract heketi-engine §2.2 to §2.6). */
export function placeVolume(cluster: ClusterView, wish: VolumeWish, context: PlacementContext): VolumePlacement {
  const { require, prefer = [] } = wish.placement;
  const candidates = candidatesOf(cluster, context.avoid, require);
  const table = deviceTable(candidates.devices, wish.zones);
  const layouts = brickLayouts(wish, context.limits);
  for (const layout of layouts) {
    const placed = placeSets(table, { ...setsOf(layout, wish), prefer, seed: `${context.seed}/${layout.sets}` });
    if (placed.kind === 'placed') {
      const sets = placed.sets.map((set) =>
        set.map((candidate, position): BrickPlace => {
          const role = roleAt(wish.durability, position);
          return { candidate, role, sizeKib: role === 'data' ? layout.sizeKib : (layout.arbiterKib ?? layout.sizeKib) };
        }),
      );
      return { kind: 'placed', sets, reasons: explainPlaced(wish, layout, layouts, sets, candidates.leftOut) };
    }
  }
  return { kind: 'no-space', ...explainNoSpace(cluster, { ...candidates, table }, wish, context.limits) };
}

function explainPlaced(
  { placement: { prefer = [] } }: VolumeWish,
  layout: BrickLayout,
  layouts: readonly BrickLayout[],
  sets: readonly (readonly BrickPlace[])[],
  leftOut: readonly string[],
): readonly string[] {
  const passedOver = layouts.slice(0, layouts.indexOf(layout)).map(({ sizeKib }) => inGib(sizeKib));
  const arbiters = layout.arbiterKib === undefined ? '' : ` with arbiters of ${inGib(layout.arbiterKib)}`;
  const bricks = sets.flat();
  return [
    `${layout.sets === 1 ? 'one set' : `${layout.sets} sets`} of bricks of ${inGib(layout.sizeKib)}${arbiters}${
      passedOver.length === 0 ? '' : `; there was no room for bricks of ${passedOver.join(', ')}`
    }`,
    ...sets.flatMap((set, index) =>
      set.map(
        ({ candidate: taken, role }, position) =>
          `${role === 'arbiter' ? 'arbiter' : 'brick'} ${index + 1}.${position + 1} on ${taken.storageHostname} (zone ${taken.zone}), device ${taken.deviceName}: ${inGib(taken.freeKib)} free before`,
      ),
    ),
    ...prefer.map(
      (rule) =>
        `wish ${describeRule(rule)}: ${bricks.filter(({ candidate }) => follows(candidate.tags, rule)).length} of ${howMany(bricks.length, 'brick')}`,
    ),
    ...leftOut.map((sentence) => `left out: ${sentence}`),
  ];
}
