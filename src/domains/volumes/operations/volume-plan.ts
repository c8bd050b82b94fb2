import type { ClusterView } from '../inventory/cluster-view.ts';
import type { PlacedBrick } from '../placed-brick.ts';
import type { VolumeRow } from '../tables/volume-table.ts';
import type { GlusterPlace } from './steps/gluster-place.ts';

/** What a plan goes by. */
export interface VolumeView {
  readonly clusters: readonly ClusterView[];
  readonly nameTakenIn: readonly string[];
}

/** What was decided, and what the one stage works with. A type alias, so that it counts as JSON. */
export type VolumePlan = {
  readonly volume: VolumeRow;
  /** In Gluster's order: set by set. */
  readonly bricks: readonly PlacedBrick[];
  readonly gluster: GlusterPlace;
};
