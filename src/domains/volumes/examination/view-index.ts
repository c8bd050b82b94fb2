import { poolOf, volumeGroup } from '../brick-paths.ts';
import type { BrickFound, VolumeFound } from '../inventory/read-volume.ts';
import { remembered } from './remembered.ts';
import type { StoreView } from './store-view.ts';

/** A view of the store, by what one asks for. */
export interface ViewIndex {
  readonly volumes: ReadonlyMap<string | null, VolumeFound>;
  readonly bricks: ReadonlySet<string>;
  readonly bricksOn: ReadonlyMap<string, readonly BrickFound[]>;
  /** Thin pools that bricks lie in, as `group/name`: one outlives the brick that it was made for while clones live there. */
  readonly pools: ReadonlySet<string>;
}

export const indexView = remembered(
  ({ volumes, bricks }: StoreView): ViewIndex => ({
    volumes: new Map(volumes.map((volume) => [volume.id, volume])),
    bricks: new Set(bricks.map(({ brick }) => brick.id)),
    bricksOn: Map.groupBy(bricks, ({ brick }) => brick.device),
    pools: new Set(bricks.map(({ brick }) => `${volumeGroup(brick.device)}/${poolOf(brick)}`)),
  }),
);
