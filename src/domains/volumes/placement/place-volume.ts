import { type BrickRole, setSizeOf } from '../durability.ts';
import type { ClusterView } from '../inventory/cluster-view.ts';
import { inGib } from '../sizes.ts';
import { type BrickLayout, type BrickLimits, brickLayouts } from './brick-sizes.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { explainNoSpace } from './explain-no-space.ts';
import { placeSets } from './place-sets.ts';
import type { VolumeWish } from './volume-wish.ts';

export interface PlacementContext {
  readonly seed: string;
  readonly limits: BrickLimits;
  /** Hosts that made an earlier attempt fail. */
  readonly avoidHosts: readonly string[];
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

/** Places a volume in one cluster: the first layout that fits (contract heketi-engine §2.2 to §2.4). */
export function placeVolume(cluster: ClusterView, wish: VolumeWish, context: PlacementContext): VolumePlacement {
  const candidates = candidatesOf(cluster, context.avoidHosts);
  const setSize = setSizeOf(wish.durability);
  const layouts = brickLayouts(wish.sizeGib, wish.durability, context.limits);
  for (const layout of layouts) {
    const placed = placeSets(candidates.devices, {
      ...wish,
      ...layout,
      setSize,
      seed: `${context.seed}/${layout.sets}`,
    });
    if (placed.kind === 'placed') {
      const sets = placed.sets.map((set) =>
        set.map((candidate): BrickPlace => ({ candidate, role: 'data', sizeKib: layout.sizeKib })),
      );
      return { kind: 'placed', sets, reasons: explainPlaced(layout, layouts, sets, candidates.leftOut) };
    }
  }
  return { kind: 'no-space', ...explainNoSpace(cluster, candidates, wish, context.limits) };
}

function explainPlaced(
  layout: BrickLayout,
  layouts: readonly BrickLayout[],
  sets: readonly (readonly BrickPlace[])[],
  leftOut: readonly string[],
): readonly string[] {
  const passedOver = layouts.slice(0, layouts.indexOf(layout)).map(({ sizeKib }) => inGib(sizeKib));
  return [
    `${layout.sets === 1 ? 'one set' : `${layout.sets} sets`} of bricks of ${inGib(layout.sizeKib)}${
      passedOver.length === 0 ? '' : `; there was no room for bricks of ${passedOver.join(', ')}`
    }`,
    ...sets.flatMap((set, index) =>
      set.map(
        ({ candidate: taken }, position) =>
          `brick ${index + 1}.${position + 1} on ${taken.storageHostname} (zone ${taken.zone}), device ${taken.deviceName}: ${inGib(taken.freeKib)} free before`,
      ),
    ),
    ...leftOut.map((sentence) => `left out: ${sentence}`),
  ];
}
