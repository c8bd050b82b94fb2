import type { BrickFound, VolumeFound } from '../inventory/read-volume.ts';
import { remembered } from './remembered.ts';
import type { StoreView } from './store-view.ts';

/** What no running operation holds: only that can be said to be wrong. */
export interface Settled {
  readonly volumes: readonly VolumeFound[];
  /** Of settled volumes, on devices and nodes that nobody takes away. */
  readonly bricks: readonly BrickFound[];
}

export const settledIn = remembered(({ volumes, bricks, devices, nodes }: StoreView): Settled => {
  const heldPlaces = new Set([
    ...devices.filter(({ isHeld }) => isHeld).map(({ id }) => id),
    ...nodes.filter(({ isHeld }) => isHeld).map(({ id }) => id),
  ]);
  const isFree = ({ state, operation }: BrickFound): boolean => state === 'ready' && operation === null;
  const heldVolumes = new Set(bricks.filter((brick) => !isFree(brick)).map(({ volume }) => volume));
  const free = volumes.filter(
    ({ id, state, operation }) => state === 'ready' && operation === null && !heldVolumes.has(id),
  );
  const ids = new Set(free.map(({ id }) => id));
  return {
    volumes: free,
    bricks: bricks.filter(
      ({ volume, brick, node }) =>
        volume !== null && ids.has(volume) && !heldPlaces.has(brick.device) && !heldPlaces.has(node),
    ),
  };
});
